// ipcrm: removes System V objects. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { SysvKind } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/ipcrm.ts';
import { sysvObjects } from './sysv.ts';

export default utilLinux({
  name: 'ipcrm',
  summary: 'remove certain IPC resources',
  help: HELP,
  short: 'm:M:q:Q:s:S:a::v',
  long: {
    'shmem-id': '-m',
    'shmem-key': '-M',
    'queue-id': '-q',
    'queue-key': '-Q',
    'semaphore-id': '-s',
    'semaphore-key': '-S',
    'posix-shmem': 'required',
    'posix-mqueue': 'required',
    'posix-semaphore': 'required',
    all: '-a',
    verbose: '-v',
  },
  run: ipcrm,
});

const KINDS: Readonly<Record<string, SysvKind>> = { m: 'shm', q: 'msg', s: 'sem', shm: 'shm', msg: 'msg', sem: 'sem' };
const NAMES: Readonly<Record<SysvKind, string>> = { shm: 'shared memory segment', msg: 'message queue', sem: 'semaphore' };

async function ipcrm(tool: Tool): Promise<number> {
  const [word, ...ids] = tool.operands;
  const old = word === undefined ? undefined : KINDS[word];
  if (word !== undefined && old !== undefined && tool.given.length === 0) {
    if (ids.length === 0) tool.usage('not enough arguments');
    for (const id of ids) await remove(tool, old, id);
    if (tool.status === 0) tool.out.write('resource(s) deleted\n');
    return tool.status;
  }
  if (word !== undefined) tool.usage(`unknown argument: ${word}`);
  if (tool.given.length === 0) tool.usage('bad usage');
  for (const { option, value } of tool.given) {
    if (option.startsWith('--posix')) tool.fail(`option ${option} is not simulated here`);
    if (option === '-a') await removeAll(tool, value);
    else if (option !== '-v') {
      const kind = KINDS[option[1]!.toLowerCase()]!;
      if (option[1] === option[1]!.toLowerCase()) await remove(tool, kind, value!);
      else await removeByKey(tool, kind, value!);
    }
  }
  return tool.status;
}

async function remove(tool: Tool, kind: SysvKind, text: string): Promise<void> {
  if (!/^\d+$/.test(text)) return tool.warn(`failed to parse argument: '${text}'`);
  if (tool.has('-v')) tool.out.write(`removing ${NAMES[kind]} id \`${text}'\n`);
  try {
    await tool.sys.ipcRemove(kind, Number(text));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.warn(error.code === 'EPERM' || error.code === 'EACCES' ? `permission denied for id (${text})` : `invalid id (${text})`);
  }
}

async function removeByKey(tool: Tool, kind: SysvKind, text: string): Promise<void> {
  const key = Number(text);
  if (!Number.isInteger(key)) return tool.warn(`illegal key (${text})`);
  if (key === 0) return tool.warn(`illegal key (${text})`);
  const found = (await sysvObjects(tool.sys, kind)).find(each => each.key === (key | 0));
  if (!found) return tool.warn(`invalid key (${text})`);
  return remove(tool, kind, String(found.id));
}

async function removeAll(tool: Tool, category: string | undefined): Promise<void> {
  if (category?.startsWith('p')) tool.fail(`option --all=${category} is not simulated here`);
  if (category !== undefined && KINDS[category] === undefined) tool.fail(`unknown argument: ${category}`);
  for (const kind of category === undefined ? (['shm', 'msg', 'sem'] as const) : [KINDS[category]!]) {
    for (const { id } of await sysvObjects(tool.sys, kind)) await remove(tool, kind, String(id));
  }
}
