// Reading from and writing to open files, whatever is behind them: offsets, O_APPEND, limits, times. As fs/read_write.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Process } from '../process/process.ts';
import { sendSignal } from '../process/signal.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { Inode } from './inode.ts';
import type { OpenFile } from './open-file.ts';
import { capableOver } from './permission.ts';
import { notify } from './watch.ts';

/** The most that one call moves (MAX_RW_COUNT). */
const BYTES_MAX = 0x7ffff000;
const SETUID = 0o4000;
const SETGID = 0o2000;
const GROUP_EXECUTE = 0o010;

/** Throws EBADF where it is not open for reading, EISDIR for a folder. */
function requireReadable(open: OpenFile): void {
  if (!open.flags.read) throw new Errno('EBADF');
  if (open.path.dentry.inode.kind === 'directory') throw new Errno('EISDIR');
}

/** The next bytes of an open file, moving its offset; a queue to sleep on. EAGAIN for a nonblocking one instead. */
export function readFrom(process: Process, open: OpenFile, max: number): Uint8Array | WaitQueue {
  requireReadable(open);
  const { file } = open;
  if (file.stream) {
    const bytes = file.read(0, Math.min(max, BYTES_MAX));
    if (bytes instanceof WaitQueue) {
      if (open.flags.nonblock) throw new Errno('EAGAIN');
      return bytes;
    }
    process.io.syscr++;
    process.io.rchar += bytes.length;
    return bytes;
  }
  const bytes = readAt(process, open, max, open.offset);
  if (!(bytes instanceof WaitQueue)) open.offset += bytes.length;
  return bytes;
}

/** pread(2). */
export function readAt(process: Process, open: OpenFile, max: number, offset: number): Uint8Array | WaitQueue {
  requireReadable(open);
  if (open.file.stream) throw new Errno('ESPIPE');
  if (offset < 0 || max < 0) throw new Errno('EINVAL');
  const bytes = open.file.read(offset, Math.min(max, BYTES_MAX));
  if (bytes instanceof WaitQueue) {
    if (open.flags.nonblock) throw new Errno('EAGAIN');
    return bytes;
  }
  process.io.syscr++;
  process.io.rchar += bytes.length;
  const { mount, dentry } = open.path;
  if (dentry.inode.accessed && mount.attributes.atime !== 'noatime' && !mount.readonly) dentry.inode.accessed();
  if (bytes.length > 0) notify(dentry, 'ACCESS');
  return bytes;
}

/** Writes at the offset (or the end, with O_APPEND); a queue to sleep on. */
export function writeTo(process: Process, open: OpenFile, bytes: Uint8Array): number | WaitQueue {
  if (!open.flags.write) throw new Errno('EBADF');
  const { file } = open;
  if (file.stream) {
    const taken = file.write(0, bytes);
    if (taken instanceof WaitQueue) {
      if (open.flags.nonblock) throw new Errno('EAGAIN');
      return taken;
    }
    process.io.syscw++;
    process.io.wchar += taken;
    return taken;
  }
  const { inode } = open.path.dentry;
  const offset = open.flags.append ? (file.endOffset ?? inode.stat().sizeBytes) : open.offset;
  const taken = writeAt(process, open, bytes, offset);
  if (!(taken instanceof WaitQueue)) open.offset = offset + taken;
  return taken;
}

/** pwrite(2). */
export function writeAt(process: Process, open: OpenFile, bytes: Uint8Array, offset: number): number | WaitQueue {
  if (!open.flags.write) throw new Errno('EBADF');
  if (open.file.stream) throw new Errno('ESPIPE');
  if (offset < 0) throw new Errno('EINVAL');
  const { inode } = open.path.dentry;
  let data = bytes;
  if (inode.kind === 'file') {
    const limit = process.limits.fsize.soft;
    if (bytes.length > 0 && offset + bytes.length > limit) {
      if (offset >= limit) {
        sendSignal(process, 'SIGXFSZ', 'kernel');
        throw new Errno('EFBIG');
      }
      data = bytes.subarray(0, limit - offset);
    }
    dropSetId(process, inode);
  }
  if (data.length === 0 && inode.kind === 'file' && !inode.volatile && inode.setattr) return 0;
  const taken = open.file.write(offset, data);
  if (taken instanceof WaitQueue) {
    if (open.flags.nonblock) throw new Errno('EAGAIN');
    return taken;
  }
  process.io.syscw++;
  process.io.wchar += taken;
  notify(open.path.dentry, 'MODIFY');
  return taken;
}

/** Writing by one without CAP_FSETID takes set-user-ID and set-group-ID away (file_remove_privs). */
export function dropSetId(process: Process, inode: Inode): void {
  const mode = inode.mode;
  if (mode === undefined || !(mode & (SETUID | SETGID))) return;
  const left = mode & ~SETUID & (mode & GROUP_EXECUTE ? ~SETGID : ~0);
  if (left !== mode && !capableOver(process, inode, 'CAP_FSETID')) inode.setattr?.({ mode: left });
}
