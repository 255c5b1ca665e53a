// What every part of a kernel may lean on: time, chance, the trace, the log, and the outside. One of each per machine; the clock and the
// seed are shared by all machines of a world. The only module below that knows more is kernel.ts.

import type { Program } from '../abi/program.ts';

export interface Timer {
  cancel(): void;
}

/** Virtual time in milliseconds (fractions count). It moves by system calls' cost and by jumping to the next timer when nothing can run. */
export interface Clock {
  /** Since this machine booted. */
  readonly monotonicMs: number;
  /** Since 1970-01-01T00:00:00Z. */
  readonly realtimeMs: number;
  setRealtime(ms: number): void;
  /** Runs `due` once the clock has moved on by `delayMs`, between system calls. Timers of one moment run in the order they were made. */
  after(delayMs: number, due: () => void): Timer;
}

/** The seeded generator: every id, address, port and sequence number comes from it. */
export interface Random {
  /** 0 to 2^32 - 1. */
  u32(): number;
  /** 0 to limit - 1. */
  below(limit: number): number;
  bytes(length: number): Uint8Array;
}

/** One stream of typed events. Parts of the kernel emit; strace, pktrace, the pictures and failing tests listen. */
export interface Trace {
  /** False while nobody listens: build no event then. */
  readonly active: boolean;
  emit(event: TraceEvent): void;
}

export type TraceEvent =
  | {
      kind: 'syscall';
      pid: number;
      comm: string;
      name: string;
      args: readonly unknown[];
      argKinds: readonly string[];
      result?: unknown;
      errno?: string;
      atMs: number;
    }
  | { kind: 'switch'; from: number; to: number; atMs: number }
  | { kind: 'process'; what: 'clone' | 'exec' | 'exit'; pid: number; parent: number; comm: string; detail?: string; atMs: number }
  | { kind: 'signal'; pid: number; signal: string; from: number; atMs: number }
  | { kind: 'packet'; netns: number; device: string; where: string; packet: number; summary: string; atMs: number }
  | {
      kind: 'verdict';
      netns: number;
      packet: number;
      hook: string;
      table: string;
      chain: string;
      rule?: number;
      text: string;
      verdict: string;
      atMs: number;
    }
  | { kind: 'drop'; netns: number; packet: number; reason: string; atMs: number }
  | { kind: 'mount'; what: 'mount' | 'umount'; target: string; source: string; type: string; atMs: number };

/** The kernel's ring buffer (dmesg); priority as syslog(2), 0 emergency to 7 debug. */
export interface KernelLog {
  print(priority: number, text: string): void;
  readonly lines: readonly { seconds: number; priority: number; text: string }[];
  clear(): void;
}

/** The only way the outside comes in. Answers are part of the journal. */
export interface Host {
  /** The module behind an executable file; undefined where there is none. The world stands still until it is there. */
  loadProgram(id: string): Promise<Program | undefined>;
}

export interface KernelContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly log: KernelLog;
  readonly host: Host;
  /** Runs work after the current system call and before the next thread (packets, mostly), in order. As Linux's softirqs. */
  softirq(work: () => void): void;
  /** Things of which a machine has one and which live above this file (sysctl tree, process table, cgroup root …), by the module that owns them. */
  readonly singletons: Map<symbol, unknown>;
}

/** A machine's one T, made at first use: `const table = singleton(kernel, TABLE, () => new ProcessTable())`. */
export function singleton<T>(kernel: KernelContext, key: symbol, make: () => T): T {
  let value = kernel.singletons.get(key) as T | undefined;
  if (value === undefined) kernel.singletons.set(key, (value = make()));
  return value;
}
