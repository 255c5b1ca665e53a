// A machine's Linux: its first namespaces, its root filesystem, and process 0, whose children come from outside. Read this file first.

import { Errno } from '../abi/errno.ts';
import type { Entry } from '../abi/sys.ts';
import type { Winsize } from '../abi/tty.ts';
import type { Env } from '../abi/types.ts';
import { MachineClock } from './clock.ts';
import type { Host, KernelContext } from './context.ts';
import { rootCredentials } from './credentials.ts';
import { registerAllFilesystems } from './fs/all.ts';
import { RingLog } from './log.ts';
import { firstNetNamespace } from './net/netns.ts';
import './ipc/fifo.ts';
import './ipc/unix-socket.ts';
import { registerPtys } from './pseudofs/devpts.ts';
import './pseudofs/procfs/net-class.ts';
import './pseudofs/procfs/net-dev.ts';
import './pseudofs/procfs/net-route.ts';
import './pseudofs/procfs/net-snmp.ts';
import './pseudofs/procfs/net-sockets.ts';
import './pseudofs/procfs/net-sysctl.ts';
import './pseudofs/procfs/net-unix.ts';
import './pseudofs/procfs/sys-user.ts';
import './net/main.ts';
import './netfilter/main.ts';
import './pseudofs/procfs/netfilter.ts';
import { firstCgroupNamespace } from './ns/cgroup.ts';
import { firstIpcNamespace } from './ns/ipc.ts';
import { firstMountNamespace } from './ns/mnt.ts';
import type { NamespaceSet } from './ns/namespace.ts';
import { enterPid, firstPidNamespace, type PidNamespace } from './ns/pid.ts';
import { holdNamespaces } from './ns/set.ts';
import { firstTimeNamespace } from './ns/time.ts';
import { firstUserNamespace } from './ns/user.ts';
import { firstUtsNamespace } from './ns/uts.ts';
import { FdTable } from './process/fd-table.ts';
import { FsState } from './process/fs-state.ts';
import { processHooks } from './process/hooks.ts';
import { firstLimits } from './process/limits.ts';
import { type Exit, Process, Thread } from './process/process.ts';
import { whenRebooting } from './process/reboot.ts';
import { newSession } from './process/session.ts';
import { startThread } from './process/start.ts';
import { SeededRandom } from './random.ts';
import type { Scheduler } from './sched/scheduler.ts';
import './syscalls/table.ts';
import { EventTrace } from './trace.ts';
import { HostTerminal } from './tty/host-terminal.ts';
import { openControllingTty } from './tty/pty.ts';
import { TtyFile } from './tty/tty.ts';
import { registerDevice } from './vfs/devices.ts';
import type { Superblock } from './vfs/inode.ts';
import { type MountNamespace, newMount } from './vfs/mount.ts';
import { mountAtBoot } from './vfs/namespace.ts';
import type { OpenFile } from './vfs/open-file.ts';
import type { Path } from './vfs/path.ts';

export interface KernelOptions {
  scheduler: Scheduler;
  /** The time of day at boot, in milliseconds since 1970. */
  realtimeMs: number;
  seed: number;
  host: Host;
  hostname: string;
  /** What is mounted as "/", and as what; a tmpfs where it is left out. Called once everything else of the kernel is there. */
  root?: (kernel: Kernel) => { superblock: Superblock; source: string };
  /** reboot(2) was called. */
  onReboot?: (how: 'restart' | 'power-off') => void;
}

/** What a process that is started from outside begins with. */
export interface StartHow {
  /** Descriptors 0, 1, 2 …, in this order. */
  stdio: readonly OpenFile[];
  cwd?: string;
  /** The terminal that its session gets as its controlling one: one of the descriptors, usually. */
  tty?: OpenFile;
  onExit?: (exit: Exit) => void;
}

/** A closure, or a file to execute. */
export type StartWhat = Entry | { path: string; argv: readonly string[]; env: Env };

export class Kernel implements KernelContext {
  readonly scheduler: Scheduler;
  readonly clock: MachineClock;
  readonly random: SeededRandom;
  readonly trace = new EventTrace();
  readonly log: RingLog;
  readonly host: Host;
  readonly singletons = new Map<symbol, unknown>();
  /** Process 0: parent of the first process and of all that are started from outside. It never runs. */
  readonly idle: Process;

  constructor(options: KernelOptions) {
    this.scheduler = options.scheduler;
    this.clock = new MachineClock(options.scheduler.clock, options.realtimeMs);
    this.random = new SeededRandom(options.seed);
    this.log = new RingLog(this.clock);
    this.host = options.host;
    if (options.onReboot) whenRebooting(this, options.onReboot);
    registerAllFilesystems(this);
    registerDevice(this, 'char', 5, 0, '/dev/tty', openControllingTty);
    registerPtys(this);
    const ns = firstNamespaces(this, options.hostname);
    const root = this.#mountRoot(ns.mnt as MountNamespace, options);
    this.idle = new Process({
      kernel: this,
      scheduler: this.scheduler,
      pids: [0],
      parent: undefined,
      credentials: rootCredentials(),
      ns,
      fs: new FsState(root, root),
      fds: new FdTable(),
      limits: firstLimits(),
    });
    this.idle.comm = 'swapper';
    newSession(this.idle);
  }

  softirq(work: () => void): void {
    this.scheduler.softirq(work);
  }

  /** Work that comes from outside (a key, an answer): done between two system calls. */
  interrupt(run: () => void): void {
    this.scheduler.interrupt(run);
  }

  /** A process of its own session whose parent is process 0. The first one becomes process 1. */
  start(what: StartWhat, how: StartHow): Process {
    const { idle } = this;
    const ns = { ...idle.ns };
    const fds = new FdTable(idle.limits.nofile.soft);
    for (const openFile of how.stdio) fds.install(openFile);
    const fs = idle.fs.copy();
    const pids = (ns.pid as PidNamespace).allocate();
    const limits = structuredCopy(idle.limits);
    const process = new Process({
      kernel: this,
      scheduler: this.scheduler,
      pids,
      parent: idle,
      credentials: rootCredentials(),
      ns,
      fs,
      fds,
      limits,
    });
    holdNamespaces(ns);
    process.ended = how.onExit;
    idle.children.add(process);
    const thread = new Thread(process, pids, this.scheduler);
    process.threads.add(thread);
    enterPid(process);
    const session = newSession(process);
    if (how.tty?.file instanceof TtyFile) how.tty.file.tty.attach(session, process.group);
    for (const hooks of processHooks()) hooks.cloned?.(process, idle, {});
    startThread(thread, entryOf(what, how.cwd));
    return process;
  }

  /** A terminal in the outside's hands: give its `slave` to `start` as stdio and as tty. Needs /dev/ptmx and /dev/pts. */
  openTerminal(size: Winsize, onOutput: (bytes: Uint8Array) => void): HostTerminal {
    return new HostTerminal(this.idle, size, onOutput);
  }

  #mountRoot(namespace: MountNamespace, options: KernelOptions): Path {
    // The first mount is the kernel's own and never seen: pivot_root(2) wants something below "/".
    const rootfs = mountAtBoot(this, namespace, undefined, { type: 'tmpfs', source: 'rootfs', data: 'mode=755' });
    const given = options.root?.(this);
    const mount = mountAtBoot(
      this,
      namespace,
      { mount: rootfs, dentry: rootfs.root },
      given ? newMount(this, given.superblock, given.source) : { type: 'tmpfs', source: 'tmpfs', data: 'mode=755' },
    );
    return { mount, dentry: mount.root };
  }
}

function firstNamespaces(kernel: Kernel, hostname: string): NamespaceSet {
  const user = firstUserNamespace();
  const pid = firstPidNamespace(user);
  const time = firstTimeNamespace(user);
  const set: NamespaceSet = {
    user,
    pid,
    time,
    mnt: firstMountNamespace(kernel, user),
    net: firstNetNamespace(kernel, user),
    uts: firstUtsNamespace(user, hostname),
    ipc: firstIpcNamespace(user),
    cgroup: firstCgroupNamespace(user),
    pidForChildren: pid,
    timeForChildren: time,
  };
  holdNamespaces(set);
  return set;
}

const structuredCopy = <T extends Record<string, object>>(limits: T): T =>
  Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, { ...limit }])) as T;

/** What the first thread runs. Where the folder or the file is missing, the status is a shell's: 127, or 126 for what may not be executed. */
const entryOf =
  (what: StartWhat, cwd: string | undefined): Entry =>
  async sys => {
    try {
      if (cwd !== undefined) await sys.chdir(cwd);
      return typeof what === 'function' ? await what(sys) : await sys.execve(what.path, what.argv, what.env);
    } catch (error) {
      if (typeof what === 'function' || !(error instanceof Errno)) throw error;
      return error.code === 'ENOENT' ? 127 : 126;
    }
  };
