// A machine that somebody uses: what comes from outside is written down, and what was written down can be done again.

import type { Outside } from '../kernel/sched/scheduler.ts';
import type { Boot } from '../port/machine.ts';
import { type Input, type SavedWorld, saveWorld } from './journal.ts';
import { type LineResult, loadServices, Machine, type Services } from './machine.ts';
import type { Programs } from './programs.ts';
import { type Listener, Terminals } from './terminals.ts';
import { World } from './world.ts';

export interface LiveOptions {
  programs: Programs;
  outside: Outside;
  setup: Boot;
  seed: number;
  /** The time of day when the world begins, in milliseconds since 1970. */
  realtimeMs: number;
  listener: Listener;
}

export class LiveMachine {
  readonly machine: Machine;
  readonly terminals: Terminals;
  readonly #options: LiveOptions;
  #services: Services | undefined;
  #onServices: ((result: LineResult) => void) | undefined;

  private constructor(machine: Machine, options: LiveOptions) {
    this.machine = machine;
    this.#options = options;
    this.terminals = new Terminals(machine, options.listener);
  }

  /** Boots until a shell can be opened; a workshop host's services are not started yet. The world is at rest: `machine.wake()` lets it go on. */
  static async boot(options: LiveOptions): Promise<LiveMachine> {
    const { programs, outside, setup, seed, realtimeMs } = options;
    const world = new World({ seed, outside, loadProgram: id => programs.load(id), realtimeMs });
    const machine = setup === 'workshop' ? await Machine.bootHost(world, programs, setup) : await Machine.boot(world, programs, setup);
    return new LiveMachine(machine, options);
  }

  get world(): World {
    return this.machine.world;
  }

  /** Does what an input says at the next moment between two system calls, and writes it down. */
  input(what: Input): void {
    this.world.input(what, this.#perform);
  }

  /** Starts a workshop host's services; resolves when they are there. Throws Error where they don't come up. */
  async startServices(): Promise<void> {
    this.#services = await loadServices();
    const { output, status } = await new Promise<LineResult>(resolve => {
      this.#onServices = resolve;
      this.input({ kind: 'services' });
    });
    if (status !== 0) throw new Error(`the services did not come up (status ${status}): ${output}`);
  }

  /** The journal so far. */
  save(): string {
    const { setup, seed, realtimeMs } = this.#options;
    return saveWorld({ version: 1, setup, seed, realtimeMs, journal: this.world.journal });
  }

  /** Does again what a journal holds, from a fresh boot on. The world is paused right after the last entry: its clock jumps until then. */
  async replay({ journal }: SavedWorld): Promise<void> {
    this.#services = await loadServices();
    if (journal.length === 0) return;
    const done = new Promise<void>(resolve => {
      this.world.replay(journal, what => {
        this.#perform(what);
        if (this.world.journal.length < journal.length) return;
        this.machine.rest();
        resolve();
      });
    });
    this.machine.wake();
    await done;
  }

  readonly #perform = (what: Input): void => {
    if (what.kind === 'services') this.machine.startServices(this.#services!, result => this.#onServices?.(result));
    else if (what.kind !== 'time') this.terminals.perform(what);
  };
}
