// The files that a process has open, from /proc/PID. lsof 4.99.4.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Kind, Pid, Stat } from '../../abi/types.ts';
import { pids, procStat, procText } from '../lib/proc.ts';
import { type EndNames, type Socket, socketsOf } from './sockets.ts';

export interface OpenFile {
  /** "cwd", "rtd", "txt", "mem" or a number. */
  fd: string;
  access: string;
  type: string;
  device: string;
  /** Bytes where it has a size, and where reading stands. */
  size: number | undefined;
  offset: number | undefined;
  links: number | undefined;
  node: string;
  name: string;
  stat: Stat | undefined;
  socket: Socket | undefined;
}

export interface Owner {
  pid: Pid;
  ppid: Pid;
  pgid: Pid;
  uid: number;
  comm: string;
}

const TYPES: Readonly<Record<Kind, string>> = {
  file: 'REG',
  directory: 'DIR',
  symlink: 'LINK',
  char: 'CHR',
  block: 'BLK',
  fifo: 'FIFO',
  socket: 'sock',
};
const SIZED = ['REG', 'DIR', 'LINK'];

/** All processes. */
export async function owners(sys: Sys): Promise<Owner[]> {
  const found: Owner[] = [];
  for (const pid of await pids(sys)) {
    const stat = await procStat(sys, pid);
    if (!stat) continue;
    const uid = await sys.stat(`/proc/${pid}`).then(
      each => each.uid,
      () => 0,
    );
    found.push({ pid, ppid: stat.ppid, pgid: stat.pgrp, uid, comm: stat.comm });
  }
  return found;
}

/** Reads the files of processes; the sockets of each network namespace once. */
export class Reader {
  readonly #sys: Sys;
  readonly #names: EndNames;
  readonly #sockets = new Map<string, Map<number, Socket>>();

  constructor(sys: Sys, names: EndNames) {
    this.#sys = sys;
    this.#names = names;
  }

  /** In lsof's order: the places, the program, what is mapped, then descriptors. */
  async files({ pid }: Owner): Promise<OpenFile[]> {
    const folder = `/proc/${pid}`;
    const found: OpenFile[] = [];
    for (const [fd, link] of [
      ['cwd', 'cwd'],
      ['rtd', 'root'],
      ['txt', 'exe'],
    ] as const) {
      const file = await this.#linked(fd, `${folder}/${link}`);
      if (file) found.push(file);
    }
    found.push(...(await this.#mapped(pid, found.find(({ fd }) => fd === 'txt')?.name)));
    try {
      const numbers = await pids(this.#sys, `${folder}/fd`);
      for (const fd of numbers) {
        const file = await this.#descriptor(pid, fd);
        if (file) found.push(file);
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'EACCES') return found;
      found.push({ ...nothing('NOFD', `${folder}/fd (opendir: ${error.message})`), type: '' });
    }
    return found;
  }

  async #linked(fd: string, path: string): Promise<OpenFile | undefined> {
    try {
      const name = await this.#sys.readlink(path);
      return fromStat(fd, name, await this.#sys.stat(path));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return error.code === 'EACCES' ? nothing(fd, `${path} (readlink: ${error.message})`) : undefined;
    }
  }

  async #mapped(pid: Pid, program: string | undefined): Promise<OpenFile[]> {
    const maps = (await procText(this.#sys, `/proc/${pid}/maps`)) ?? '';
    const found: OpenFile[] = [];
    for (const path of new Set([...maps.matchAll(/ (\/.*)$/gm)].map(([, name = '']) => name))) {
      const stat = path === program ? undefined : await this.#sys.stat(`/proc/${pid}/root${path}`).catch(() => undefined);
      if (stat) found.push(fromStat('mem', path, stat));
    }
    return found;
  }

  async #descriptor(pid: Pid, fd: number): Promise<OpenFile | undefined> {
    const path = `/proc/${pid}/fd/${fd}`;
    try {
      const name = await this.#sys.readlink(path);
      const { mode } = await this.#sys.stat(path, { nofollow: true });
      const stat = await this.#sys.stat(path);
      const info = (await procText(this.#sys, `/proc/${pid}/fdinfo/${fd}`)) ?? '';
      const file = fromStat(`${fd}`, name, stat);
      file.access = (mode & 0o400) !== 0 ? ((mode & 0o200) !== 0 ? 'u' : 'r') : (mode & 0o200) !== 0 ? 'w' : '';
      file.offset = Number(/^pos:\s+(\d+)/m.exec(info)?.[1] ?? 0);
      const inode = /^socket:\[(\d+)\]$/.exec(name)?.[1];
      return inode === undefined ? file : this.#socket(pid, file, Number(inode));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return undefined;
    }
  }

  async #socket(pid: Pid, file: OpenFile, inode: number): Promise<OpenFile> {
    const namespace = await this.#sys.readlink(`/proc/${pid}/ns/net`).catch(() => '');
    const known = this.#sockets.get(namespace) ?? (await socketsOf(this.#sys, pid));
    this.#sockets.set(namespace, known);
    const socket = known.get(inode);
    if (!socket) return { ...file, type: 'sock', size: undefined, offset: 0, name: 'protocol: unknown' };
    const inet = socket.type === 'IPv4' || socket.type === 'IPv6';
    return {
      ...file,
      socket,
      type: socket.type,
      device: socket.type === 'netlink' ? '' : socket.device,
      size: undefined,
      offset: 0,
      node: inet ? socket.protocol : `${inode}`,
      name: inet ? this.#names.name(socket) : socket.text,
    };
  }
}

const nothing = (fd: string, name: string): OpenFile => ({
  ...{ fd, access: '', type: 'unknown', device: '', node: '', name },
  ...{ size: undefined, offset: undefined, links: undefined, stat: undefined, socket: undefined },
});

function fromStat(fd: string, link: string, stat: Stat): OpenFile {
  const anonymous = /^anon_inode:(.*)$/.exec(link)?.[1];
  const type = anonymous === undefined ? TYPES[stat.kind] : 'a_inode';
  const device = type === 'CHR' || type === 'BLK' ? stat.rdev : stat.dev;
  return {
    fd,
    access: '',
    type,
    device: `${device.major},${device.minor}`,
    size: SIZED.includes(type) || anonymous !== undefined ? stat.sizeBytes : undefined,
    offset: 0,
    links: stat.nlink,
    node: `${stat.ino}`,
    name: anonymous ?? (type === 'FIFO' ? link.replace(/^pipe:\[\d+\]$/, 'pipe') : link),
    stat,
    socket: undefined,
  };
}
