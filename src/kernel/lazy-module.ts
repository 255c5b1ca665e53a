// A part of the kernel that is fetched when it is first needed, as modprobe(8) does for the kernel's request_module().

import { StandStill } from './sched/stand-still.ts';

export class LazyModule<T> {
  readonly #load: () => Promise<T>;
  #module: T | undefined;
  #failure: { error: unknown } | undefined;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /**
   * The module. Throws StandStill where it has to be fetched first: call it before a system call's body changes anything. Throws the
   * error where it could not be fetched; the next call tries again.
   */
  get(): T {
    if (this.#module !== undefined) return this.#module;
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = undefined;
      throw error;
    }
    throw new StandStill(
      this.#load().then(
        module => {
          this.#module = module;
        },
        (error: unknown) => {
          this.#failure = { error };
        },
      ),
    );
  }
}
