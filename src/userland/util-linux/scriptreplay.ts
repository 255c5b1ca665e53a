// scriptreplay: shows again what script wrote down, at the same pace. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { decode, readFile, STDOUT, writeAll } from '../lib/io.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/scriptreplay.ts';

export default utilLinux({
  name: 'scriptreplay',
  summary: 'play back typescripts, using timing information',
  help: HELP,
  short: 'B:c:I:O:s:T:t:d:m:x:',
  long: {
    'cr-mode': '-c',
    timing: '-t',
    'log-timing': '-T',
    'log-in': '-I',
    'log-out': '-O',
    'log-io': '-B',
    typescript: '-s',
    divisor: '-d',
    maxdelay: '-m',
    stream: '-x',
    summary: 'none',
  },
  run: scriptreplay,
});

const NEWLINE = 10;

async function scriptreplay(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of ['-I', '-x', '-c', '--summary']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const words = [...tool.operands];
  const timing = tool.value('-t', '-T') ?? words.shift() ?? tool.fail('timing file not specified');
  const typescript = tool.value('-O', '-s', '-B') ?? words.shift() ?? 'typescript';
  const divisor = number(tool, tool.value('-d') ?? words.shift(), 1);
  const longest = number(tool, tool.value('-m'), Number.POSITIVE_INFINITY);
  const steps = decode(await contents(tool, timing)).split('\n');
  const bytes = await contents(tool, typescript);
  // The first line tells when it was made.
  let at = bytes.indexOf(NEWLINE) + 1;
  for (const step of steps) {
    if (step === '') continue;
    const match = /^(?:O )?(\d+(?:\.\d+)?) (\d+)$/.exec(step);
    if (!match) tool.fail(`timing file ${timing}: unexpected format`);
    const delay = Math.min(Number(match[1]) / divisor, longest);
    if (delay > 0) await sys.nanosleep(delay * 1000);
    await writeAll(sys, STDOUT, bytes.subarray(at, at + Number(match[2])));
    at += Number(match[2]);
  }
  tool.out.write('\n');
  return 0;
}

function number(tool: Tool, text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : tool.fail(`failed to parse number: '${text}'`);
}

async function contents(tool: Tool, path: string): Promise<Uint8Array> {
  try {
    return await readFile(tool.sys, path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`cannot open ${path}: ${error.message}`);
  }
}
