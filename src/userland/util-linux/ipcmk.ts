// ipcmk: makes System V objects. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { SysvKind } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/ipcmk.ts';
import { parseSize } from './size-text.ts';

const USUAL_MODE = 0o644;

export default utilLinux({
  name: 'ipcmk',
  summary: 'make various IPC resources',
  help: HELP,
  short: 'M:m:QqS:sp:n:',
  long: {
    shmem: '-M',
    'posix-shmem': '-m',
    queue: '-Q',
    'posix-mqueue': '-q',
    semaphore: '-S',
    'posix-semaphore': '-s',
    mode: '-p',
    name: '-n',
  },
  run: ipcmk,
});

const MADE: readonly (readonly [option: string, kind: SysvKind, words: string, failure: string])[] = [
  ['-M', 'shm', 'Shared memory', 'create share memory failed'],
  ['-Q', 'msg', 'Message queue', 'create message queue failed'],
  ['-S', 'sem', 'Semaphore', 'create semaphore failed'],
];

async function ipcmk(tool: Tool): Promise<number> {
  for (const option of ['-m', '-q', '-s']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  if (!tool.has('-M', '-Q', '-S')) tool.usage('bad usage');
  const mode = tool.value('-p') ?? USUAL_MODE.toString(8);
  if (!/^[0-7]+$/.test(mode)) tool.fail(`failed to parse mode: '${mode}'`);
  for (const [option, kind, words, failure] of MADE) {
    if (!tool.has(option)) continue;
    const size = sizeOf(tool, kind, tool.value(option));
    try {
      const id = await tool.sys.ipcGet(kind, await randomKey(tool), {
        size,
        mode: Number.parseInt(mode, 8),
        create: true,
        exclusive: true,
      });
      tool.out.write(`${words} id: ${id}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.fail(`${failure}: ${error.message}`);
    }
  }
  return 0;
}

function sizeOf(tool: Tool, kind: SysvKind, text: string | undefined): number {
  if (kind === 'msg' || text === undefined) return 0;
  if (kind === 'sem') return /^\d+$/.test(text) ? Number(text) : tool.fail(`failed to parse elements: '${text}'`);
  return parseSize(text) ?? tool.fail(`failed to parse size: '${text}'`);
}

async function randomKey(tool: Tool): Promise<number> {
  const bytes = await tool.sys.getrandom(4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, true);
}
