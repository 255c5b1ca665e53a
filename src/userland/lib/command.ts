// The frame of a GNU program: options, --help and --version, complaints, buffered output, and the exit status of each mistake.

import { Errno } from '../../abi/errno.ts';
import type { Program } from '../../abi/program.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd } from '../../abi/types.ts';
import type { Codec } from './bytes.ts';
import { type Given, getopt, type LongOptions, UsageError } from './getopt.ts';
import { STDIN, warn } from './io.ts';
import { quoteName } from './quote.ts';
import { Stdout, WriteError } from './stdout.ts';

/** Ends the program: "NAME: words", then this status. */
export class Failure extends Error {
  readonly status: number;

  constructor(words: string, status = 1) {
    super(words);
    this.status = status;
  }
}

export interface CommandDefinition {
  name: string;
  summary: string;
  /** What follows "Usage: NAME " in --help; several forms on several lines. */
  usage: string;
  /** The rest of --help. */
  help?: string;
  /** The options as getopt reads them; undefined where the program reads its own words. */
  short?: string;
  long?: LongOptions;
  /** "GNU coreutils) 9.10" and the like; --version prints "NAME (…". */
  version?: string;
  /** The exit status of a wrong command line. */
  usageStatus?: number;
  /** What follows the words of a usage error, where it is not "Try 'NAME --help' for more information.". */
  tryText?: (name: string) => string;
  /** All of --help, where it has a form of its own. */
  fullHelp?: (name: string) => string;
  /** How output's text becomes bytes. */
  codec?: Codec;
  run(tool: Tool): Promise<number | void>;
}

export const COREUTILS = 'GNU coreutils) 9.10';

/** One run of a command: its system calls, words, options and output. */
export class Tool {
  readonly sys: Sys;
  readonly name: string;
  readonly argv: string[];
  readonly env: Env;
  readonly given: readonly Given[];
  readonly operands: string[];
  readonly out: Stdout;
  /** The exit status so far: 1 once something was complained of. */
  status = 0;

  constructor(sys: Sys, argv: string[], env: Env, options: { given: readonly Given[]; operands: string[] }, codec: Codec) {
    this.sys = sys;
    this.name = argv[0] ?? '';
    this.argv = argv;
    this.env = env;
    this.given = options.given;
    this.operands = options.operands;
    this.out = new Stdout(sys, codec);
  }

  /** Whether any of these options was given. */
  has(...options: string[]): boolean {
    return this.given.some(({ option }) => options.includes(option));
  }

  /** The value of the last of these options. */
  value(...options: string[]): string | undefined {
    return this.given.findLast(({ option }) => options.includes(option))?.value;
  }

  /** The last given of these options, by name. */
  last(...options: string[]): string | undefined {
    return this.given.findLast(({ option }) => options.includes(option))?.option;
  }

  /** "NAME: words" to standard error, after what was printed so far; the status becomes 1. */
  async warn(words: string, status = 1): Promise<void> {
    await this.out.flush();
    this.status = Math.max(this.status, status);
    await warn(this.sys, `${shortName(this.name)}: ${words}\n`);
  }

  /** As warn, for an Errno: "NAME: subject: words". Rethrows what is none. */
  async complain(subject: string, error: unknown, status = 1): Promise<void> {
    if (!(error instanceof Errno)) throw error;
    await this.warn(subject === '' ? error.message : `${subject}: ${error.message}`, status);
  }

  /** Stops with a mistake of the command line: "NAME: words" and where help is. */
  usage(words: string): never {
    throw new UsageError(words);
  }

  /** Stops with "NAME: words". */
  fail(words: string, status = 1): never {
    throw new Failure(words, status);
  }

  /** A file's descriptor ("-" is standard input); complains and gives undefined where it cannot be opened. */
  async input(path: string): Promise<Fd | undefined> {
    if (path === '-') return STDIN;
    try {
      return await this.sys.open(path, { read: true });
    } catch (error) {
      await this.complain(quoteName(path), error);
      return undefined;
    }
  }

  /** Runs `use` on each operand's descriptor (standard input without operands); errors of reading are complained of by name. */
  async eachInput(use: (fd: Fd, path: string) => Promise<void>, operands: readonly string[] = this.operands): Promise<void> {
    for (const path of operands.length > 0 ? operands : ['-']) {
      const fd = await this.input(path);
      if (fd === undefined) continue;
      try {
        await use(fd, path);
      } catch (error) {
        await this.complain(quoteName(path), error);
      } finally {
        if (fd !== STDIN) await this.sys.close(fd);
      }
    }
  }
}

/** error(3) names the program without its folder, getopt_long(3) as it was called. */
const shortName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
const GETOPT_WORDS = /^(?:invalid option --|unrecognized option|option requires|option '.*' (?:requires|doesn't|is ambiguous))/;

/** A program of the GNU kind. */
export function command(definition: CommandDefinition): Program {
  return {
    name: definition.name,
    summary: definition.summary,
    main: (sys, argv, env) => runCommand(definition, sys, argv, env),
  };
}

async function runCommand(definition: CommandDefinition, sys: Sys, argv: string[], env: Env): Promise<number> {
  const name = argv[0] ?? definition.name;
  let tool: Tool | undefined;
  try {
    const { short, long } = definition;
    const options =
      short === undefined ? { given: [], operands: argv.slice(1) } : getopt(argv, short, { ...long, help: 'none', version: 'none' });
    tool = new Tool(sys, argv, env, options, definition.codec ?? 'text');
    const about = short === undefined ? undefined : tool.given.find(({ option }) => option === '--help' || option === '--version');
    if (about !== undefined)
      tool.out.write(about.option === '--help' ? (definition.fullHelp?.(name) ?? helpText(definition, name)) : versionText(definition));
    const status = about === undefined ? await definition.run(tool) : 0;
    await tool.out.flush();
    return status ?? tool.status;
  } catch (error) {
    return endOf(error, definition, sys, name, tool);
  }
}

async function endOf(error: unknown, definition: CommandDefinition, sys: Sys, name: string, tool: Tool | undefined): Promise<number> {
  const usageStatus = definition.usageStatus ?? 1;
  if (error instanceof WriteError) {
    await warn(sys, `${shortName(name)}: ${error.message}\n`);
    return usageStatus;
  }
  if (!(error instanceof UsageError || error instanceof Failure)) throw error;
  await tool?.out.flush().catch(() => undefined);
  if (error instanceof UsageError) {
    const caller = GETOPT_WORDS.test(error.message) ? name : shortName(name);
    const tail = definition.tryText?.(name) ?? `Try '${name} --help' for more information.\n`;
    await warn(sys, `${error.message === '' ? '' : `${caller}: ${error.message}\n`}${tail}`);
    return usageStatus;
  }
  if (error.message !== '') await warn(sys, `${shortName(name)}: ${error.message}\n`);
  return error.status;
}

/** What --help prints. */
export function helpText(definition: Pick<CommandDefinition, 'usage' | 'summary' | 'help'>, name: string): string {
  const [first = '', ...others] = definition.usage.split('\n');
  const forms = [`Usage: ${name} ${first}`, ...others.map(form => `  or:  ${name} ${form}`)].join('\n');
  const summary = `${definition.summary.charAt(0).toUpperCase()}${definition.summary.slice(1)}.`;
  const about = '      --help        display this help and exit\n      --version     output version information and exit\n';
  return `${forms}\n${summary}\n\n${definition.help === undefined ? '' : `${definition.help}\n`}${about}`;
}

/** What --version prints. */
export function versionText(definition: Pick<CommandDefinition, 'name' | 'version'>): string {
  const version = definition.version ?? COREUTILS;
  const packaged = version === COREUTILS ? 'Packaged by Debian (9.10-1)\n' : '';
  return `${definition.name} (${version}\n${packaged}`;
}
