// System calls about files, descriptors and mounts.

import access from './access.ts';
import chdir from './chdir.ts';
import chmod from './chmod.ts';
import chown from './chown.ts';
import chroot from './chroot.ts';
import close from './close.ts';
import type { Syscall } from './define.ts';
import dup from './dup.ts';
import dup2 from './dup2.ts';
import fallocate from './fallocate.ts';
import fchdir from './fchdir.ts';
import fchmod from './fchmod.ts';
import fchown from './fchown.ts';
import flock from './flock.ts';
import fstat from './fstat.ts';
import fsync from './fsync.ts';
import ftruncate from './ftruncate.ts';
import getcwd from './getcwd.ts';
import getdents from './getdents.ts';
import getfl from './getfl.ts';
import getxattr from './getxattr.ts';
import inotifyAddWatch from './inotify-add-watch.ts';
import inotifyInit from './inotify-init.ts';
import inotifyRead from './inotify-read.ts';
import inotifyRmWatch from './inotify-rm-watch.ts';
import link from './link.ts';
import listxattr from './listxattr.ts';
import lseek from './lseek.ts';
import mkdir from './mkdir.ts';
import mknod from './mknod.ts';
import mount from './mount.ts';
import open from './open.ts';
import pivotRoot from './pivot-root.ts';
import pread from './pread.ts';
import pwrite from './pwrite.ts';
import read from './read.ts';
import readlink from './readlink.ts';
import removexattr from './removexattr.ts';
import rename from './rename.ts';
import rmdir from './rmdir.ts';
import sendfile from './sendfile.ts';
import setfl from './setfl.ts';
import setxattr from './setxattr.ts';
import stat from './stat.ts';
import statfs from './statfs.ts';
import symlink from './symlink.ts';
import sync from './sync.ts';
import truncate from './truncate.ts';
import umask from './umask.ts';
import umount from './umount.ts';
import unlink from './unlink.ts';
import utimens from './utimens.ts';
import write from './write.ts';

export const FILE_CALLS = [
  access,
  chdir,
  chmod,
  chown,
  chroot,
  close,
  dup,
  dup2,
  fallocate,
  fchdir,
  fchmod,
  fchown,
  flock,
  fstat,
  fsync,
  ftruncate,
  getcwd,
  getdents,
  getfl,
  getxattr,
  inotifyAddWatch,
  inotifyInit,
  inotifyRead,
  inotifyRmWatch,
  link,
  listxattr,
  lseek,
  mkdir,
  mknod,
  mount,
  open,
  pivotRoot,
  pread,
  pwrite,
  read,
  readlink,
  removexattr,
  rename,
  rmdir,
  sendfile,
  setfl,
  setxattr,
  stat,
  statfs,
  symlink,
  sync,
  truncate,
  umask,
  umount,
  unlink,
  utimens,
  write,
] as unknown as readonly Syscall[];
