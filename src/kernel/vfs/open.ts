// open(2): from a path and flags to an open file. As fs/namei.c: path_openat and may_open, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { OpenFlags } from '../../abi/types.ts';
import type { Process } from '../process/process.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { openDevice } from './devices.ts';
import type { File, Inode } from './inode.ts';
import { makeNode } from './make.ts';
import { OpenFile } from './open-file.ts';
import type { Path } from './path.ts';
import { ownerOrCapable, READ, requirePermission, requireWritable, WRITE } from './permission.ts';
import { guardDevice, openFifo } from './special.ts';
import { walk, walkForCreate } from './walk.ts';
import { notify } from './watch.ts';
import { requireNotRunning } from './writers.ts';

/** An O_PATH descriptor: a place, nothing more. */
const PLACE: File = {
  read: () => {
    throw new Errno('EBADF');
  },
  write: () => {
    throw new Errno('EBADF');
  },
};

const isReading = (flags: OpenFlags): boolean => flags.read === true || !flags.write;

/** Opens a path for the process; a queue where a fifo's other end must come first. Not yet retained: a descriptor does that. */
export function openAt(process: Process, text: string, flags: OpenFlags, mode: number): OpenFile | WaitQueue {
  if (flags.path) return new OpenFile(PLACE, openPlace(process, text, flags), { path: true, ...keep(flags) });
  if (flags.tmpfile) return openTemporary(process, text, flags, mode);
  if (!flags.create) return openPath(process, walk(process, text, flags.nofollow ? { nofollow: true } : undefined), flags);
  const last = walkForCreate(process, text, flags.nofollow === true || flags.exclusive === true);
  if (last.found) {
    if (flags.exclusive) throw new Errno('EEXIST');
    const { kind } = last.found.dentry.inode;
    if (kind === 'directory' || (last.slash && last.name !== '')) throw new Errno('EISDIR');
    if (flags.directory) throw new Errno('EINVAL');
    return openPath(process, last.found, flags);
  }
  if (last.slash) throw new Errno('EISDIR');
  const dentry = makeNode(process, last.dir, last.name, 'file', mode & 0o7777);
  // Who makes a file may open it whatever its mode says.
  return finish({ mount: last.dir.mount, dentry }, dentry.inode.open(flags), flags);
}

function openPlace(process: Process, text: string, flags: OpenFlags): Path {
  const path = walk(process, text, flags.nofollow ? { nofollow: true } : undefined);
  if (flags.directory && path.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
  return path;
}

const keep = (flags: OpenFlags): OpenFlags => (flags.cloexec ? { cloexec: true } : {});

function openTemporary(process: Process, text: string, flags: OpenFlags, mode: number): OpenFile {
  const dir = walk(process, text);
  if (dir.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
  if (!flags.write) throw new Errno('EINVAL');
  const dentry = makeNode(process, dir, '', 'file', mode & 0o7777, { tmpfile: true });
  dir.dentry.children?.delete('');
  dentry.unlinked = true;
  dentry.name = `#${dentry.inode.ino}`;
  return finish({ mount: dir.mount, dentry }, dentry.inode.open(flags), flags);
}

/** Opens what a walk found, after all checks. */
export function openPath(process: Process, path: Path, flags: OpenFlags): OpenFile | WaitQueue {
  const { inode } = path.dentry;
  checkOpen(process, path, inode, flags);
  const { kind } = inode;
  if (kind === 'file' || kind === 'directory') {
    if (flags.truncate && kind === 'file') truncate(process, path, inode);
    return finish(path, inode.open(flags), flags);
  }
  if (kind === 'fifo') {
    const file = openFifo(lowest(inode), flags);
    return file instanceof WaitQueue ? file : finish(path, file, flags);
  }
  const device = inode.rdev ?? inode.stat().rdev;
  const open = openDevice(process.kernel, kind as 'char' | 'block', device, flags, path);
  return finish(path, open, flags);
}

/** The inode that others of the same object lead to: what fifos, sockets and locks are kept by. */
export function lowest(inode: Inode): Inode {
  let at = inode;
  while (at.real) at = at.real;
  return at;
}

function checkOpen(process: Process, path: Path, inode: Inode, flags: OpenFlags): void {
  const { kind } = inode;
  const writes = flags.write === true || flags.truncate === true;
  if (kind === 'symlink') throw new Errno(flags.directory ? 'ENOTDIR' : 'ELOOP');
  if (flags.directory && kind !== 'directory') throw new Errno('ENOTDIR');
  if (kind === 'directory' && writes) throw new Errno('EISDIR');
  const isDevice = kind === 'char' || kind === 'block';
  if (isDevice && path.mount.attributes.nodev) throw new Errno('EACCES');
  const plain = kind === 'file' || kind === 'directory';
  if (writes && plain && path.mount.superblock.readonly) throw new Errno('EROFS');
  requirePermission(process, inode, (isReading(flags) ? READ : 0) | (writes ? WRITE : 0));
  if (isDevice) guardDevice(process, kind, inode.rdev ?? inode.stat().rdev, { read: isReading(flags), write: writes });
  if (kind === 'socket') throw new Errno('ENXIO');
  if (writes && plain) {
    requireWritable(path);
    requireNotRunning(inode);
  }
}

function truncate(_process: Process, path: Path, inode: Inode): void {
  inode.setattr?.({ sizeBytes: 0 });
  notify(path.dentry, 'MODIFY');
}

function finish(path: Path, file: File, flags: OpenFlags): OpenFile {
  const { create: _create, exclusive: _exclusive, truncate: _truncate, noctty: _noctty, nofollow: _nofollow, ...kept } = flags;
  if (isReading(flags)) kept.read = true;
  const open = new OpenFile(file, path, kept);
  notify(path.dentry, 'OPEN');
  open.closing.push(() => notify(path.dentry, flags.write ? 'CLOSE_WRITE' : 'CLOSE_NOWRITE'));
  return open;
}

/** Throws EPERM unless the caller owns the file: O_NOATIME and the like. */
export function requireOwner(process: Process, inode: Inode): void {
  if (!ownerOrCapable(process, inode)) throw new Errno('EPERM');
}
