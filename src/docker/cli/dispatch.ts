// Finding a command by its words and running it: help, mistakes on the command line, operands counted. As docker-cli 28.5.2 and its cobra.

import { type Flag, FlagError, type Page, parseFlagLines, parseFlags, parsePage } from '../../userland/lib/cobra.ts';
import type { Cli } from './cli.ts';
import { type Command, checkArgs, type Group } from './command.ts';
import { StatusError, UsageError } from './errors.ts';
import { helpText } from './help.ts';

const HELP: Flag = { name: 'help', short: undefined, type: '', usage: '', default: undefined, hidden: true };
const HELP_SHORT: Flag = { ...HELP, short: 'h' };

/** What is known of a command once its words are found. */
export interface Found {
  /** "docker container ls", as it was called. */
  path: string;
  page: string;
  command: Command;
}

/** Finds a group's command. `called` is how the command line names it, where that is not the group's own words. */
export async function findCommand(group: Group, noun: string, verb: string, called?: string): Promise<Found | undefined> {
  const name = group.aliases?.[verb] ?? verb;
  const load = Object.hasOwn(group.commands, name) ? group.commands[name] : undefined;
  if (!load) return undefined;
  const own = noun === '' ? name : `${noun} ${name}`;
  const { pages } = await (group.morePages?.[name] ?? group.pages)();
  const path = `docker ${called ?? own}`;
  const page = (pages[own] ?? `Usage:  docker ${own}`).replace(`docker ${own}`, path);
  return { path, page, command: (await load()).command };
}

/** Reads the flags of a command line and runs the command. Gives its exit status; throws what is printed as its error. */
export async function runCommand(cli: Cli, found: Found, args: readonly string[]): Promise<number> {
  const page = parsePage(found.page);
  const { flags, operands } = readFlags(found, page, args);
  for (const notice of flags.notices) await cli.err(`${notice}\n`);
  if (flags.bool('help')) {
    await cli.out(await helpText(cli, found.page));
    return 0;
  }
  if (page.usage.endsWith(' COMMAND') && operands.length === 0) {
    await cli.err(await helpText(cli, found.page));
    return 0;
  }
  const wrong = checkArgs(found.command.args, operands.length);
  if (wrong) throw new UsageError(`docker: '${found.path}' ${wrong.words}`, page.usage, found.path, { verb: wrong.verb });
  return (await found.command.run(cli, flags, operands)) ?? 0;
}

function readFlags(found: Found, page: Page, args: readonly string[]): ReturnType<typeof parseFlags> {
  const { command } = found;
  const hidden = command.hidden ? parseFlagLines(command.hidden, { hidden: true }) : [];
  const known = [...page.flags, ...hidden];
  known.push(known.some(flag => flag.short === 'h') ? HELP : { ...HELP_SHORT, shortDeprecated: 'use --help' });
  try {
    return parseFlags(known, args, {
      interspersed: command.interspersed ?? true,
      validators: command.validators ?? {},
      synonyms: command.synonyms ?? {},
    });
  } catch (error) {
    if (error instanceof FlagError) throw new UsageError(error.message, page.usage, found.path, { status: 125 });
    throw error;
  }
}

/** The words at the start that name a command of the group: "key generate", or one word. */
export function longestVerb(group: Group, args: readonly string[]): string[] {
  for (let count = 3; count > 1; count--) {
    if (args.length >= count && Object.hasOwn(group.commands, args.slice(0, count).join(' '))) return args.slice(0, count);
  }
  return args.slice(0, 1);
}

/** A group called with a verb, with none, or with one it does not have. */
export async function runGroup(cli: Cli, group: Group, noun: string, args: readonly string[]): Promise<number> {
  const path = `docker ${noun}`;
  const [verb] = args;
  if (verb === undefined || verb === '--help' || verb === '-h') {
    const page = (await group.pages()).pages[noun] ?? `Usage:  ${path} COMMAND`;
    if (verb === '-h') await cli.err('Flag shorthand -h has been deprecated, use --help\n');
    const text = await helpText(cli, page);
    await (verb === undefined ? cli.err(text) : cli.out(text));
    return 0;
  }
  if (verb.startsWith('-') && verb !== '-') {
    const words = verb.startsWith('--') ? `unknown flag: ${verb.split('=')[0]!}` : `unknown shorthand flag: '${verb[1]!}' in ${verb}`;
    throw new UsageError(words, path, path, { status: 125 });
  }
  const words = longestVerb(group, args);
  const found = await findCommand(group, noun, words.join(' '));
  if (!found) throw new UsageError(`docker: unknown command: ${path} ${verb}`, path, path);
  return runCommand(cli, found, args.slice(words.length));
}

/** `docker help …`. */
export async function printHelp(cli: Cli, found: Found | undefined, topic: string): Promise<number> {
  if (!found) throw new StatusError(1, `unknown help topic: ${topic}`);
  await cli.out(await helpText(cli, found.page));
  return 0;
}
