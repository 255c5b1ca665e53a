// Making, removing and renaming names: the rules that hold for every filesystem. As fs/namei.c: vfs_create and its kin, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Device, Kind } from '../../abi/types.ts';
import type { Process } from '../process/process.ts';
import { addChild, type Dentry, dropChild, exchangeChildren, isBelow, lookupChild, moveChild } from './dentry.ts';
import type { Inode } from './inode.ts';
import { mountsOn } from './mount.ts';
import type { Path } from './path.ts';
import {
  capableOver,
  EXECUTE,
  ownerOrCapable,
  permits,
  READ,
  requirePermission,
  requireWritable,
  stickyForbids,
  WRITE,
} from './permission.ts';
import { unmountTree } from './propagation.ts';
import { type LastName, walkParent } from './walk.ts';
import { notifyDeleted, notifyMove, notifyName } from './watch.ts';

const SETUID = 0o4000;
const SETGID = 0o2000;
const GROUP_EXECUTE = 0o010;
const LINKS_MAX = 65000;

/** Throws where the process may not make a name in the folder: ENOENT in one that was removed, EROFS, EACCES. */
export function requireMayCreate(process: Process, dir: Path): void {
  requireWritable(dir);
  if (dir.dentry.unlinked) throw new Errno('ENOENT');
  requirePermission(process, dir.dentry.inode, WRITE | EXECUTE);
}

/** Who owns what is made: the process, but the group of a set-group-ID folder. */
function ownerIn(process: Process, dir: Dentry): { uid: number; gid: number } {
  const { fsuid, fsgid } = process.credentials;
  const inode = dir.inode;
  const mode = inode.mode ?? inode.stat().mode;
  return { uid: fsuid, gid: mode & SETGID ? (inode.gid ?? inode.stat().gid) : fsgid };
}

/** The mode of what is made, the umask taken off; folders hand down set-group-ID, files lose it where the group is not the maker's. */
function modeIn(process: Process, dir: Dentry, kind: Kind, mode: number, gid: number): number {
  const masked = kind === 'symlink' ? 0o777 : mode & ~process.fs.umask;
  const inode = dir.inode;
  const dirMode = inode.mode ?? inode.stat().mode;
  if (!(dirMode & SETGID)) return masked;
  if (kind === 'directory') return masked | SETGID;
  const drops =
    masked & SETGID && masked & GROUP_EXECUTE && !process.credentials.inGroup(gid) && !capableOver(process, inode, 'CAP_FSETID');
  return drops ? masked & ~SETGID : masked;
}

/** Makes an inode with a name in a folder, all permissions looked at. The name must be free. */
export function makeNode(
  process: Process,
  dir: Path,
  name: string,
  kind: Kind,
  mode: number,
  more?: { rdev?: Device; target?: string; tmpfile?: boolean },
): Dentry {
  requireMayCreate(process, dir);
  const folder = dir.dentry.inode;
  if (!folder.create) throw new Errno('EPERM');
  const owner = ownerIn(process, dir.dentry);
  const inode = folder.create(name, kind, modeIn(process, dir.dentry, kind, mode, owner.gid), owner, more);
  const dentry = addChild(dir.dentry, name, inode);
  notifyName(folder, 'CREATE', name, kind === 'directory');
  return dentry;
}

/** As mkdir(2), mknod(2), symlink(2): makes what is at a path. Throws EEXIST where something is. */
export function makeAt(process: Process, text: string, kind: Kind, mode: number, more?: { rdev?: Device; target?: string }): Path {
  const last = walkParent(process, text);
  const { dir, name, slash } = last;
  if (name === '' || name === '.' || name === '..') throw new Errno('EEXIST');
  requireSearch(process, dir);
  if (lookupChild(dir.dentry, name)) throw new Errno('EEXIST');
  if (slash && kind !== 'directory') throw new Errno('ENOENT');
  return { mount: dir.mount, dentry: makeNode(process, dir, name, kind, mode, more) };
}

function requireSearch(process: Process, dir: Path): void {
  if (!permits(process, dir.dentry.inode, EXECUTE)) throw new Errno('EACCES');
}

/** Throws where the process may not remove that name (may_delete). */
function requireMayDelete(process: Process, dir: Path, victim: Dentry, isDirectory: boolean): void {
  requirePermission(process, dir.dentry.inode, WRITE | EXECUTE);
  if (stickyForbids(process, dir.dentry.inode, victim.inode)) throw new Errno('EPERM');
  if (isDirectory) {
    if (victim.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    if (!victim.parent) throw new Errno('EBUSY');
  } else if (victim.inode.kind === 'directory') {
    throw new Errno('EISDIR');
  }
  if (dir.dentry.unlinked) throw new Errno('ENOENT');
}

/** Whether something is mounted on a name, as the process's mount namespace sees it: then it can be neither removed nor renamed. */
function isMountPoint(dir: Path, dentry: Dentry): boolean {
  return dentry.mounts > 0 && dir.mount.children.has(dentry);
}

/** Mounts that other namespaces have on a removed name vanish with it (detach_mounts). */
function dropMounts(dentry: Dentry): void {
  if (dentry.mounts > 0) for (const mount of mountsOn(dentry)) if (mount.namespace) unmountTree(mount);
}

/** unlink(2). */
export function unlinkAt(process: Process, text: string): void {
  const { dir, name, slash } = walkParent(process, text);
  if (name === '' || name === '.' || name === '..') throw new Errno('EISDIR');
  requireSearch(process, dir);
  const victim = lookupChild(dir.dentry, name);
  if (!victim) throw new Errno('ENOENT');
  if (slash) throw new Errno(victim.inode.kind === 'directory' ? 'EISDIR' : 'ENOTDIR');
  requireWritable(dir);
  requireMayDelete(process, dir, victim, false);
  if (isMountPoint(dir, victim)) throw new Errno('EBUSY');
  const folder = dir.dentry.inode;
  if (!folder.unlink) throw new Errno('EPERM');
  folder.unlink(name);
  dropMounts(victim);
  dropChild(victim);
  notifyName(folder, 'DELETE', name, false);
  notifyDeleted(victim.inode);
}

/** rmdir(2). */
export function rmdirAt(process: Process, text: string): void {
  const { dir, name } = walkParent(process, text);
  if (name === '') throw new Errno('EBUSY');
  if (name === '.') throw new Errno('EINVAL');
  if (name === '..') throw new Errno('ENOTEMPTY');
  requireSearch(process, dir);
  const victim = lookupChild(dir.dentry, name);
  if (!victim) throw new Errno('ENOENT');
  requireWritable(dir);
  requireMayDelete(process, dir, victim, true);
  if (isMountPoint(dir, victim)) throw new Errno('EBUSY');
  const folder = dir.dentry.inode;
  if (!folder.rmdir) throw new Errno('EPERM');
  requireEmpty(victim);
  folder.rmdir(name);
  dropMounts(victim);
  dropChild(victim);
  notifyName(folder, 'DELETE', name, true);
  notifyDeleted(victim.inode);
}

/** cgroup2 and the like say themselves whether a folder may go: their folders are never empty. */
function requireEmpty(dentry: Dentry): void {
  if (dentry.inode.volatile) return;
  for (const _entry of dentry.inode.list?.() ?? []) throw new Errno('ENOTEMPTY');
}

/** fs.protected_hardlinks: another's file is linked only where it is plain, without set-ID bits, and may be read and written. */
function requireMayLink(process: Process, inode: Inode): void {
  if (ownerOrCapable(process, inode)) return;
  const mode = inode.mode ?? inode.stat().mode;
  const special = inode.kind !== 'file' || mode & SETUID || (mode & (SETGID | GROUP_EXECUTE)) === (SETGID | GROUP_EXECUTE);
  if (special || !permits(process, inode, READ | WRITE)) throw new Errno('EPERM');
}

/** link(2). */
export function linkAt(process: Process, source: Path, text: string): void {
  const { dir, name, slash } = walkParent(process, text);
  if (name === '' || name === '.' || name === '..') throw new Errno('EEXIST');
  requireSearch(process, dir);
  if (lookupChild(dir.dentry, name)) throw new Errno('EEXIST');
  if (slash) throw new Errno('ENOENT');
  requireWritable(dir);
  if (source.mount !== dir.mount || source.dentry.inode.superblock !== dir.dentry.inode.superblock) throw new Errno('EXDEV');
  requireMayCreate(process, dir);
  const { inode } = source.dentry;
  if (inode.kind === 'directory' || !dir.dentry.inode.link) throw new Errno('EPERM');
  requireMayLink(process, inode);
  const { nlink } = inode.stat();
  if (nlink === 0) throw new Errno('ENOENT');
  if (nlink >= LINKS_MAX) throw new Errno('EMLINK');
  dir.dentry.inode.link(name, inode);
  addChild(dir.dentry, name, inode);
  notifyName(dir.dentry.inode, 'CREATE', name, false);
}

/** rename(2) and renameat2(2). */
export function renameAt(process: Process, from: string, to: string, how: { noreplace?: boolean; exchange?: boolean }): void {
  const old = walkParent(process, from);
  const target = walkParent(process, to);
  if (old.dir.mount !== target.dir.mount) throw new Errno('EXDEV');
  if (['', '.', '..'].includes(old.name)) throw new Errno('EBUSY');
  if (['', '.', '..'].includes(target.name)) throw new Errno(how.noreplace ? 'EEXIST' : 'EBUSY');
  requireWritable(old.dir);
  requireSearch(process, old.dir);
  requireSearch(process, target.dir);
  const moved = lookupChild(old.dir.dentry, old.name);
  if (!moved) throw new Errno('ENOENT');
  const there = lookupChild(target.dir.dentry, target.name);
  if (how.noreplace && there) throw new Errno('EEXIST');
  if (how.exchange && !there) throw new Errno('ENOENT');
  if (moved.inode.kind !== 'directory' && (old.slash || (target.slash && !how.exchange))) throw new Errno('ENOTDIR');
  if (isBelow(target.dir.dentry, moved)) throw new Errno('EINVAL');
  if (there && isBelow(old.dir.dentry, there)) throw new Errno(how.exchange ? 'EINVAL' : 'ENOTEMPTY');
  move(process, old, moved, target, there, how.exchange ?? false);
}

function move(process: Process, old: LastName, moved: Dentry, target: LastName, there: Dentry | undefined, exchange: boolean): void {
  if (moved === there || (there && moved.inode === there.inode)) return;
  requireMayDelete(process, old.dir, moved, moved.inode.kind === 'directory');
  if (!there) requireMayCreate(process, target.dir);
  else requireMayDelete(process, target.dir, there, exchange ? there.inode.kind === 'directory' : moved.inode.kind === 'directory');
  const folder = old.dir.dentry.inode;
  if (!folder.rename) throw new Errno('EPERM');
  if (moved.inode.kind === 'directory' && old.dir.dentry !== target.dir.dentry) requirePermission(process, moved.inode, WRITE);
  if (isMountPoint(old.dir, moved) || (there && isMountPoint(target.dir, there))) throw new Errno('EBUSY');
  if (there?.inode.kind === 'directory' && !exchange) requireEmpty(there);
  folder.rename(old.name, target.dir.dentry.inode, target.name, { exchange, moved: moved.inode, replaced: there?.inode });
  if (exchange && there) exchangeChildren(moved, there);
  else {
    if (there) {
      dropMounts(there);
      dropChild(there);
      notifyDeleted(there.inode);
    }
    moveChild(moved, target.dir.dentry, target.name);
  }
  notifyMove(folder, old.name, target.dir.dentry.inode, target.name, moved.inode);
}
