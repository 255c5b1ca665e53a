// The shape of a filesystem: superblock, inode, open file. Drivers never see paths, permissions, mounts or descriptors: vfs/ did those.

import type { IoctlRequest } from '../../abi/tty.ts';
import type { Device, Dirent, Kind, OpenFlags, Stat, Statfs } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import type { Namespace } from '../ns/namespace.ts';
import type { WaitQueue } from '../sched/wait-queue.ts';

export interface FilesystemType {
  /** As mount -t and /proc/filesystems spell it. */
  readonly name: string;
  /** No block device behind it ("nodev" in /proc/filesystems). */
  readonly nodev: boolean;
  /** May be mounted by root of a user namespace other than the first (FS_USERNS_MOUNT). */
  readonly userns?: boolean;
  /** It shows namespaces of this kind: who mounts it must have CAP_SYS_ADMIN over the owner of theirs. */
  readonly shows?: 'pid' | 'net' | 'ipc' | 'cgroup';
  /**
   * Options are what is left of `data` once vfs took its own. Throws EINVAL for one it does not know, with fsconfig's words as detail.
   * May give a superblock that is mounted already (proc of one pid namespace, cgroup2).
   */
  mount(kernel: KernelContext, source: string, options: ReadonlyMap<string, string | true>): Superblock;
  /** The names that lead from the superblock's root to what this mount shows (cgroup2: the caller's cgroup namespace). Left out: the root. */
  mountRoot?(kernel: KernelContext): readonly string[];
}

export interface Superblock {
  readonly type: FilesystemType;
  readonly dev: Device;
  readonly root: Inode;
  readonly magic?: number;
  /** Superblock options as mountinfo's last field shows them after ro or rw: "size=65536k,mode=755" or "". */
  showOptions(): string;
  statfs(): Omit<Statfs, 'flags' | 'type'>;
  readonly?: boolean;
  /** mountinfo's fourth field where it is not the path below the superblock's root (nsfs "net:[…]", cgroup2 seen from a namespace). */
  showRoot?(inode: Inode, path: string): string;
  /** The user namespace that mounted it, where it is not the first: who has capabilities over its files (s_user_ns). */
  userns?: Namespace;
  /** mount -o remount. */
  remount?(options: ReadonlyMap<string, string | true>): void;
  /** A mount shows this inode as its root from now on, or no longer: nsfs keeps namespaces alive so. */
  mounted?(root: Inode): void;
  unmounted?(root: Inode): void;
  /** After the last mount and open file are gone. */
  release?(): void;
}

/** One object of a filesystem. Same object, same inode: hard links share it, an unlinked one lives while it is open. */
export interface Inode {
  readonly ino: number;
  readonly superblock: Superblock;
  readonly kind: Kind;
  stat(): Stat;
  /** The three that path walking asks for at each step, without the rest of stat. Left out: taken from stat. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Not called for fifos, sockets and devices: vfs asks ipc and the device tables. */
  open(flags: OpenFlags): File;
  /** mode, uid, gid, times, and size (truncate). */
  setattr?(change: Partial<Pick<Stat, 'mode' | 'uid' | 'gid' | 'sizeBytes' | 'atime' | 'mtime' | 'ctime'>>): void;
  /** Its content was read, and the mount keeps access times: as relatime does. */
  accessed?(): void;
  readlink?(): string;
  /** Where following it is not reading it (/proc/PID/exe, /proc/PID/fd/N, /proc/PID/ns/net): the object itself, a vfs Path. */
  jump?(): unknown;
  getxattr?(name: string): Uint8Array | undefined;
  setxattr?(name: string, value: Uint8Array | undefined): void;
  listxattr?(): string[];
  readonly rdev?: Device;
  /** Another inode that stands for the same object below it (overlay's real one): what devices, fifos and sockets are kept by. */
  readonly real?: Inode;
  /** Made for lookups of this name's path: unix sockets bind to it. Set and read by ipc. */
  socket?: unknown;

  // Directories only.
  lookup?(name: string): Inode | undefined;
  list?(): Iterable<Dirent>;
  /** Owner ids are the caller's fsuid and fsgid, set by vfs through `owner`. */
  /** Throws where the name is one that this filesystem does not make. `tmpfile` makes it without a name. */
  create?(
    name: string,
    kind: Kind,
    mode: number,
    owner: { uid: number; gid: number },
    more?: { rdev?: Device; target?: string; tmpfile?: boolean },
  ): Inode;
  link?(name: string, inode: Inode): void;
  unlink?(name: string): void;
  rmdir?(name: string): void;
  /** A name that is there already at the target is replaced; vfs looked that kinds fit and that folders are empty. */
  rename?(name: string, into: Inode, newName: string, how: { exchange: boolean; moved: Inode; replaced: Inode | undefined }): void;
  /** Names may appear and vanish without vfs doing it (proc, sysfs): nothing of it is cached. */
  readonly volatile?: boolean;
}

/** One open file's operations; each answers at once, or says what to sleep on. */
export interface File {
  /** Up to `max` bytes from `offset`; empty at the end. */
  read(offset: number, max: number): Uint8Array | WaitQueue;
  /** How many bytes were taken. */
  write(offset: number, bytes: Uint8Array): number | WaitQueue;
  /** For poll: true, or what is woken when it may be. Left out: always ready. */
  ready?(want: 'read' | 'write'): true | WaitQueue;
  /** For poll: the other end is gone (POLLHUP) or in error. */
  hungUp?(): boolean;
  ioctl?(request: IoctlRequest, argument: unknown): unknown;
  /** Not seekable (pipes, sockets, ttys): lseek and pread throw ESPIPE. */
  readonly stream?: boolean;
  /** lseek's own idea of the end, where it is not the inode's size. */
  readonly endOffset?: number;
  /** SEEK_DATA and SEEK_HOLE. Left out: all of it is data. */
  seek?(offset: number, kind: 'data' | 'hole'): number;
  fsync?(): void;
  fallocate?(offset: number, lengthBytes: number, how: { punchHole?: boolean; keepSize?: boolean }): void;
  /** After the last descriptor is closed. */
  release?(): void;
}
