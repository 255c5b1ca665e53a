// The stream of events that strace, pktrace, the pictures and failing tests listen to.

import type { Trace, TraceEvent } from './context.ts';

export class EventTrace implements Trace {
  readonly #listeners = new Set<(event: TraceEvent) => void>();
  active = false;

  emit(event: TraceEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Gives each event from now on to the listener; the result ends that. */
  listen(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    this.active = true;
    return () => {
      this.#listeners.delete(listener);
      this.active = this.#listeners.size > 0;
    };
  }
}
