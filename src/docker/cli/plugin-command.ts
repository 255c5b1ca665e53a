// What the client's plugins have in common: metadata, the global flags that docker passes on, and their words. As docker-cli 28.5.2's plugin package.

import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { goJson } from '../../userland/lib/go-json.ts';
import { Cli, type GlobalOptions } from './cli.ts';
import type { Group } from './command.ts';
import { findCommand, longestVerb, runCommand } from './dispatch.ts';
import { UsageError } from './errors.ts';
import type { PluginMetadata } from './plugins.ts';

export interface PluginHow {
  name: string;
  metadata: PluginMetadata;
  group: Group;
  unknown(cli: Cli, word: string): Promise<number>;
}

/** The flags that docker puts before the plugin's name. */
export function readGlobalWords(args: readonly string[]): { options: GlobalOptions; rest: string[] } {
  const options = {
    config: undefined as string | undefined,
    context: undefined as string | undefined,
    hosts: [] as string[],
    debug: false,
    tls: false,
  };
  let at = 0;
  for (; at < args.length && args[at]!.startsWith('-'); at++) {
    const [name, inline] = args[at]!.split('=', 2);
    const value = (): string => inline ?? args[++at] ?? '';
    if (name === '--config') options.config = value();
    else if (name === '--context' || name === '-c') options.context = value();
    else if (name === '--host' || name === '-H') options.hosts.push(value());
    else if (name === '--debug' || name === '-D') options.debug = true;
    else break;
  }
  return { options, rest: args.slice(at) };
}

/** Runs a plugin's command: the words after the program's name. */
export async function runPluginCommand(sys: Sys, args: readonly string[], env: Env, how: PluginHow): Promise<number> {
  if (args[0] === 'docker-cli-plugin-metadata') {
    const text = goJson(how.metadata, { indent: '     ' });
    await new Cli(sys, env, { config: undefined, context: undefined, hosts: [], debug: false, tls: false }).out(`${text}\n`);
    return 0;
  }
  const { options, rest } = readGlobalWords(args);
  const cli = new Cli(sys, env, options);
  const words = rest[0] === how.name ? rest.slice(1) : rest;
  const builder: string[] = [];
  let at = 0;
  while (words[at]?.startsWith('--builder') || words[at] === '-D' || words[at] === '--debug') {
    builder.push(words[at]!);
    if (words[at] === '--builder') builder.push(words[++at] ?? '');
    at++;
  }
  const [word, ...more] = words.slice(at);
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    const { helpText } = await import('./help.ts');
    const { pages } = await how.group.pages();
    const page = word === 'help' && more[0] !== undefined ? pages[`${how.name} ${more.join(' ')}`] : pages[how.name];
    await cli.out(await helpText(cli, withBuilder(page ?? pages[how.name]!, env)));
    return 0;
  }
  const path = `docker ${how.name}`;
  if (word.startsWith('-')) throw new UsageError(`unknown flag: ${word.split('=')[0]!}`, path, path, { status: 125 });
  const verb = longestVerb(how.group, [word, ...more]);
  const found = await findCommand(how.group, how.name, verb.join(' '));
  if (!found) return how.unknown(cli, word);
  return runCommand(cli, { ...found, page: withBuilder(found.page, env) }, [...builder, ...more.slice(verb.length - 1)]);
}

/** The builder that docker chose shows as the flag's default. */
const withBuilder = (page: string, env: Env): string =>
  env.BUILDX_BUILDER
    ? page.replace(
        'Override the configured builder instance',
        `Override the configured builder instance (default ${JSON.stringify(env.BUILDX_BUILDER)})`,
      )
    : page;
