// flock: holds a lock on a file while a program runs. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import { signalNumber } from '../../abi/signal.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { execProgram } from '../lib/run-program.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/flock.ts';

const EX_USAGE = 64;
const EX_DATAERR = 65;
const EX_NOINPUT = 66;
const EX_UNAVAILABLE = 69;

export default utilLinux({
  name: 'flock',
  summary: 'manage locks from shell scripts',
  help: HELP,
  short: '+sexnoFuw:E:c:',
  long: {
    shared: '-s',
    exclusive: '-x',
    unlock: '-u',
    nonblock: '-n',
    timeout: '-w',
    wait: '-w',
    'conflict-exit-code': '-E',
    close: '-o',
    command: '-c',
    'no-fork': '-F',
    fcntl: 'none',
    verbose: 'none',
    start: 'required',
    length: 'required',
  },
  usageStatus: EX_USAGE,
  run: flock,
});

/** The words after the lock's name: -c takes one for the shell. */
function commandOf(tool: Tool, words: readonly string[]): string[] | undefined {
  const given = tool.value('-c');
  const first = words[1];
  if (given !== undefined) return [tool.env.SHELL || '/bin/sh', '-c', given];
  if (first === '-c' || first === '--command') {
    if (words.length !== 3) tool.fail(`${first} requires exactly one command argument`, EX_USAGE);
    return [tool.env.SHELL || '/bin/sh', '-c', words[2]!];
  }
  return words.length > 1 ? words.slice(1) : undefined;
}

async function flock(tool: Tool): Promise<number> {
  const { sys } = tool;
  if (tool.has('--fcntl', '--start', '--length')) tool.fail('option --fcntl is not simulated here', EX_USAGE);
  const words = tool.operands;
  const wait = tool.value('-w');
  if (wait !== undefined && !/^\d*\.?\d+$/.test(wait)) tool.fail(`invalid timeout: '${wait}'`, EX_USAGE);
  if (words.length === 0) tool.usage('not enough arguments');
  const command = commandOf(tool, words);
  const fd = command ? await openLock(tool, words[0]!) : await descriptor(tool, words[0]!);
  const started = await now(sys);
  const locked = await lock(tool, fd, wait === undefined ? undefined : Number(wait) * 1000);
  const conflict = Number(tool.value('-E') ?? 1);
  if (locked === 'busy') {
    if (tool.has('--verbose')) await warn(sys, 'flock: failed to get lock\n');
    return conflict;
  }
  if (locked === 'late') {
    if (tool.has('--verbose')) await warn(sys, 'flock: timeout while waiting to get lock\n');
    return conflict;
  }
  if (tool.has('--verbose')) tool.out.write(`flock: getting lock took ${(((await now(sys)) - started) / 1000).toFixed(6)} seconds\n`);
  if (!command) return 0;
  if (tool.has('--verbose')) tool.out.write(`flock: executing ${command[0]}\n`);
  await tool.out.flush();
  return runLocked(tool, fd, command);
}

const now = async (sys: Sys): Promise<number> => {
  const { seconds, nanoseconds } = await sys.clockGettime('monotonic');
  return seconds * 1000 + nanoseconds / 1e6;
};

async function descriptor(tool: Tool, text: string): Promise<Fd> {
  if (!/^\d+$/.test(text)) tool.fail(`bad file descriptor: '${text}'`, EX_USAGE);
  return Number(text);
}

async function openLock(tool: Tool, path: string): Promise<Fd> {
  const { sys } = tool;
  try {
    return await sys.open(path, { read: true, create: true, noctty: true }, 0o666);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'EISDIR' || error.code === 'EROFS') {
      const fd = await sys.open(path, { read: true, noctty: true }).catch(() => undefined);
      if (fd !== undefined) return fd;
    }
    return tool.fail(
      `cannot open lock file ${path}: ${error.message}`,
      error.code === 'ENOMEM' ? 71 : error.code === 'EROFS' ? 73 : EX_NOINPUT,
    );
  }
}

const POLL_MS = 20;

async function lock(tool: Tool, fd: Fd, limitMs: number | undefined): Promise<'got' | 'busy' | 'late'> {
  const { sys } = tool;
  const how = tool.has('-u') ? 'unlock' : tool.has('-s') ? 'shared' : 'exclusive';
  const deadline = limitMs === undefined ? undefined : (await now(sys)) + limitMs;
  const nonblock = tool.has('-n') || deadline !== undefined;
  for (;;) {
    try {
      await sys.flock(fd, how, nonblock);
      return 'got';
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EINTR') continue;
      if (error.code !== 'EAGAIN') tool.fail(`${fd}: ${error.message}`, EX_DATAERR);
      if (tool.has('-n')) return 'busy';
      if (deadline === undefined || (await now(sys)) >= deadline) return 'late';
      await sys.nanosleep(Math.min(POLL_MS, Math.max(1, deadline - (await now(sys)))));
    }
  }
}

async function runLocked(tool: Tool, fd: Fd, command: readonly string[]): Promise<number> {
  const { sys } = tool;
  const start = async (self: Sys): Promise<number> => {
    try {
      return await execProgram(self, command, tool.env);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(self, `flock: failed to execute ${command[0]}: ${error.message}\n`);
      return error.code === 'ENOMEM' ? 71 : EX_UNAVAILABLE;
    }
  };
  if (tool.has('-F')) return start(sys);
  const child = await sys.clone(async self => {
    if (tool.has('-o')) await self.close(fd);
    return start(self);
  });
  for (;;) {
    const waited = await sys.wait(child).catch(error => {
      if (error instanceof Errno && error.code === 'EINTR') return undefined;
      throw error;
    });
    if (waited?.how === 'exited') return waited.status;
    if (waited?.how === 'killed') return 128 + signalNumber(waited.signal);
  }
}
