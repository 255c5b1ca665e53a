// Where unix sockets are found: by the inode of their path, or by a name in the abstract namespace of a network namespace. As unix(7).

import { Errno } from '../../abi/errno.ts';
import type { Address } from '../../abi/types.ts';
import type { Namespace } from '../ns/namespace.ts';
import type { Process } from '../process/process.ts';
import type { Inode } from '../vfs/inode.ts';
import { makeAt } from '../vfs/make.ts';
import { lowest } from '../vfs/open.ts';
import { requirePermission, WRITE } from '../vfs/permission.ts';
import { walk } from '../vfs/walk.ts';

/** What a name needs to know of its socket. */
export interface Named {
  readonly netns: Namespace;
  readonly path: string;
  readonly closed: boolean;
}

const PATH_BYTES_MAX = 108;

const byInode = new WeakMap<Inode, Named>();
const abstract = new WeakMap<Namespace, Map<string, Named>>();
const all = new WeakMap<Namespace, Set<Named>>();

/** Every unix socket of a network namespace, oldest first: /proc/net/unix, and what sock_diag lists. */
export function namedSockets(netns: Namespace): Set<Named> {
  let set = all.get(netns);
  if (!set) all.set(netns, (set = new Set()));
  return set;
}

function abstractNames(netns: Namespace): Map<string, Named> {
  let names = abstract.get(netns);
  if (!names) abstract.set(netns, (names = new Map()));
  return names;
}

/** The path of an address. Throws EINVAL for another family's, or for one that is too long. */
export function unixPath(address: Address): string {
  if (address.family !== 'unix' || address.path.length > PATH_BYTES_MAX) throw new Errno('EINVAL');
  return address.path;
}

/** Gives a socket its name: makes the inode, or enters the abstract name. Throws EADDRINUSE. */
export function claimName(socket: Named, path: string, by: Process): void {
  if (path.startsWith('\0')) {
    const names = abstractNames(socket.netns);
    if (names.has(path)) throw new Errno('EADDRINUSE');
    names.set(path, socket);
    return;
  }
  try {
    byInode.set(lowest(makeAt(by, path, 'socket', 0o777).dentry.inode), socket);
  } catch (error) {
    if (error instanceof Errno && error.code === 'EEXIST') throw new Errno('EADDRINUSE');
    throw error;
  }
}

/** A name that no socket has, for those that bind to none: five hexadecimal digits. */
export function autobind(socket: Named): string {
  const names = abstractNames(socket.netns);
  for (let number = 1; ; number++) {
    const name = `\0${number.toString(16).padStart(5, '0')}`;
    if (names.has(name)) continue;
    names.set(name, socket);
    return name;
  }
}

/** The socket behind a name, if `by` may write to it. Throws ECONNREFUSED where none listens there. */
export function findSocket(netns: Namespace, path: string, by: Process): Named {
  if (path === '') throw new Errno('ECONNREFUSED');
  if (path.startsWith('\0')) {
    const found = abstractNames(netns).get(path);
    if (!found) throw new Errno('ECONNREFUSED');
    return found;
  }
  const { inode } = walk(by, path).dentry;
  requirePermission(by, inode, WRITE);
  const found = inode.kind === 'socket' ? byInode.get(lowest(inode)) : undefined;
  if (!found || found.closed) throw new Errno('ECONNREFUSED');
  return found;
}

/** An abstract name is free again; a path's inode stays, and nobody answers. */
export function giveUpName(socket: Named): void {
  if (socket.path.startsWith('\0')) abstractNames(socket.netns).delete(socket.path);
  namedSockets(socket.netns).delete(socket);
}
