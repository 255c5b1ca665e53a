// The values that cross the system-call line. Numbers keep Linux's meaning; flags are objects of booleans, families are words.

export type Fd = number;
export type Pid = number;

/** The environment, in order of insertion, as environ(7). */
export type Env = Readonly<Record<string, string>>;

/** A kind of inode, as stat(2)'s S_IFMT names it. */
export type Kind = 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'char' | 'block';

/** A point in time or a length of it: whole nanoseconds since the clock's epoch would need bigint, so seconds and nanoseconds apart. */
export interface Timespec {
  seconds: number;
  nanoseconds: number;
}

/** A device's number. */
export interface Device {
  major: number;
  minor: number;
}

export interface Stat {
  dev: Device;
  ino: number;
  kind: Kind;
  /** Permission bits with set-user-id, set-group-id and sticky: 0 to 0o7777. The kind is not in it. */
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  /** The device that a 'char' or 'block' inode stands for. */
  rdev: Device;
  sizeBytes: number;
  /** Units of 512 bytes, as st_blocks. */
  blocks: number;
  blockSizeBytes: number;
  atime: Timespec;
  mtime: Timespec;
  ctime: Timespec;
  /** statx(2)'s birth time. */
  btime: Timespec;
}

export interface Dirent {
  name: string;
  ino: number;
  kind: Kind;
}

/** open(2)'s flags. Neither `read` nor `write` set means O_RDONLY too, as its value 0 does. */
export interface OpenFlags {
  read?: boolean;
  write?: boolean;
  create?: boolean;
  exclusive?: boolean;
  truncate?: boolean;
  append?: boolean;
  directory?: boolean;
  nofollow?: boolean;
  nonblock?: boolean;
  cloexec?: boolean;
  noctty?: boolean;
  path?: boolean;
  sync?: boolean;
  tmpfile?: boolean;
}

export interface Statfs {
  /** The filesystem's type, as /proc/filesystems spells it ("tmpfs", "overlay", "ext4" …). */
  type: string;
  blockSizeBytes: number;
  blocks: number;
  blocksFree: number;
  blocksAvailable: number;
  inodes: number;
  inodesFree: number;
  nameBytesMax: number;
  /** Mount options in force, as statvfs(3)'s f_flag: 'ro', 'nosuid', 'nodev', 'noexec' … */
  flags: string[];
}

/** What wait4(2) tells of a child. */
export type Waited =
  | { pid: Pid; how: 'exited'; status: number; usage: Usage }
  | { pid: Pid; how: 'killed'; signal: import('./signal.ts').Signal; core: boolean; usage: Usage }
  | { pid: Pid; how: 'stopped'; signal: import('./signal.ts').Signal; usage: Usage }
  | { pid: Pid; how: 'continued'; usage: Usage };

/** getrusage(2) and times(2). */
export interface Usage {
  userMs: number;
  systemMs: number;
  residentBytesMax: number;
}

/** The kinds of namespaces(7), as /proc/PID/ns spells them. */
export type Namespace = 'mnt' | 'pid' | 'net' | 'uts' | 'ipc' | 'user' | 'cgroup' | 'time';

/** System V's kinds of objects: shared memory, message queues, semaphore arrays. */
export type SysvKind = 'shm' | 'msg' | 'sem';

/** What shmget(2), msgget(2) and semget(2) take beside the key. */
export interface SysvHow {
  /** Bytes of a segment, semaphores of an array; 0 for a queue. */
  size: number;
  mode: number;
  create?: boolean;
  exclusive?: boolean;
}

/** An end of a socket. IPv4 and IPv6 addresses are text in their canonical form ("10.0.0.1", "fe80::1"). */
export type Address =
  | { family: 'inet'; address: string; port: number }
  | { family: 'inet6'; address: string; port: number; scope?: number }
  /** A path, or a name that begins with NUL for the abstract namespace; '' for an unnamed socket. */
  | { family: 'unix'; path: string }
  | {
      family: 'packet';
      index: number;
      protocol: number;
      address?: string;
      type?: 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'outgoing';
    }
  | { family: 'netlink'; pid: number; groups: number };

export type SocketFamily = Address['family'];
export type SocketType = 'stream' | 'dgram' | 'raw' | 'seqpacket';

/** The credentials of a unix socket's other end, as SO_PEERCRED and SCM_CREDENTIALS give them. */
export interface PeerCredentials {
  pid: Pid;
  uid: number;
  gid: number;
}

/** What recvmsg(2) fills in. */
export interface Received {
  data: Uint8Array;
  from?: Address;
  /** Set where the datagram was longer than asked for (MSG_TRUNC): its whole length in bytes. */
  truncatedFrom?: number;
  /** Descriptors passed by SCM_RIGHTS, already open in the receiver. */
  fds?: Fd[];
  credentials?: PeerCredentials;
  /** Hop limit or TTL of the packet, where IP_RECVTTL asks for it; error where it came from the error queue (MSG_ERRQUEUE). */
  ttl?: number;
  tos?: number;
  timestamp?: Timespec;
  /** From the error queue, as sock_extended_err: the ICMP message that made it and who sent it. */
  error?: {
    errno: import('./errno.ts').ErrnoCode;
    origin: 'local' | 'icmp' | 'icmp6';
    type: number;
    code: number;
    info: number;
    offender?: string;
  };
}

export interface MessageFlags {
  dontwait?: boolean;
  peek?: boolean;
  truncate?: boolean;
  errqueue?: boolean;
  nosignal?: boolean;
  waitall?: boolean;
  /** Out-of-band data. */
  oob?: boolean;
}

/** setrlimit(2)'s resources, as `ulimit -a` and /proc/PID/limits list them. Infinity is RLIM_INFINITY. */
export type Resource =
  | 'cpu'
  | 'fsize'
  | 'data'
  | 'stack'
  | 'core'
  | 'rss'
  | 'nproc'
  | 'nofile'
  | 'memlock'
  | 'as'
  | 'locks'
  | 'sigpending'
  | 'msgqueue'
  | 'nice'
  | 'rtprio'
  | 'rttime';

export interface Rlimit {
  soft: number;
  hard: number;
}

export type ClockId = 'realtime' | 'monotonic' | 'boottime' | 'process' | 'thread';

/** uname(2). */
export interface Utsname {
  sysname: string;
  nodename: string;
  release: string;
  version: string;
  machine: string;
  domainname: string;
}

/** getresuid(2), getresgid(2), getgroups(2) in one. */
export interface Ids {
  uid: number;
  euid: number;
  suid: number;
  fsuid: number;
  gid: number;
  egid: number;
  sgid: number;
  fsgid: number;
  groups: readonly number[];
}

/** sysinfo(2). */
export interface Sysinfo {
  uptimeSeconds: number;
  loads: [number, number, number];
  totalRamBytes: number;
  freeRamBytes: number;
  processes: number;
}

/** The policies of sched(7), as chrt(1) spells them. */
export type SchedulingPolicy = 'SCHED_OTHER' | 'SCHED_FIFO' | 'SCHED_RR' | 'SCHED_BATCH' | 'SCHED_IDLE';

/** sched_getattr(2), in its parts that are kept. */
export interface Scheduling {
  policy: SchedulingPolicy;
  /** 1 to 99 for the real-time policies, else 0. */
  priority: number;
  /** SCHED_RESET_ON_FORK. */
  resetOnFork: boolean;
}

/** ioprio_get(2): a class and a level in it, 0 to 7. */
export interface IoPriority {
  class: 'none' | 'realtime' | 'best-effort' | 'idle';
  level: number;
}
