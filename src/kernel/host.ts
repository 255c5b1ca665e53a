// The only way the outside comes in: programs by their module's id, each loaded once.

import type { Program } from '../abi/program.ts';
import type { Host } from './context.ts';
import { StandStill } from './sched/stand-still.ts';

/** Remembers what a host has loaded, so that running a program a second time needs no promise. */
export class ProgramCache {
  readonly #host: Host;
  readonly #programs = new Map<string, Program | undefined>();
  readonly #failures = new Map<string, unknown>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** The module's program, or undefined where there is none. Throws StandStill where it has to be fetched first. */
  get(id: string): Program | undefined {
    if (this.#programs.has(id)) return this.#programs.get(id);
    const failure = this.#failures.get(id);
    if (failure !== undefined) {
      this.#failures.delete(id);
      throw failure;
    }
    const loading = this.#host.loadProgram(id).then(
      program => void this.#programs.set(id, program),
      (error: unknown) => void this.#failures.set(id, error),
    );
    throw new StandStill(loading);
  }
}
