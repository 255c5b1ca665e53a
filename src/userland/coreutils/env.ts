// env: a program in a changed environment. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { SIGNALS, type Signal } from '../../abi/signal.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { warn } from '../lib/io.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { execProgram } from '../lib/run-program.ts';
import { splitString } from './env-split.ts';

export default command({
  name: 'env',
  summary: 'set each NAME to VALUE in the environment and run COMMAND',
  usage: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
  usageStatus: 125,
  run: env,
});

const SHORT = '+a:C:iS:u:v0';
const LONG = {
  argv0: '-a',
  'ignore-environment': '-i',
  null: '-0',
  unset: '-u',
  chdir: '-C',
  'default-signal': 'optional',
  'ignore-signal': 'optional',
  'block-signal': 'optional',
  'list-signal-handling': 'none',
  'split-string': '-S',
  debug: '-v',
  help: 'none',
  version: 'none',
} as const;

/** -S puts the words of its argument in its place. */
function withSplit(argv: readonly string[], env: Readonly<Record<string, string>>): string[] {
  const words: string[] = [argv[0]!];
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    const found = /^(?:-([iv0]*)S(.*)|--split-string(?:=(.*))?)$/s.exec(word);
    if (found === null) {
      words.push(word);
      if (!word.startsWith('-')) return [...words, ...argv.slice(at + 1)];
      continue;
    }
    let text = found[2] || found[3];
    if (text === undefined || text === '') {
      if (++at >= argv.length) throw new UsageError("option requires an argument -- 'S'");
      text = argv[at]!;
    }
    if (found[1] !== undefined && found[1] !== '') words.push(`-${found[1]}`);
    return withSplit([...words, ...splitString(text, env), ...argv.slice(at + 1)], env);
  }
  return words;
}

async function env(tool: Tool): Promise<number> {
  const { given, operands } = getopt(withSplit(tool.argv, tool.env), SHORT, LONG);
  const has = (option: string): boolean => given.some(one => one.option === option);
  if (has('--help') || has('--version')) {
    tool.out.write(
      has('--help')
        ? `Usage: ${tool.name} [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]\nSet each NAME to VALUE in the environment and run COMMAND.\n`
        : 'env (GNU coreutils) 9.10\n',
    );
    return 0;
  }
  if (operands[0] === '-') operands.shift();
  const verbose = has('-v');
  const say = (text: string): Promise<void> => (verbose ? warn(tool.sys, `${text}\n`) : Promise.resolve());
  let made: Record<string, string> = { ...tool.env };
  if (has('-i') || tool.argv.includes('-')) {
    if (has('-i') || tool.argv.slice(1).find(word => !word.startsWith('-') || word === '-') === '-') {
      await say('cleaning environ');
      made = {};
    }
  }
  for (const { option, value } of given) {
    if (option !== '-u') continue;
    if (value === '' || value!.includes('=')) throw new Failure(`cannot unset ${quote(value!)}: Invalid argument`, 125);
    await say(`unset:    ${value}`);
    delete made[value!];
  }
  while (operands[0]?.includes('=')) {
    const word = operands.shift()!;
    const equals = word.indexOf('=');
    await say(`setenv:   ${word}`);
    made[word.slice(0, equals)] = word.slice(equals + 1);
  }
  if (operands.length === 0) {
    const end = has('-0') ? '\0' : '\n';
    for (const [name, value] of Object.entries(made)) tool.out.write(`${name}=${value}${end}`);
    return 0;
  }
  if (has('-0')) throw new UsageError('cannot specify --null (-0) with command');
  return run(tool, given, operands, made, say);
}

async function run(
  tool: Tool,
  given: readonly { option: string; value: string | undefined }[],
  words: readonly string[],
  made: Record<string, string>,
  say: (text: string) => Promise<void>,
): Promise<number> {
  await signals(tool, given);
  const folder = given.findLast(({ option }) => option === '-C')?.value;
  if (folder !== undefined) {
    await say(`chdir:    ${quoteAlways(folder)}`);
    try {
      await tool.sys.chdir(folder);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Failure(`cannot change directory to ${quoteAlways(folder)}: ${error.message}`, 125);
    }
  }
  await say(`executing: ${words[0]}`);
  for (const [at, word] of words.entries()) await say(`   arg[${at}]= ${quote(word)}`);
  try {
    return await execProgram(tool.sys, words, made);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.warn(`${quote(words[0]!)}: ${error.message}`);
    if (error.code === 'ENOENT' && words[0]!.includes(' '))
      await warn(tool.sys, `${tool.name}: use -[v]S to pass options in shebang lines\n`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

async function signals(tool: Tool, given: readonly { option: string; value: string | undefined }[]): Promise<void> {
  for (const { option, value } of given) {
    if (!/^--(default|ignore|block)-signal$/.test(option)) continue;
    const wanted =
      value === undefined
        ? SIGNALS.filter(name => name !== 'SIGKILL' && name !== 'SIGSTOP')
        : value.split(',').map(name => signalOf(tool, name));
    for (const signal of wanted) {
      if (option === '--block-signal') await tool.sys.sigprocmask('block', [signal]);
      else await tool.sys.sigaction(signal, option === '--ignore-signal' ? 'ignore' : 'default');
    }
  }
}

function signalOf(tool: Tool, text: string): Signal {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  const found = SIGNALS.find((signal, at) => signal === name || String(at + 1) === text);
  return found ?? tool.fail(`${quote(text)}: invalid signal`, 125);
}
