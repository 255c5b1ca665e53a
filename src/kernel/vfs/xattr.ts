// Extended attributes: which names a process may read and set. As xattr(7) and fs/xattr.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import { capable } from '../credentials.ts';
import type { Process } from '../process/process.ts';
import type { Path } from './path.ts';
import { capableOver, READ, requirePermission, requireWritable, WRITE } from './permission.ts';
import { notify } from './watch.ts';

const NAME_BYTES_MAX = 255;
const VALUE_BYTES_MAX = 65536;

/** Throws where the name's namespace is closed to the process (xattr_permission). */
function requireAccess(process: Process, path: Path, name: string, want: number): void {
  const { inode } = path.dentry;
  const space = name.slice(0, name.indexOf('.') + 1);
  if (space === 'trusted.') {
    if (!capable(process, 'CAP_SYS_ADMIN')) throw new Errno(want === WRITE ? 'EPERM' : 'ENODATA');
    return;
  }
  if (space === 'user.') {
    const plain = inode.kind === 'file' || inode.kind === 'directory';
    if (!plain) throw new Errno(want === WRITE ? 'EPERM' : 'ENODATA');
    requirePermission(process, inode, want);
    return;
  }
  if (space === 'security.') {
    if (want !== WRITE) return;
    const allowed = name === 'security.capability' ? capableOver(process, inode, 'CAP_SETFCAP') : capable(process, 'CAP_SYS_ADMIN');
    if (!allowed) throw new Errno('EPERM');
    return;
  }
  throw new Errno('EOPNOTSUPP');
}

/** Throws ENODATA where it is not set. */
export function getxattrFor(process: Process, path: Path, name: string): Uint8Array {
  requireAccess(process, path, name, READ);
  const { inode } = path.dentry;
  if (!inode.getxattr) throw new Errno('EOPNOTSUPP');
  const value = inode.getxattr(name);
  if (!value) throw new Errno('ENODATA');
  return value;
}

/** Sets, or with no value removes. */
export function setxattrFor(
  process: Process,
  path: Path,
  name: string,
  value: Uint8Array | undefined,
  how: { create?: boolean; replace?: boolean },
): void {
  if (name === '' || name.length > NAME_BYTES_MAX) throw new Errno('ERANGE');
  if (value && value.length > VALUE_BYTES_MAX) throw new Errno('E2BIG');
  requireWritable(path);
  requireAccess(process, path, name, WRITE);
  const { inode } = path.dentry;
  if (!inode.setxattr || !inode.getxattr) throw new Errno('EOPNOTSUPP');
  const there = inode.getxattr(name) !== undefined;
  if (how.create && there) throw new Errno('EEXIST');
  if ((how.replace || value === undefined) && !there) throw new Errno('ENODATA');
  inode.setxattr(name, value);
  notify(path.dentry, 'ATTRIB');
}

/** The names that the process may know of. */
export function listxattrFor(process: Process, path: Path): string[] {
  const { inode } = path.dentry;
  const names = inode.listxattr?.() ?? [];
  return capable(process, 'CAP_SYS_ADMIN') ? names : names.filter(name => !name.startsWith('trusted.'));
}
