// mount(2): flags and propagation, in the words of mount(8) and /proc/PID/mountinfo.

/** Per-mount and per-superblock flags, as options of mount(8). */
export type MountOption =
  | 'ro'
  | 'nosuid'
  | 'nodev'
  | 'noexec'
  | 'noatime'
  | 'nodiratime'
  | 'relatime'
  | 'strictatime'
  | 'sync'
  | 'dirsync'
  | 'lazytime'
  | 'mand'
  | 'silent';

/** What the call does, where it is not a new mount. At most one of bind, move, remount, propagation. */
export interface MountFlags {
  options?: readonly MountOption[];
  bind?: boolean;
  /** With bind: the whole tree below; with propagation: each mount below. */
  recursive?: boolean;
  move?: boolean;
  /** With bind: changes the mount's own flags only. */
  remount?: boolean;
  propagation?: 'shared' | 'slave' | 'private' | 'unbindable';
}

/** umount2(2). */
export interface UmountFlags {
  force?: boolean;
  detach?: boolean;
  expire?: boolean;
  nofollow?: boolean;
}
