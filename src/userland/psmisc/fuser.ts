// fuser: which processes use files, filesystems or sockets. psmisc 23.7.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Pid, Stat } from '../../abi/types.ts';
import { Names } from '../lib/accounts.ts';
import { decode, print, program, readText, STDIN, warn } from '../lib/io.ts';
import { pids, procStat, procText } from '../lib/proc.ts';
import { type Asked, readOptions } from './fuser-options.ts';

/** How a process uses it. */
interface Use {
  pid: Pid;
  uid: number;
  access: Set<'f' | 'F' | 'r' | 'c' | 'e' | 'm'>;
}

/** Whether a file that a process has is the one that is meant. */
type Wanted = (file: Stat) => boolean;

const NAME_COLUMNS = 20;
const HEADING = '                     USER        PID ACCESS COMMAND\n';

export default program({ name: 'fuser', summary: 'identify processes using files or sockets', main });

async function main(sys: Sys, argv: string[]): Promise<number> {
  const asked = await readOptions(sys, argv);
  if (typeof asked === 'number') return asked;
  const names = await new Names(sys).load();
  let status = 1;
  let headed = false;
  for (const { name, space } of asked.names) {
    const port = /^(.*)\/(tcp|udp)$/.exec(name);
    const isPort = space !== 'file' || (port !== null && !(await exists(sys, name)));
    const wanted = isPort
      ? await socketWanted(sys, asked, port?.[1] ?? name, (port?.[2] ?? space) as 'tcp' | 'udp')
      : await fileWanted(sys, asked, name);
    if (wanted === 'stop') return 1;
    const uses = wanted ? await usesOf(sys, wanted) : [];
    if (uses.length > 0) status = 0;
    if ((uses.length > 0 || asked.all) && !asked.silent) {
      if (asked.verbose && !headed) await warn(sys, HEADING);
      headed = true;
      const mounted = asked.mount && !isPort ? await mountOf(sys, name) : undefined;
      const label = isPort ? `${port?.[1] ?? name}/${port?.[2] ?? space}` : name;
      await show(sys, asked, label, uses, { names, mounted });
    }
    if (asked.kill) await killAll(sys, asked, uses);
  }
  return status;
}

const exists = (sys: Sys, path: string): Promise<boolean> =>
  sys.stat(path).then(
    () => true,
    () => false,
  );

const sameDevice = (one: Stat, other: Stat): boolean => one.dev.major === other.dev.major && one.dev.minor === other.dev.minor;

async function fileWanted(sys: Sys, asked: Asked, name: string): Promise<Wanted | undefined | 'stop'> {
  let file: Stat;
  try {
    file = await sys.stat(name);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const gone = error.code === 'ENOENT';
    await warn(sys, gone ? `Specified filename ${name} does not exist.\n` : `Cannot stat ${name}: ${error.message}\n`);
    return undefined;
  }
  if (asked.mountpointOnly) {
    const mounts = ((await procText(sys, '/proc/self/mountinfo')) ?? '').split('\n').map(line => line.split(' ')[4]);
    if (!mounts.includes(name.replace(/(.)\/+$/, '$1'))) {
      await warn(sys, `Specified filename ${name} is not a mountpoint.\n`);
      return 'stop';
    }
  }
  if (asked.mount && file.kind === 'block') {
    return ({ dev }) => dev.major === file.rdev.major && dev.minor === file.rdev.minor;
  }
  if (asked.mount) return other => sameDevice(other, file);
  return other => other.ino === file.ino && sameDevice(other, file);
}

/** The sockets of "PORT" or "PORT,HOST,PORT" by their inodes. */
async function socketWanted(sys: Sys, asked: Asked, name: string, protocol: 'tcp' | 'udp'): Promise<Wanted | undefined | 'stop'> {
  const [local = '', , remote = ''] = name.split(',');
  const port = await portOf(sys, local, protocol);
  if (port === undefined) {
    await warn(sys, `Cannot resolve local port ${local}: Servname not supported for ai_socktype\n`);
    return 'stop';
  }
  const far = remote === '' ? undefined : await portOf(sys, remote, protocol);
  const inodes = new Set<number>();
  for (const family of asked.families) {
    const text = (await procText(sys, `/proc/net/${protocol}${family === 6 ? '6' : ''}`)) ?? '';
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const ends = [fields[1], fields[2]].map(end => Number.parseInt(end?.split(':')[1] ?? '', 16));
      if (ends[0] === port && (far === undefined || ends[1] === far)) inodes.add(Number(fields[9]));
    }
  }
  return file => file.kind === 'socket' && inodes.has(file.ino);
}

async function portOf(sys: Sys, name: string, protocol: string): Promise<number | undefined> {
  if (/^\d+$/.test(name)) return Number(name);
  const services = await readText(sys, '/etc/services').catch(() => '');
  const line = services
    .split('\n')
    .find(each => new RegExp(`^(\\S+\\s+\\d+/${protocol}.*)`).test(each) && each.split(/[\s#]+/).includes(name));
  const port = line?.match(/\s(\d+)\//)?.[1];
  return port === undefined ? undefined : Number(port);
}

async function usesOf(sys: Sys, wanted: Wanted): Promise<Use[]> {
  const self = await sys.getpid();
  const uses: Use[] = [];
  for (const pid of await pids(sys)) {
    if (pid === self) continue;
    const use: Use = {
      pid,
      uid: await sys.stat(`/proc/${pid}`).then(
        stat => stat.uid,
        () => 0,
      ),
      access: new Set(),
    };
    await lookAt(sys, use, wanted);
    if (use.access.size > 0) uses.push(use);
  }
  return uses;
}

async function lookAt(sys: Sys, { pid, access }: Use, wanted: Wanted): Promise<void> {
  const look = async (path: string): Promise<boolean> => {
    const file = await sys.stat(`/proc/${pid}/${path}`).catch(() => undefined);
    return file !== undefined && wanted(file);
  };
  if (await look('cwd')) access.add('c');
  if (await look('exe')) access.add('e');
  if (await look('root')) access.add('r');
  for (const fd of await pids(sys, `/proc/${pid}/fd`).catch(() => [])) {
    if (!(await look(`fd/${fd}`))) continue;
    const { mode } = await sys.stat(`/proc/${pid}/fd/${fd}`, { nofollow: true });
    access.add((mode & 0o200) !== 0 ? 'F' : 'f');
  }
  if (access.has('e')) return;
  const maps = (await procText(sys, `/proc/${pid}/maps`)) ?? '';
  for (const path of new Set([...maps.matchAll(/ (\/.*)$/gm)].map(([, name = '']) => name))) {
    const file = await sys.stat(`/proc/${pid}/root${path}`).catch(() => undefined);
    if (file && wanted(file)) access.add('m');
  }
}

/** The mount that a path is on. */
async function mountOf(sys: Sys, path: string): Promise<string> {
  const file = await sys.stat(path);
  const lines = ((await procText(sys, '/proc/self/mountinfo')) ?? '').split('\n').map(line => line.split(' '));
  const device = `${file.dev.major}:${file.dev.minor}`;
  return lines.findLast(fields => fields[2] === device)?.[4] ?? path;
}

async function show(
  sys: Sys,
  asked: Asked,
  label: string,
  uses: readonly Use[],
  { names, mounted }: { names: Names; mounted: string | undefined },
): Promise<void> {
  const start = `${label}:`;
  await warn(sys, start.padEnd(asked.verbose && uses.length > 0 ? NAME_COLUMNS + 1 : uses.length > 0 ? NAME_COLUMNS : 0));
  if (!asked.verbose) {
    for (const { pid, uid, access } of uses) {
      await print(sys, ` ${String(pid).padStart(5)}`);
      const letters = ['r', 'c', 'e', 'm'].filter(letter => access.has(letter as 'r')).join('');
      await warn(sys, `${letters}${asked.user ? `(${names.user(uid) ?? uid})` : ''}`);
    }
    await warn(sys, '\n');
    return;
  }
  let first = true;
  const begin = async (): Promise<void> => {
    if (!first) await warn(sys, ' '.repeat(NAME_COLUMNS + 1));
    first = false;
  };
  if (mounted !== undefined) {
    await begin();
    await warn(sys, `${'root'.padEnd(8)} kernel mount ${mounted}\n`);
  }
  for (const { pid, uid, access } of uses) {
    await begin();
    await warn(sys, (names.user(uid) ?? `${uid}`).padEnd(8));
    await print(sys, ` ${String(pid).padStart(6)}`);
    const file = access.has('F') ? 'F' : access.has('f') ? 'f' : '.';
    const others = ['r', 'c', 'e', 'm'].map(letter => (access.has(letter as 'r') ? letter : '.')).join('');
    const user = asked.user ? `(${names.user(uid) ?? uid})` : '';
    await warn(sys, ` ${file}${others} ${user}${(await procStat(sys, pid))?.comm ?? ''}\n`);
  }
  if (first) await warn(sys, '\n');
}

async function killAll(sys: Sys, asked: Asked, uses: readonly Use[]): Promise<void> {
  for (const { pid, access } of uses) {
    if (asked.writeOnly && !access.has('F')) continue;
    if (asked.interactive) {
      await warn(sys, `Kill process ${pid} ? (y/N) `);
      if (!/^[yY]/.test(decode(await sys.read(STDIN, 1024)))) continue;
    }
    try {
      await sys.kill(pid, asked.signal === 0 ? undefined : asked.signal);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(sys, `Could not kill process ${pid}: ${error.message}\n`);
    }
  }
}
