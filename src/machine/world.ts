// A world: machines that share one clock, one scheduler and one seed. Same seed, same images, same input: the same world.

import type { Program } from '../abi/program.ts';
import { Kernel, type KernelOptions } from '../kernel/kernel.ts';
import { CATCH_UP, type Outside, Scheduler } from '../kernel/sched/scheduler.ts';
import { WorldClock } from '../kernel/sched/world-clock.ts';
import type { Input, JournalEntry } from './journal.ts';

export interface WorldOptions {
  seed: number;
  outside: Outside;
  /** A program's module by its id; undefined where there is none. */
  loadProgram(id: string): Promise<Program | undefined>;
  /** The time of day when the world begins, in milliseconds since 1970. Left out, the moment the recorded hosts were set up. */
  realtimeMs?: number;
}

/** 2026-11-24T12:00:00Z: when the recorded hosts were set up. */
export const EPOCH_MS = 1_795_521_600_000;

const TIME: Input = { kind: 'time' };

export class World {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly clock: WorldClock;
  readonly kernels: Kernel[] = [];
  /** What came from outside since the recording began, and where it fell. */
  readonly journal: JournalEntry[] = [];
  readonly #options: WorldOptions;
  /** What each piece of input says that waits for its moment. */
  readonly #inputs = new Map<() => void, Input>();
  readonly #programs = new Map<string, Promise<Program | undefined>>();

  constructor(options: WorldOptions) {
    this.#options = options;
    this.seed = options.seed;
    this.clock = new WorldClock();
    this.scheduler = new Scheduler(this.clock, options.outside);
    this.scheduler.onInput = (position, atMs, run) => {
      const what = run === CATCH_UP ? TIME : this.#inputs.get(run);
      this.#inputs.delete(run);
      if (what) this.journal.push({ position, atMs, what });
    };
  }

  /** Adds a machine that is not booted yet. Machines differ in their seed by their place in the world. */
  addKernel(options: Pick<KernelOptions, 'hostname' | 'root' | 'onReboot'>): Kernel {
    const kernel = new Kernel({
      ...options,
      scheduler: this.scheduler,
      realtimeMs: (this.#options.realtimeMs ?? EPOCH_MS) + this.clock.nowMs,
      seed: this.seed + this.kernels.length * 7919,
      host: { loadProgram: id => this.#loadProgram(id) },
    });
    this.kernels.push(kernel);
    return kernel;
  }

  /** Does what an input says between two system calls, and writes it down. */
  input(what: Input, perform: (what: Input) => void): void {
    const run = (): void => perform(what);
    this.#inputs.set(run, what);
    this.scheduler.interrupt(run);
  }

  /** Does again what a journal holds, each entry where it fell. The world must be made from the same seed and images. */
  replay(journal: readonly JournalEntry[], perform: (what: Input) => void): void {
    for (const entry of journal) {
      this.scheduler.plan(entry.position, entry.atMs, () => {
        this.journal.push(entry);
        perform(entry.what);
      });
    }
  }

  #loadProgram(id: string): Promise<Program | undefined> {
    let loading = this.#programs.get(id);
    if (!loading) this.#programs.set(id, (loading = this.#options.loadProgram(id)));
    return loading;
  }
}
