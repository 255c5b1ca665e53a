// A process and its threads: what clone(2) copies, execve(2) replaces and exit(2) gives back.

import type { Handler, Signal } from '../../abi/signal.ts';
import type { Env, Pid, Resource, Rlimit } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import type { Credentials } from '../credentials.ts';
import type { NamespaceSet } from '../ns/namespace.ts';
import type { Path } from '../vfs/path.ts';
import type { FdTable } from './fd-table.ts';

/** Root, working directory and umask: what CLONE_FS shares. Each holds its mount (Path.mount.users). */
export interface FsState {
  root: Path;
  cwd: Path;
  umask: number;
}

/** One flow of control. Its system calls run one at a time. */
export interface Thread {
  readonly tid: Pid;
  readonly process: Process;
  /** The name of the system call it is in, while it is. */
  syscall: string | undefined;
  /** Kept by a call's body over its sleeps: run is called again from its start, this stays (a deadline, a place in a queue). Reset for each call. */
  state: unknown;
  dead: boolean;
}

export interface Process {
  readonly kernel: KernelContext;
  /** Its number in the first pid namespace; pidIn() tells others. */
  readonly pid: Pid;
  /** Its number in each pid namespace it is seen in, outermost first (NSpid of /proc/PID/status). */
  readonly pids: readonly Pid[];
  parent: Process;
  readonly children: Set<Process>;
  readonly threads: Set<Thread>;
  group: Process | { pid: Pid };
  comm: string;
  argv: readonly string[];
  env: Env;
  exe: Path | undefined;
  credentials: Credentials;
  ns: NamespaceSet;
  fs: FsState;
  fds: FdTable;
  readonly limits: Record<Resource, Rlimit>;
  readonly handlers: Map<Signal, { handler: Handler; restart: boolean }>;
  startedMs: number;
  nice: number;
}
