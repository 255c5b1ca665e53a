// The system-call interface: a thread's only door to the kernel. Each method is the system call of that name, section 2 of the manual;
// each fails by throwing an Errno. Relative paths start at the caller's working directory.

import type { Capability, CapabilitySets } from './caps.ts';
import type { MountFlags, UmountFlags } from './mount.ts';
import type { NetlinkMessage, NetlinkProtocol } from './netlink.ts';
import type { Handler, Signal } from './signal.ts';
import type { IoctlRequest, Ioctls } from './tty.ts';
import type {
  Address,
  ClockId,
  Device,
  Dirent,
  Env,
  Fd,
  Ids,
  IoPriority,
  Kind,
  MessageFlags,
  Namespace,
  OpenFlags,
  PeerCredentials,
  Pid,
  Received,
  Resource,
  Rlimit,
  Scheduling,
  SocketFamily,
  SocketType,
  Stat,
  Statfs,
  Sysinfo,
  SysvHow,
  SysvKind,
  Timespec,
  Usage,
  Utsname,
  Waited,
} from './types.ts';

/** What a new process or thread runs. Its value is its exit status (undefined: 0). */
export type Entry = (sys: Sys) => Promise<number | void>;

export interface CloneHow {
  new?: readonly Namespace[];
  share?: readonly ('files' | 'fs')[];
  /** A second flow of control in the same process. */
  thread?: boolean;
  /** CLONE_PARENT: the child's parent is the caller's. */
  parent?: boolean;
  /** The child starts in this cgroup: an open folder of cgroup2 (CLONE_INTO_CGROUP). */
  cgroup?: Fd;
}

export interface PollEntry {
  fd: Fd;
  want: 'read' | 'write';
}

/** prctl(2), in its parts that are used. */
export interface Prctls {
  PR_SET_NAME: { argument: string; gives: undefined };
  PR_GET_NAME: { argument: undefined; gives: string };
  /** The argument area, which a program may write over to change the title that ps shows (setproctitle(3)). */
  PR_SET_MM_ARG: { argument: readonly string[]; gives: undefined };
  PR_SET_PDEATHSIG: { argument: Signal | undefined; gives: undefined };
  PR_SET_CHILD_SUBREAPER: { argument: boolean; gives: undefined };
  PR_GET_CHILD_SUBREAPER: { argument: undefined; gives: boolean };
  PR_SET_NO_NEW_PRIVS: { argument: undefined; gives: undefined };
  PR_GET_NO_NEW_PRIVS: { argument: undefined; gives: boolean };
  PR_SET_KEEPCAPS: { argument: boolean; gives: undefined };
  PR_GET_KEEPCAPS: { argument: undefined; gives: boolean };
  PR_CAPBSET_READ: { argument: Capability; gives: boolean };
  PR_CAPBSET_DROP: { argument: Capability; gives: undefined };
  PR_SET_DUMPABLE: { argument: boolean; gives: undefined };
  PR_GET_DUMPABLE: { argument: undefined; gives: boolean };
  PR_SET_SECUREBITS: { argument: number; gives: undefined };
  PR_GET_SECUREBITS: { argument: undefined; gives: number };
  /** seccomp's filter mode: the names of system calls that fail with EPERM, kept over execve. */
  PR_SET_SECCOMP: { argument: { denied: readonly string[] }; gives: undefined };
  PR_SET_TIMERSLACK: { argument: number; gives: undefined };
}

/** Socket options by the name that setsockopt(2)'s manuals use; values are numbers, booleans as 0 and 1, or text (SO_BINDTODEVICE). */
export type SocketOption = string;
export type SocketOptionValue = number | string | PeerCredentials | Record<string, unknown>;

export interface Sys {
  // Files.
  /** A `mode` counts where the file is made; the umask is taken off it. */
  open(path: string, flags: OpenFlags, mode?: number): Promise<Fd>;
  close(fd: Fd): Promise<void>;
  /** Up to `max` bytes; empty at end of file. The bytes are the caller's to keep. */
  read(fd: Fd, max: number): Promise<Uint8Array>;
  pread(fd: Fd, max: number, offset: number): Promise<Uint8Array>;
  /** How many bytes were taken: fewer than given where a pipe or disk is full. The kernel keeps no reference to `bytes` that it would see change. */
  write(fd: Fd, bytes: Uint8Array): Promise<number>;
  pwrite(fd: Fd, bytes: Uint8Array, offset: number): Promise<number>;
  /** The new offset. 'data' and 'hole' as SEEK_DATA and SEEK_HOLE. */
  lseek(fd: Fd, offset: number, whence: 'set' | 'current' | 'end' | 'data' | 'hole'): Promise<number>;
  /** Moves up to `max` bytes between two descriptors inside the kernel; 0 at end of file (sendfile(2), splice(2)). */
  sendfile(out: Fd, from: Fd, max: number): Promise<number>;
  stat(path: string, how?: { nofollow?: boolean }): Promise<Stat>;
  fstat(fd: Fd): Promise<Stat>;
  statfs(path: string): Promise<Statfs>;
  /** The next entries of an open folder, "." and ".." among them; empty at its end. lseek to 0 starts again. */
  getdents(fd: Fd): Promise<Dirent[]>;
  /** faccessat(2) with the effective ids where `effective` is set, else the real ones. No mode asks for existence. */
  access(
    path: string,
    mode: { read?: boolean; write?: boolean; execute?: boolean },
    how?: { effective?: boolean; nofollow?: boolean },
  ): Promise<void>;
  mkdir(path: string, mode?: number): Promise<void>;
  mknod(path: string, kind: Kind, mode: number, device?: Device): Promise<void>;
  rmdir(path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  rename(from: string, to: string, how?: { noreplace?: boolean; exchange?: boolean }): Promise<void>;
  link(from: string, to: string, how?: { follow?: boolean }): Promise<void>;
  symlink(target: string, path: string): Promise<void>;
  readlink(path: string): Promise<string>;
  chmod(path: string, mode: number): Promise<void>;
  fchmod(fd: Fd, mode: number): Promise<void>;
  /** An id of undefined stays as it is. */
  chown(path: string, uid: number | undefined, gid: number | undefined, how?: { nofollow?: boolean }): Promise<void>;
  fchown(fd: Fd, uid: number | undefined, gid: number | undefined): Promise<void>;
  /** utimensat(2): a time of 'now' is the clock's, of undefined stays. */
  utimens(
    path: string,
    atime: Timespec | 'now' | undefined,
    mtime: Timespec | 'now' | undefined,
    how?: { nofollow?: boolean },
  ): Promise<void>;
  truncate(path: string, sizeBytes: number): Promise<void>;
  ftruncate(fd: Fd, sizeBytes: number): Promise<void>;
  fallocate(fd: Fd, offset: number, lengthBytes: number, how?: { punchHole?: boolean; keepSize?: boolean }): Promise<void>;
  fsync(fd: Fd): Promise<void>;
  sync(): Promise<void>;
  flock(fd: Fd, how: 'shared' | 'exclusive' | 'unlock', nonblock?: boolean): Promise<void>;
  getxattr(path: string, name: string, how?: { nofollow?: boolean }): Promise<Uint8Array>;
  setxattr(path: string, name: string, value: Uint8Array, how?: { nofollow?: boolean; create?: boolean; replace?: boolean }): Promise<void>;
  listxattr(path: string, how?: { nofollow?: boolean }): Promise<string[]>;
  removexattr(path: string, name: string, how?: { nofollow?: boolean }): Promise<void>;
  ioctl<R extends IoctlRequest>(fd: Fd, request: R, argument?: Ioctls[R]['argument']): Promise<Ioctls[R]['gives']>;

  // Descriptors.
  /** The lowest free descriptor, or the lowest from `least` on (F_DUPFD). */
  dup(fd: Fd, how?: { least?: Fd; cloexec?: boolean }): Promise<Fd>;
  dup2(from: Fd, to: Fd, how?: { cloexec?: boolean }): Promise<Fd>;
  pipe(how?: { cloexec?: boolean; nonblock?: boolean }): Promise<[readEnd: Fd, writeEnd: Fd]>;
  /** The flags of F_GETFD and F_GETFL in one. */
  getfl(fd: Fd): Promise<OpenFlags>;
  /** F_SETFD and F_SETFL: `cloexec`, `append` and `nonblock` can be changed; what is left out stays. */
  setfl(fd: Fd, flags: { cloexec?: boolean; append?: boolean; nonblock?: boolean }): Promise<void>;
  /** The entries that are ready (or hung up, or in error): empty after `timeoutMs`. No timeout waits for ever. */
  poll(entries: readonly PollEntry[], timeoutMs?: number): Promise<PollEntry[]>;
  eventfd(initial?: number): Promise<Fd>;
  /** A new pidfd: readable once the process is a zombie. */
  pidfdOpen(pid: Pid): Promise<Fd>;
  /** inotify(7): a descriptor whose reads give events through inotifyRead. */
  inotifyInit(how?: { nonblock?: boolean; cloexec?: boolean }): Promise<Fd>;
  inotifyAddWatch(fd: Fd, path: string, events: readonly string[]): Promise<number>;
  inotifyRmWatch(fd: Fd, watch: number): Promise<void>;
  /** Waits as read(2) on the descriptor does. Event names without IN_: 'MODIFY' 'CREATE' 'DELETE' 'MOVED_TO' … */
  inotifyRead(fd: Fd): Promise<{ watch: number; events: string[]; name?: string; cookie?: number }[]>;

  // The place of a process in the tree of files.
  chdir(path: string): Promise<void>;
  fchdir(fd: Fd): Promise<void>;
  getcwd(): Promise<string>;
  chroot(path: string): Promise<void>;
  /** Gives the mask that was in force. */
  umask(mask: number): Promise<number>;
  mount(source: string, target: string, type: string, flags: MountFlags, data?: string): Promise<void>;
  umount(target: string, flags?: UmountFlags): Promise<void>;
  pivotRoot(newRoot: string, putOld: string): Promise<void>;

  // Namespaces.
  unshare(kinds: readonly Namespace[]): Promise<void>;
  setns(fd: Fd, kind?: Namespace): Promise<void>;
  uname(): Promise<Utsname>;
  sethostname(name: string): Promise<void>;
  setdomainname(name: string): Promise<void>;
  /** shmget(2), msgget(2), semget(2): the id of an object of the caller's IPC namespace. Key 0 is IPC_PRIVATE. */
  ipcGet(kind: SysvKind, key: number, how: SysvHow): Promise<number>;
  /** IPC_RMID. */
  ipcRemove(kind: SysvKind, id: number): Promise<void>;

  // Processes.
  clone(entry: Entry, how?: CloneHow): Promise<Pid>;
  /** argv[0] is the name the program is called by. Never returns: the new image's main starts on this process. */
  execve(path: string, argv: readonly string[], env: Env): Promise<never>;
  exit(status: number): Promise<never>;
  /** 'group' waits for children of the caller's process group; a negative pid for those of group -pid. Undefined only with nohang. */
  wait(which?: Pid | 'any' | 'group', how?: { nohang?: boolean; untraced?: boolean; continued?: boolean }): Promise<Waited | undefined>;
  /** 0 is the caller's group, -1 all it may signal, -N group N; no signal asks whether it could. */
  kill(pid: Pid, signal?: Signal): Promise<void>;
  /** Gives the handler that was set. `restart` is SA_RESTART. */
  sigaction(signal: Signal, handler?: Handler, how?: { restart?: boolean; resetHand?: boolean }): Promise<Handler>;
  /** Gives the set that was blocked. */
  sigprocmask(how: 'block' | 'unblock' | 'set', signals: readonly Signal[]): Promise<Signal[]>;
  /** Waits for a signal, with this set blocked meanwhile; always ends by EINTR, after the handler ran. */
  sigsuspend(blocked: readonly Signal[]): Promise<never>;
  /** Waits for one of the signals and takes it without a handler; undefined after timeoutMs. */
  sigtimedwait(signals: readonly Signal[], timeoutMs?: number): Promise<Signal | undefined>;
  /** setitimer(2)'s ITIMER_REAL: SIGALRM after `ms`, then each `intervalMs`; 0 cancels. Gives the ms that were left. */
  setitimer(ms: number, intervalMs?: number): Promise<number>;
  getpid(): Promise<Pid>;
  getppid(): Promise<Pid>;
  gettid(): Promise<Pid>;
  getpgid(pid?: Pid): Promise<Pid>;
  setpgid(pid: Pid, group: Pid): Promise<void>;
  getsid(pid?: Pid): Promise<Pid>;
  setsid(): Promise<Pid>;
  prctl<P extends keyof Prctls>(option: P, argument?: Prctls[P]['argument']): Promise<Prctls[P]['gives']>;
  getpriority(pid?: Pid): Promise<number>;
  setpriority(pid: Pid, nice: number): Promise<void>;
  /** The processors that a process may run on; 0 is the caller. */
  schedGetaffinity(pid: Pid): Promise<number[]>;
  schedSetaffinity(pid: Pid, processors: readonly number[]): Promise<void>;
  schedGetattr(pid: Pid): Promise<Scheduling>;
  schedSetattr(pid: Pid, attributes: Scheduling): Promise<void>;
  ioprioGet(pid: Pid): Promise<IoPriority>;
  ioprioSet(pid: Pid, priority: IoPriority): Promise<void>;
  /** prlimit(2): the limit that was in force. */
  prlimit(pid: Pid, resource: Resource, limit?: Rlimit): Promise<Rlimit>;
  getrusage(who: 'self' | 'children'): Promise<Usage>;
  /** Anonymous memory: counted against the cgroup and RLIMIT_AS; held until munmap or death. */
  mmap(lengthBytes: number): Promise<void>;
  munmap(lengthBytes: number): Promise<void>;
  /** sched_yield(2). Gives way to others; charges one step of computing to the caller. */
  yield(): Promise<void>;
  /** Spends processor time on the virtual clock, as a computing loop would; cpu.max throttles it. */
  compute(ms: number): Promise<void>;

  // Credentials.
  getids(): Promise<Ids>;
  /** What is undefined stays. */
  setresuid(real?: number, effective?: number, saved?: number): Promise<void>;
  setresgid(real?: number, effective?: number, saved?: number): Promise<void>;
  setgroups(groups: readonly number[]): Promise<void>;
  capget(pid?: Pid): Promise<CapabilitySets>;
  /** Sets the caller's effective, permitted, inheritable and ambient sets; the bounding set only shrinks, by prctl. */
  capset(sets: Partial<Omit<CapabilitySets, 'bounding'>>): Promise<void>;

  // Time, chance and the machine.
  nanosleep(ms: number): Promise<void>;
  clockGettime(clock: ClockId): Promise<Timespec>;
  clockSettime(clock: 'realtime', time: Timespec): Promise<void>;
  getrandom(lengthBytes: number): Promise<Uint8Array>;
  sysinfo(): Promise<Sysinfo>;
  /** The kernel's log (dmesg): its lines, with seconds since boot and priority 0 to 7. */
  syslog(action: 'read-all' | 'clear'): Promise<{ seconds: number; priority: number; text: string }[]>;
  reboot(how: 'restart' | 'power-off'): Promise<void>;

  // Sockets. On a connected or bound stream socket read and write work as on a file.
  socket(family: SocketFamily, type: SocketType, protocol?: number | NetlinkProtocol): Promise<Fd>;
  socketpair(type: SocketType): Promise<[Fd, Fd]>;
  bind(fd: Fd, to: Address): Promise<void>;
  listen(fd: Fd, backlog: number): Promise<void>;
  accept(fd: Fd, how?: { cloexec?: boolean; nonblock?: boolean }): Promise<{ fd: Fd; peer: Address }>;
  connect(fd: Fd, to: Address): Promise<void>;
  shutdown(fd: Fd, how: 'read' | 'write' | 'both'): Promise<void>;
  getsockname(fd: Fd): Promise<Address>;
  getpeername(fd: Fd): Promise<Address>;
  getsockopt(fd: Fd, option: SocketOption): Promise<SocketOptionValue>;
  setsockopt(fd: Fd, option: SocketOption, value: SocketOptionValue): Promise<void>;
  /** sendto(2) and sendmsg(2); `fds` are passed by SCM_RIGHTS (unix sockets). */
  sendto(fd: Fd, data: Uint8Array, to?: Address, how?: MessageFlags & { fds?: readonly Fd[] }): Promise<number>;
  recvfrom(fd: Fd, max: number, flags?: MessageFlags): Promise<Received>;
  /** sendmsg(2) on a netlink socket: one message. Its replies, ended by 'done' or 'error', are then received. */
  netlinkSend(fd: Fd, message: NetlinkMessage): Promise<void>;
  /** recvmsg(2) on a netlink socket: at least one message; waits where there is none. */
  netlinkReceive(fd: Fd, flags?: { dontwait?: boolean }): Promise<NetlinkMessage[]>;
}
