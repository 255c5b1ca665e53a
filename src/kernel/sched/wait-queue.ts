// Where threads sleep until a condition may hold. A system call's body returns the queue it would sleep on and is called again when woken,
// as xv6's `while (!condition) sleep(queue)`.

/** A list of callbacks that `wake` runs once each, in the order they came. */
export class WaitQueue {
  #sleepers: (() => void)[] = [];

  /** A queue that is woken when any of the others is; it leaves them all then. What poll(2) sleeps on. */
  static any(queues: readonly WaitQueue[]): WaitQueue {
    const one = queues.length === 1 ? queues[0] : undefined;
    return one ?? new AnyQueue(queues);
  }

  get empty(): boolean {
    return this.#sleepers.length === 0;
  }

  /** Calls `woken` at the next wake. */
  add(woken: () => void): void {
    this.#sleepers.push(woken);
  }

  /** Takes a callback off again, where it has not been called. */
  remove(woken: () => void): void {
    const at = this.#sleepers.indexOf(woken);
    if (at >= 0) this.#sleepers.splice(at, 1);
  }

  /** Wakes all that sleep now; who sleeps again while this runs waits for the next wake. */
  wake(): void {
    if (this.#sleepers.length === 0) return;
    const sleepers = this.#sleepers;
    this.#sleepers = [];
    for (const woken of sleepers) woken();
  }
}

class AnyQueue extends WaitQueue {
  readonly #queues: readonly WaitQueue[];
  readonly #woken = (): void => {
    this.#leave();
    this.wake();
  };

  constructor(queues: readonly WaitQueue[]) {
    super();
    this.#queues = queues;
  }

  override add(woken: () => void): void {
    if (this.empty) for (const queue of this.#queues) queue.add(this.#woken);
    super.add(woken);
  }

  override remove(woken: () => void): void {
    super.remove(woken);
    if (this.empty) this.#leave();
  }

  #leave(): void {
    for (const queue of this.#queues) queue.remove(this.#woken);
  }
}
