// docker-compose: the plugin behind `docker compose`. As docker-compose 2.40.3 of Debian.

import { Errno } from '../../../abi/errno.ts';
import { FlagError, parseFlags, parsePage } from '../../../userland/lib/cobra.ts';
import { goJson } from '../../../userland/lib/go-json.ts';
import { program, warn } from '../../../userland/lib/io.ts';
import { Cli } from '../cli.ts';
import { findCommand, longestVerb, runCommand } from '../dispatch.ts';
import { StatusError, UsageError } from '../errors.ts';
import { helpText } from '../help.ts';
import { readGlobalWords } from '../plugin-command.ts';
import { setProjectFlags } from './context.ts';
import { COMPOSE } from './tree.ts';

const METADATA = { SchemaVersion: '0.1.0', Vendor: 'Docker Inc.', Version: '2.40.3-3', ShortDescription: 'Docker Compose' };

export default program({
  name: 'docker-compose',
  summary: 'Define and run multi-container applications with Docker',

  async main(sys, argv, env) {
    const args = argv.slice(1);
    if (args[0] === 'docker-cli-plugin-metadata') {
      await new Cli(sys, env, { config: undefined, context: undefined, hosts: [], debug: false, tls: false }).out(
        `${goJson(METADATA, { indent: '     ' })}\n`,
      );
      return 0;
    }
    const standalone = args[0] !== 'compose' && !/cli-plugins/.test(argv[0] ?? '');
    const { options, rest } = standalone
      ? { options: { config: undefined, context: undefined, hosts: [], debug: false, tls: false }, rest: [...args] }
      : readGlobalWords(args);
    const cli = new Cli(sys, env, options);
    try {
      return await run(cli, rest[0] === 'compose' ? rest.slice(1) : rest);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
        throw error;
      if (error.message !== '') await warn(sys, `${error instanceof Errno ? error.message.toLowerCase() : error.message}\n`);
      return error instanceof StatusError ? error.status : 1;
    }
  },
});

async function run(cli: Cli, words: readonly string[]): Promise<number> {
  const { pages } = await COMPOSE.pages();
  const page = pages.compose!;
  const { flags, operands } = readProjectFlags(page, words);
  if (flags.bool('version')) return (await runWord(cli, 'version', [])) ?? 0;
  const [word, ...rest] = operands;
  if (word === undefined || flags.bool('help')) {
    await cli.out(await helpText(cli, page));
    return 0;
  }
  if (flags.bool('dry-run')) throw new Error('docker compose: option --dry-run is not simulated here');
  setProjectFlags(cli, flags);
  const status = await runWord(cli, word, rest);
  if (status !== undefined) return status;
  await cli.out(await helpText(cli, page));
  throw new Error(`unknown docker command: ${JSON.stringify(`compose ${word}`)}`);
}

function readProjectFlags(page: string, words: readonly string[]): ReturnType<typeof parseFlags> {
  const known = [
    ...parsePage(page).flags,
    { name: 'help', short: 'h', type: '', usage: '', default: undefined, hidden: true },
    { name: 'version', short: 'v', type: '', usage: '', default: undefined, hidden: true },
    { name: 'verbose', short: undefined, type: '', usage: '', default: undefined, hidden: true },
    { name: 'workdir', short: undefined, type: 'string', usage: '', default: undefined, hidden: true },
    { name: 'no-ansi', short: undefined, type: '', usage: '', default: undefined, hidden: true },
  ];
  try {
    return parseFlags(known, words, { interspersed: false });
  } catch (error) {
    if (error instanceof FlagError) throw new StatusError(1, error.message);
    throw error;
  }
}

/** Undefined where there is no such command. A wrong flag is told without the usage. */
async function runWord(cli: Cli, word: string, rest: readonly string[]): Promise<number | undefined> {
  const verb = longestVerb(COMPOSE, [word, ...rest]);
  const found = await findCommand(COMPOSE, 'compose', verb.join(' '));
  if (!found) return undefined;
  if (rest.includes('--dry-run')) throw new Error('docker compose: option --dry-run is not simulated here');
  try {
    return await runCommand(cli, { ...found, page: await withTerminal(cli, found.page) }, rest.slice(verb.length - 1));
  } catch (error) {
    if (error instanceof UsageError && error.status === 125) throw new StatusError(1, error.message.split('\n')[0]!);
    throw error;
  }
}

/** --no-tty is on by itself where standard output is no terminal, and the page says so. */
async function withTerminal(cli: Cli, page: string): Promise<string> {
  if (!/--no-tty/i.test(page) || (await cli.stdoutIsTerminal())) return page;
  return page.replace(/(--no-tty .*)/i, '$1 (default true)');
}
