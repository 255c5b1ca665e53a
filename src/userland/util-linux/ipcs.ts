// ipcs: shows System V objects. util-linux 2.42.

import type { SysvKind } from '../../abi/types.ts';
import { Names } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/ipcs.ts';
import { shortSize } from './size-text.ts';
import { keyText, type SysvObject, sysvObjects } from './sysv.ts';

export default utilLinux({
  name: 'ipcs',
  summary: 'show information on IPC facilities',
  help: HELP,
  short: 'ai:qmstpclub',
  long: {
    id: '-i',
    shmems: '-m',
    queues: '-q',
    semaphores: '-s',
    all: '-a',
    time: '-t',
    pid: '-p',
    creator: '-c',
    limits: '-l',
    summary: '-u',
    human: 'none',
    bytes: '-b',
  },
  run: ipcs,
});

interface Column {
  name: string;
  width: number;
  value: (object: SysvObject, field: (name: string) => string) => string;
}

const column = (name: string, width: number, value: Column['value']): Column => ({ name, width, value });
const KEY = column('key', 10, ({ key }) => keyText(key));
const OWNER = column('owner', 10, (_, field) => field('user'));
const PERMS = column('perms', 10, (_, field) => field('perms'));
const id = (name: string): Column => column(name, 10, object => String(object.id));

type View = 'usual' | 'pids' | 'creators';
const creators = (name: string): readonly Column[] => [
  id(name),
  PERMS,
  column('cuid', 10, (_, field) => field('cuser')),
  column('cgid', 10, (_, field) => field('cgroup')),
  column('uid', 10, (_, field) => field('user')),
  column('gid', 10, (_, field) => field('group')),
];

const COLUMNS: Readonly<Record<SysvKind, Readonly<Record<View, readonly Column[]>>>> = {
  msg: {
    usual: [
      KEY,
      id('msqid'),
      OWNER,
      PERMS,
      column('used-bytes', 12, (_, field) => field('cbytes')),
      column('messages', 12, (_, field) => field('qnum')),
    ],
    pids: [id('msqid'), OWNER, column('lspid', 10, (_, field) => field('lspid')), column('lrpid', 10, (_, field) => field('lrpid'))],
    creators: creators('msqid'),
  },
  shm: {
    usual: [
      KEY,
      id('shmid'),
      OWNER,
      PERMS,
      column('bytes', 10, (_, field) => field('size')),
      column('nattch', 10, (_, field) => field('nattch')),
      column('status', 12, () => ' '.repeat(13)),
    ],
    pids: [id('shmid'), OWNER, column('cpid', 10, (_, field) => field('cpid')), column('lpid', 10, (_, field) => field('lpid'))],
    creators: creators('shmid'),
  },
  sem: {
    usual: [KEY, id('semid'), OWNER, PERMS, column('nsems', 10, (_, field) => field('nsems'))],
    pids: [],
    creators: creators('semid'),
  },
};

const TITLES: Readonly<Record<SysvKind, Readonly<Record<View, string>>>> = {
  msg: { usual: 'Message Queues', pids: 'Message Queues PIDs', creators: 'Message Queues Creators/Owners' },
  shm: {
    usual: 'Shared Memory Segments',
    pids: 'Shared Memory Creator/Last-op PIDs',
    creators: 'Shared Memory Segment Creators/Owners',
  },
  sem: { usual: 'Semaphore Arrays', pids: '', creators: 'Semaphore Arrays Creators/Owners' },
};

async function ipcs(tool: Tool): Promise<number> {
  for (const option of ['-i', '-t']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  if (tool.operands.length > 0) tool.usage('bad usage');
  const asked = (['msg', 'shm', 'sem'] as const).filter((_, index) => tool.has(['-q', '-m', '-s'][index]!));
  const kinds = asked.length === 0 || tool.has('-a') ? (['msg', 'shm', 'sem'] as const) : asked;
  const last = tool.last('-l', '-u', '-p', '-c');
  tool.out.write('\n');
  for (const kind of kinds) {
    if (last === '-l') tool.out.write(await limits(tool, kind));
    else if (last === '-u') tool.out.write(await summary(tool, kind));
    else tool.out.write(await table(tool, kind, last === '-p' ? 'pids' : last === '-c' ? 'creators' : 'usual'));
    tool.out.write('\n');
  }
  return 0;
}

async function table(tool: Tool, kind: SysvKind, view: View): Promise<string> {
  const columns = COLUMNS[kind][view];
  if (columns.length === 0) return '';
  const names = await new Names(tool.sys).load();
  const sizes = view === 'usual' && kind === 'shm' && tool.has('--human');
  let text = `------ ${TITLES[kind][view]} --------\n`;
  text += `${columns.map(({ name, width }) => (sizes && name === 'bytes' ? 'size' : name).padEnd(width)).join(' ')}\n`;
  for (const object of await sysvObjects(tool.sys, kind)) {
    const field = (name: string): string => {
      const raw = object.fields.get({ user: 'uid', group: 'gid', cuser: 'cuid', cgroup: 'cgid' }[name] ?? name) ?? '';
      if (name === 'user' || name === 'cuser') return names.user(Number(raw)) ?? raw;
      if (name === 'group' || name === 'cgroup') return names.group(Number(raw)) ?? raw;
      return name === 'size' && tool.has('--human') ? shortSize(Number(raw)).padStart(6) : raw;
    };
    text += `${columns.map(({ width, value }) => value(object, field).padEnd(width)).join(' ')}\n`;
  }
  return text;
}

const setting = async (tool: Tool, name: string): Promise<string[]> =>
  (await readText(tool.sys, `/proc/sys/kernel/${name}`).catch(() => '')).trim().split(/\s+/);

async function limits(tool: Tool, kind: SysvKind): Promise<string> {
  if (kind === 'msg') {
    const [queues] = await setting(tool, 'msgmni');
    const [message] = await setting(tool, 'msgmax');
    const [queue] = await setting(tool, 'msgmnb');
    return (
      '------ Messages Limits --------\n' +
      `max queues system wide = ${queues}\nmax size of message (bytes) = ${message}\ndefault max size of queue (bytes) = ${queue}\n`
    );
  }
  if (kind === 'shm') {
    const [segments] = await setting(tool, 'shmmni');
    const [size = '0'] = await setting(tool, 'shmmax');
    const [pages = '0'] = await setting(tool, 'shmall');
    const most = (1n << 64n) - 1n;
    const total = BigInt(pages) * 4n;
    return (
      `------ Shared Memory Limits --------\nmax number of segments = ${segments}\nmax seg size (kbytes) = ${BigInt(size) / 1024n}\n` +
      `max total shared memory (kbytes) = ${total > most / 4n ? most - 3n : total}\nmin seg size (bytes) = 1\n`
    );
  }
  const [perArray, total, operations, arrays] = await setting(tool, 'sem');
  return (
    `------ Semaphore Limits --------\nmax number of arrays = ${arrays}\nmax semaphores per array = ${perArray}\n` +
    `max semaphores system wide = ${total}\nmax ops per semop call = ${operations}\nsemaphore max value = 32767\n`
  );
}

async function summary(tool: Tool, kind: SysvKind): Promise<string> {
  const objects = await sysvObjects(tool.sys, kind);
  const sum = (name: string): number => objects.reduce((total, { fields }) => total + Number(fields.get(name)), 0);
  if (kind === 'msg') {
    return `------ Messages Status --------\nallocated queues = ${objects.length}\nused headers = ${sum('qnum')}\nused space = ${sum('cbytes')} bytes\n`;
  }
  if (kind === 'sem') {
    return `------ Semaphore Status --------\nused arrays = ${objects.length}\nallocated semaphores = ${sum('nsems')}\n`;
  }
  const pages = objects.reduce((total, { fields }) => total + Math.ceil(Number(fields.get('size')) / 4096), 0);
  return (
    `------ Shared Memory Status --------\nsegments allocated ${objects.length}\npages allocated ${pages}\npages resident  0\n` +
    'pages swapped   0\nSwap performance: 0 attempts\t 0 successes\n'
  );
}
