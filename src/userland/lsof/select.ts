// Which processes and files lsof 4.99.4 lists: its choices are joined by "or", by "and" with -a.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Stat } from '../../abi/types.ts';
import { warn } from '../lib/io.ts';
import { joinPath } from '../lib/path.ts';
import { procText } from '../lib/proc.ts';
import type { OpenFile, Owner } from './files.ts';
import type { Asked, Choice, Internet } from './options.ts';

/** A file or filesystem that was named. */
export interface Named {
  name: string;
  matches: (file: Stat) => boolean;
  found: boolean;
}

const keyOf = ({ dev, ino }: Stat): string => `${dev.major}:${dev.minor}:${ino}`;

/** The named files; complains of those that are not there. */
export async function namedFiles(sys: Sys, { names, folders }: Asked): Promise<{ named: Named[]; failed: boolean }> {
  const named: Named[] = [];
  let failed = false;
  const mounts = ((await procText(sys, '/proc/self/mountinfo')) ?? '').split('\n').map(line => line.split(' ')[4]);
  for (const name of names) {
    const stat = await statOf(sys, name);
    if (!stat) {
      failed = true;
      continue;
    }
    const whole = stat.kind === 'directory' && mounts.includes(name.replace(/(.)\/+$/, '$1'));
    const matches = whole
      ? ({ dev }: Stat): boolean => dev.major === stat.dev.major && dev.minor === stat.dev.minor
      : (file: Stat): boolean => keyOf(file) === keyOf(stat);
    named.push({ name, matches, found: false });
  }
  for (const { path, deep } of folders) {
    const keys = new Set<string>();
    if (!(await gather(sys, path, deep, keys))) failed = true;
    else named.push({ name: path, matches: file => keys.has(keyOf(file)), found: false });
  }
  return { named, failed };
}

async function statOf(sys: Sys, name: string): Promise<Stat | undefined> {
  try {
    return await sys.stat(name);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `lsof: status error on ${name}: ${error.message}\n`);
    return undefined;
  }
}

async function gather(sys: Sys, path: string, deep: boolean, keys: Set<string>): Promise<boolean> {
  const stat = await statOf(sys, path);
  if (!stat) return false;
  keys.add(keyOf(stat));
  const fd = await sys.open(path, { read: true, directory: true }).catch(() => undefined);
  if (fd === undefined) return false;
  for (let entries = await sys.getdents(fd); entries.length > 0; entries = await sys.getdents(fd)) {
    for (const { name, kind } of entries) {
      if (name === '.' || name === '..' || kind === 'symlink') continue;
      const inner = joinPath(path, name);
      const file = await sys.stat(inner, { nofollow: true }).catch(() => undefined);
      if (file) keys.add(keyOf(file));
      if (deep && kind === 'directory') await gather(sys, inner, deep, keys);
    }
  }
  await sys.close(fd);
  return true;
}

/** What a list says: chosen, left out, or nothing (undefined where it chooses none). */
function judge<T>(choices: readonly Choice<T>[], fits: (value: T) => boolean): boolean | 'excluded' | undefined {
  if (choices.some(({ value, excluded }) => excluded && fits(value))) return 'excluded';
  const wanted = choices.filter(({ excluded }) => !excluded);
  return wanted.length === 0 ? undefined : wanted.some(({ value }) => fits(value));
}

/** Whether a process's lists leave it out, choose it, or say nothing. */
export function judgeOwner(asked: Asked, { pid, pgid, uid, comm }: Owner): boolean[] | 'excluded' {
  const verdicts = [
    judge(asked.pids, value => value === pid),
    judge(asked.groups, value => value === pgid),
    judge(asked.users, value => value === uid),
    judge(asked.commands, value => commandFits(value, comm)),
  ];
  if (verdicts.includes('excluded')) return 'excluded';
  return verdicts.filter(verdict => typeof verdict === 'boolean');
}

function commandFits(value: string, comm: string): boolean {
  const [, pattern, flags = ''] = /^\/(.*)\/([bix]*)$/.exec(value) ?? [];
  return pattern === undefined ? comm.startsWith(value) : new RegExp(pattern, flags.includes('i') ? 'i' : '').test(comm);
}

/** Whether a file is listed, by what its process's lists said. */
export function wants(asked: Asked, named: readonly Named[], byOwner: readonly boolean[], file: OpenFile): boolean {
  const verdicts = [...byOwner];
  const fd = judge(asked.descriptors, value => descriptorFits(value, file.fd));
  if (fd === 'excluded') return false;
  if (fd !== undefined) verdicts.push(fd);
  if (asked.internet.length > 0) verdicts.push(asked.internet.some(each => internetFits(each, file)) && stateFits(asked, file));
  if (asked.unix) verdicts.push(file.type === 'unix');
  if (asked.names.length > 0 || asked.folders.length > 0) verdicts.push(namedFits(named, file));
  if (asked.linksBelow !== undefined) verdicts.push(file.links !== undefined && file.stat !== undefined && file.links < asked.linksBelow);
  if (verdicts.length === 0) return true;
  return asked.and ? verdicts.every(Boolean) : verdicts.some(Boolean);
}

function namedFits(named: readonly Named[], { stat, name, socket }: OpenFile): boolean {
  let fits = false;
  for (const each of named) {
    if (stat === undefined ? false : socket ? name.split(' ')[0] === each.name : each.matches(stat)) {
      each.found = true;
      fits = true;
    }
  }
  return fits;
}

function descriptorFits(value: string, fd: string): boolean {
  const [, low, high] = /^(\d+)-(\d+)$/.exec(value) ?? [];
  if (low !== undefined && /^\d+$/.test(fd)) return Number(fd) >= Number(low) && Number(fd) <= Number(high);
  return value === 'fd' ? /^\d+$/.test(fd) : value === fd;
}

function internetFits({ family, protocol, host, ports }: Internet, { socket }: OpenFile): boolean {
  if (!socket || (socket.type !== 'IPv4' && socket.type !== 'IPv6')) return false;
  if (family !== undefined && socket.type !== `IPv${family}`) return false;
  if (protocol !== undefined && socket.protocol !== protocol) return false;
  const address = host === 'localhost' ? '127.0.0.1' : host;
  return socket.ends.some(
    end =>
      (address === undefined || address === '' || end.host === address) &&
      (ports.length === 0 || ports.some(([low, high]) => end.port >= low && end.port <= high)),
  );
}

function stateFits({ states }: Asked, { socket }: OpenFile): boolean {
  const own = states.filter(({ value }) => value.startsWith(`${socket?.protocol}:`));
  const verdict = judge(own, value => value === `${socket?.protocol}:${socket?.state}`);
  return verdict !== 'excluded' && verdict !== false;
}
