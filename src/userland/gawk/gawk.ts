// gawk, Debian's awk here: the pattern scanning and processing language. As GNU Awk 5.3.2.

import { Errno } from '../../abi/errno.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { getopt } from '../lib/getopt.ts';
import { readText, warn } from '../lib/io.ts';
import { Executor } from './execute.ts';
import { unescapeText } from './lexer.ts';
import { parseProgram } from './parser.ts';
import { Runtime } from './runtime.ts';
import { markSlow } from './slow.ts';
import { usageText } from './usage.ts';
import { inputValue } from './value.ts';

const SHORT = '+F:f:v:W:be:hi:l:L::nNo::p::rtPcOSsVkMCd::D::E:gI';
const LONG = {
  'field-separator': '-F',
  file: '-f',
  assign: '-v',
  'characters-as-bytes': '-b',
  source: '-e',
  exec: '-E',
  help: '-h',
  'non-decimal-data': '-n',
  'use-lc-numeric': '-N',
  optimize: '-O',
  'no-optimize': '-s',
  posix: '-P',
  traditional: '-c',
  're-interval': '-r',
  sandbox: '-S',
  lint: '-L',
  'lint-old': '-t',
  version: '-V',
  csv: '-k',
  include: '-i',
  load: '-l',
  'pretty-print': '-o',
  profile: '-p',
  bignum: '-M',
  debug: '-D',
  'dump-variables': '-d',
  copyright: '-C',
  'gen-pot': '-g',
  trace: '-I',
} as const;
const REFUSED = new Set(['-k', '-i', '-l', '-o', '-p', '-M', '-D', '-d', '-g', '-I', '-S']);

export default command({
  name: 'gawk',
  summary: 'pattern scanning and processing language',
  usage: "[POSIX or GNU style options] [--] 'program' file ...",
  usageStatus: 1,
  tryText: usageText,
  run: gawk,
});

async function gawk(tool: Tool): Promise<number> {
  const { given, operands } = getopt(tool.argv, SHORT, LONG);
  for (const { option } of given) {
    if (option === '-h') {
      tool.out.write(usageText(tool.name));
      return 0;
    }
    if (option === '-V') {
      tool.out.write(
        'GNU Awk 5.3.2, API 4.0, PMA Avon 8-g1, (GNU MPFR 4.2.2, GNU MP 6.3.0)\nCopyright (C) 1989, 1991-2025 Free Software Foundation.\n',
      );
      return 0;
    }
    if (REFUSED.has(option)) throw new Failure(`fatal: option ${option} is not simulated here`, 2);
  }
  const sources: { text: string; name: string }[] = [];
  for (const { option, value } of given) {
    if (option === '-e') sources.push({ text: value!, name: 'cmd. line' });
    if (option === '-f' || option === '-E') sources.push({ text: await sourceFile(tool, value!), name: value! });
  }
  if (sources.length === 0) {
    const text = operands.shift();
    if (text === undefined) tool.usage('');
    sources.push({ text, name: 'cmd. line' });
  }
  const { program, warnings } = parseProgram(sources);
  for (const warning of warnings) await warn(tool.sys, `${warning}\n`);
  markSlow(program);
  checkCalls(program);
  const runtime = new Runtime(tool, program);
  await runtime.fillArrays(operands);
  for (const { option, value } of given) {
    if (option === '-F') runtime.global('FS').set(value === 't' ? '\t' : unescapeText(value!));
    if (option !== '-v') continue;
    const found = /^([A-Za-z_]\w*)=(.*)$/s.exec(value!);
    if (found === null) throw new Failure(`fatal: \`${value}' argument to \`-v' not in \`var=value' form`, 2);
    runtime.global(found[1]!).set(inputValue(unescapeText(found[2]!)));
  }
  return new Executor(runtime).run();
}

/** A call of a function that is nowhere defined stops before anything runs. */
function checkCalls({ functions, calls }: { functions: ReadonlyMap<string, unknown>; calls: ReadonlyMap<string, string> }): void {
  for (const [name, place] of calls) if (!functions.has(name)) throw new Failure(`${place}: fatal: function \`${name}' not defined`, 2);
}

async function sourceFile(tool: Tool, path: string): Promise<string> {
  try {
    return (await readText(tool.sys, path === '-' ? '/dev/stdin' : path)).replace(/^#!.*/, '');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Failure(`fatal: cannot open source file \`${path}' for reading: ${error.message}`, 2);
  }
}
