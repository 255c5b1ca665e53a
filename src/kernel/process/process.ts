// A process and its threads: what clone(2) copies, execve(2) replaces and exit(2) gives back.

import { type Handler, type Signal, signalNumber } from '../../abi/signal.ts';
import type { Env, IoPriority, Pid, Resource, Rlimit, Scheduling, Usage, Waited } from '../../abi/types.ts';
import type { KernelContext, Timer } from '../context.ts';
import type { Credentials } from '../credentials.ts';
import type { NamespaceSet } from '../ns/namespace.ts';
import type { Scheduler, Task } from '../sched/scheduler.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { Path } from '../vfs/path.ts';
import type { FdTable } from './fd-table.ts';
import type { FsState } from './fs-state.ts';

/** What a session may have to talk to: a tty, as far as processes know it. */
export interface ControllingTty {
  session: Session | undefined;
  foreground: ProcessGroup | undefined;
  /** The device's number, as /proc/PID/stat packs it (tty_nr). */
  readonly number: number;
  readonly name: string;
  /** The session's leader died or gave it up. */
  disassociate(): void;
}

/** The processes that setsid gathered, with at most one tty. */
export class Session {
  /** The leader's numbers, outermost pid namespace first. */
  readonly pids: readonly Pid[];
  readonly leader: Process;
  readonly groups = new Set<ProcessGroup>();
  tty: ControllingTty | undefined;

  constructor(leader: Process) {
    this.pids = leader.pids;
    this.leader = leader;
  }

  get pid(): Pid {
    return this.pids[0]!;
  }
}

/** A job: what ^C reaches and `kill -PGID` names. */
export class ProcessGroup {
  readonly pids: readonly Pid[];
  readonly pidNamespace: NamespaceSet['pid'];
  readonly session: Session;
  readonly members = new Set<Process>();

  constructor(leader: Process, session: Session) {
    this.pids = leader.pids;
    this.pidNamespace = leader.ns.pid;
    this.session = session;
    session.groups.add(this);
  }

  get pid(): Pid {
    return this.pids[0]!;
  }
}

/** A system call that sleeps, as signals see it. */
export interface Sleeper extends Task {
  /** Waits for something to happen, and not only for its turn. */
  readonly asleep: boolean;
  /** Ends the sleep for the sake of a signal. */
  interrupt(): void;
  /** Forgets it: the thread is dead. */
  cancel(): void;
}

/** One flow of control. Its system calls run one at a time. */
export class Thread {
  readonly tid: Pid;
  /** Its number in each pid namespace it is seen in, outermost first. */
  readonly tids: readonly Pid[];
  readonly process: Process;
  readonly scheduler: Scheduler;
  /** The name of the system call it is in, while it is. */
  syscall: string | undefined;
  /** Kept by a call's body over its sleeps: run is called again from its start, this stays (a deadline, a place in a queue). Reset for each call. */
  state: unknown;
  /** Bytes that a blocking write has moved before it slept: what it gives where a signal ends it. */
  transferred = 0;
  /** What ends a call's sleep in time; cancelled when the call returns. */
  timer: Timer | undefined;
  dead = false;
  readonly blocked = new Set<Signal>();
  /** The call that sleeps, or is queued between two slices. */
  waiting: Sleeper | undefined;
  /** What is to run once the process is held no longer. */
  parked: Task | undefined;

  constructor(process: Process, tids: readonly Pid[], scheduler: Scheduler) {
    this.process = process;
    this.tids = tids;
    this.tid = tids[0]!;
    this.scheduler = scheduler;
  }
}

/** How a process ended. */
export type Exit = { how: 'exited'; status: number } | { how: 'killed'; signal: Signal; core: boolean };

/** What signals need to know of a handler. */
export interface Action {
  handler: Handler;
  restart: boolean;
  resetHand?: boolean;
  /** Who set it: the handler makes its system calls by that thread's handle, so it runs there. */
  thread: Thread;
}

/** Why a process does not run: SIGSTOP and its kin, a frozen cgroup, a used-up cpu.max. */
export type Hold = 'stop' | 'freezer' | 'throttle';

let unheld: (process: Process) => void = () => {};

/** signal.ts says here what becomes of the signals that came while a process was stopped or frozen. */
export function whenUnheld(take: typeof unheld): void {
  unheld = take;
}

export interface ProcessStart {
  kernel: KernelContext;
  scheduler: Scheduler;
  pids: readonly Pid[];
  parent: Process | undefined;
  credentials: Credentials;
  ns: NamespaceSet;
  fs: FsState;
  fds: FdTable;
  limits: Record<Resource, Rlimit>;
}

const ORDINARY: Scheduling = { policy: 'SCHED_OTHER', priority: 0, resetOnFork: false };
const NO_IO_PRIORITY: IoPriority = { class: 'none', level: 0 };

export class Process {
  readonly kernel: KernelContext;
  readonly scheduler: Scheduler;
  /** Its number in the first pid namespace; pidIn() tells others. */
  readonly pid: Pid;
  /** Its number in each pid namespace it is seen in, outermost first (NSpid of /proc/PID/status). */
  readonly pids: readonly Pid[];
  /** The idle process, number 0, is its own. */
  parent: Process;
  readonly children = new Set<Process>();
  readonly threads = new Set<Thread>();
  group!: ProcessGroup;
  comm = '';
  argv: readonly string[] = [];
  env: Env = {};
  exe: Path | undefined;
  credentials: Credentials;
  ns: NamespaceSet;
  fs: FsState;
  fds: FdTable;
  readonly limits: Record<Resource, Rlimit>;
  readonly handlers = new Map<Signal, Action>();
  startedMs: number;
  nice = 0;
  /** The processors it may run on; all where undefined. */
  affinity: readonly number[] | undefined;
  scheduling: Scheduling = ORDINARY;
  ioPriority: IoPriority = NO_IO_PRIORITY;
  /** Set while it is a zombie. */
  exit: Exit | undefined;
  /** Reaped: in no table any more. */
  gone = false;
  /** A signal that will end it has been taken; exit.ts does the rest. */
  dying = false;
  /** Signals that came and wait to be handled or unblocked. */
  readonly pending = new Set<Signal>();
  /** Something is to be done before a thread returns to its program: handlers to run, the process held. */
  attention = false;
  readonly holds = new Set<Hold>();
  /** The signal that stopped it, while it is stopped; `reported` once wait has told. */
  stopped: { signal: Signal; reported: boolean } | undefined;
  /** SIGCONT came, and wait has not told yet. */
  continued = false;
  /** Woken when a child changes its state. */
  readonly childQueue = new WaitQueue();
  /** Woken when this process ends: pidfds. */
  readonly exitQueue = new WaitQueue();
  /** Woken when a signal comes that somebody waits for with sigtimedwait. */
  readonly signalQueue = new WaitQueue();
  subreaper = false;
  deathSignal: Signal | undefined;
  dumpable = true;
  /** Has called execve since it was cloned (setpgid's EACCES). */
  execed = false;
  /** System calls that fail with EPERM (seccomp). */
  denied: ReadonlySet<string> | undefined;
  /** Ended its life as a child that nobody waits for: called with how it ended. For processes started from outside. */
  ended: ((exit: Exit) => void) | undefined;
  alarm: { timer: Timer; dueMs: number } | undefined;
  /** Processor time: computing (user) and system calls, in virtual milliseconds. */
  userMs = 0;
  systemMs = 0;
  childrenUsage: Usage = { userMs: 0, systemMs: 0, residentBytesMax: 0 };
  /** What went through read and write (/proc/PID/io). */
  readonly io = { rchar: 0, wchar: 0, syscr: 0, syscw: 0 };
  /** Anonymous memory that mmap gave. */
  mappedBytes = 0;
  residentBytesMax = 0;

  constructor(start: ProcessStart) {
    this.kernel = start.kernel;
    this.scheduler = start.scheduler;
    this.pids = start.pids;
    this.pid = start.pids[0]!;
    this.parent = start.parent ?? this;
    this.credentials = start.credentials;
    this.ns = start.ns;
    this.fs = start.fs;
    this.fds = start.fds;
    this.limits = start.limits;
    this.startedMs = start.kernel.clock.monotonicMs;
  }

  get session(): Session {
    return this.group.session;
  }

  /** The first pid in its own pid namespace's table: that namespace's init? */
  get initOfNamespace(): boolean {
    return this.pids[this.pids.length - 1] === 1;
  }

  /** Stopped or frozen: signals other than SIGKILL and SIGCONT stay pending. */
  get asleepToSignals(): boolean {
    return this.holds.has('stop') || this.holds.has('freezer');
  }

  usage(): Usage {
    return { userMs: this.userMs, systemMs: this.systemMs, residentBytesMax: this.residentBytesMax };
  }

  /** Its threads do not run until every reason is gone. */
  hold(reason: Hold): void {
    this.holds.add(reason);
    this.attention = true;
  }

  unhold(reason: Hold): void {
    if (!this.holds.delete(reason)) return;
    if (!this.asleepToSignals) unheld(this);
    if (this.holds.size > 0) return;
    for (const thread of this.threads) {
      const task = thread.parked;
      if (!task) continue;
      thread.parked = undefined;
      this.scheduler.enqueue(task);
    }
  }
}

/** How wait(2) tells of an end. */
export function waitedOf(pid: Pid, exit: Exit, usage: Usage): Waited {
  return exit.how === 'exited' ? { pid, ...exit, usage } : { pid, ...exit, usage };
}

/** $? of an end, as shells count it. */
export const statusOf = (exit: Exit): number => (exit.how === 'exited' ? exit.status : 128 + signalNumber(exit.signal));
