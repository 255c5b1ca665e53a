// docker: the client of the Docker daemon. As docker-cli 28.5.2 of Debian.

import { Errno } from '../../abi/errno.ts';
import { FlagError, parseFlags, parsePage } from '../../userland/lib/cobra.ts';
import { program, warn } from '../../userland/lib/io.ts';
import { Cli } from './cli.ts';
import { findCommand, printHelp, runCommand, runGroup } from './dispatch.ts';
import { StatusError, UsageError } from './errors.ts';
import { ROOT_FLAGS } from './root-flags.ts';
import { BUILDER, GROUPS, SHORTCUTS, SINGLES } from './tree.ts';
import { CLIENT_COMMIT, CLIENT_VERSION } from './version-info.ts';

export default program({
  name: 'docker',
  summary: 'Docker image and container command line interface',

  async main(sys, argv, env) {
    try {
      const { options, rest, wants } = readGlobals(argv.slice(1));
      const cli = new Cli(sys, env, options);
      if (wants === 'help') return await rootHelp(cli, true);
      if (wants === 'version') {
        await cli.out(`Docker version ${CLIENT_VERSION}, build ${CLIENT_COMMIT}\n`);
        return 0;
      }
      return await run(cli, rest);
    } catch (error) {
      return failed(error, text => warn(sys, text));
    }
  },
});

/** Prints what ended a command and gives its status. Rethrows what is no ordinary error. */
export async function failed(error: unknown, print: (text: string) => Promise<void>): Promise<number> {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
    throw error;
  if (error.message !== '') await print(`${error instanceof Errno ? error.message.toLowerCase() : error.message}\n`);
  return error instanceof StatusError ? error.status : 1;
}

function readGlobals(args: readonly string[]): { options: ConstructorParameters<typeof Cli>[2]; rest: string[]; wants: string } {
  const { flags: known } = parsePage(ROOT_FLAGS);
  const usage = 'docker [OPTIONS] COMMAND [ARG...]';
  try {
    const { flags, operands } = parseFlags(known, args, { interspersed: false });
    if (flags.list('host').length > 1) {
      throw new FlagError(`invalid argument ${JSON.stringify(flags.list('host').at(-1))} for "-H, --host" flag: specify only one -H`);
    }
    const level = flags.string('log-level');
    if (!/^(debug|info|warn|warning|error|fatal|panic|trace)$/.test(level))
      throw new StatusError(1, `Unable to parse logging level: ${level}`);
    if (flags.has('host') && flags.has('context')) {
      throw new StatusError(1, 'conflicting options: cannot specify both --host and --context');
    }
    const options = {
      config: flags.has('config') ? flags.string('config') : undefined,
      context: flags.has('context') ? flags.string('context') : undefined,
      hosts: flags.list('host'),
      debug: flags.bool('debug'),
      tls: flags.bool('tls') || flags.bool('tlsverify'),
    };
    return { options, rest: operands, wants: flags.bool('help') ? 'help' : flags.bool('version') ? 'version' : '' };
  } catch (error) {
    if (error instanceof FlagError) throw new UsageError(error.message, usage, 'docker', { status: 125 });
    throw error;
  }
}

async function rootHelp(cli: Cli, out: boolean): Promise<number> {
  const { helpText } = await import('./help.ts');
  const text = await helpText(cli, (await SINGLES.pages()).pages.docker!);
  await (out ? cli.out(text) : cli.err(text));
  return 0;
}

async function run(cli: Cli, args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined) return rootHelp(cli, false);
  if (word === 'help') return help(cli, rest);
  const builder = builderWords(cli, args);
  if (builder) return plugin(cli, builder, { BUILDX_BUILDER: cli.env.BUILDX_BUILDER ?? (await cli.contextName()) });
  if (word === 'build' || word === 'builder' || (word === 'image' && rest[0] === 'build')) {
    return (await import('./commands/legacy-build.ts')).legacyBuild(cli, args);
  }
  const shortcut = Object.hasOwn(SHORTCUTS, word) ? SHORTCUTS[word] : undefined;
  if (shortcut) return runCommand(cli, (await findCommand(GROUPS[shortcut[0]]!, shortcut[0], shortcut[1], word))!, rest);
  if (Object.hasOwn(GROUPS, word)) return runGroup(cli, GROUPS[word]!, word, rest);
  if (Object.hasOwn(SINGLES.commands, word)) return runCommand(cli, (await findCommand(SINGLES, '', word))!, rest);
  if (word === 'checkpoint') {
    const verb = rest.find(arg => !arg.startsWith('-'));
    throw new StatusError(
      1,
      `docker ${[word, verb].filter(Boolean).join(' ')} is only supported on a Docker daemon with experimental features enabled`,
    );
  }
  return plugin(cli, args, {});
}

/** The words for the buildx plugin, where the command is a builder's and buildx is not turned off. */
function builderWords(cli: Cli, args: readonly string[]): string[] | undefined {
  const off = /^(0|f|F|false|FALSE|False)$/.test(cli.env.DOCKER_BUILDKIT ?? '');
  const rest = args[0] === 'image' && args[1] === 'build' ? args.slice(1) : args;
  const words = Object.hasOwn(BUILDER, rest[0]!) ? BUILDER[rest[0]!] : undefined;
  if (!words || (off && rest[0] !== 'bake')) return undefined;
  return [...words, ...rest.slice(1)];
}

async function plugin(cli: Cli, words: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const { findPlugin, runPlugin } = await import('./plugins.ts');
  const path = await findPlugin(cli, words[0]!);
  if (path === undefined) {
    throw new StatusError(1, `docker: unknown command: docker ${words[0]}\n\nRun 'docker --help' for more information`);
  }
  const globals = [
    ...(cli.options.config === undefined ? [] : ['--config', cli.options.config]),
    ...(cli.options.context === undefined ? [] : ['--context', cli.options.context]),
    ...cli.options.hosts.flatMap(host => ['--host', host]),
  ];
  return runPlugin(cli, path, [...globals, ...words], { ...cli.env, ...env });
}

async function help(cli: Cli, words: readonly string[]): Promise<number> {
  const [word, verb] = words.filter(arg => !arg.startsWith('-'));
  if (word === undefined) return rootHelp(cli, true);
  const builder = Object.hasOwn(BUILDER, word) ? BUILDER[word]! : [word];
  const shortcut = SHORTCUTS[word];
  if (shortcut) return printHelp(cli, await findCommand(GROUPS[shortcut[0]]!, shortcut[0], shortcut[1], word), word);
  if (Object.hasOwn(SINGLES.commands, word)) return printHelp(cli, await findCommand(SINGLES, '', word), word);
  const group = Object.hasOwn(GROUPS, word) ? GROUPS[word]! : undefined;
  if (group)
    return verb === undefined ? runGroup(cli, group, word, ['--help']) : printHelp(cli, await findCommand(group, word, verb), verb);
  const { findPlugin } = await import('./plugins.ts');
  if ((await findPlugin(cli, builder[0]!)) === undefined) throw new StatusError(1, `unknown help topic: ${word}`);
  return plugin(cli, [...builder, ...words.slice(1), '--help'], {});
}
