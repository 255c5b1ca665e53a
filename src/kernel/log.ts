// The kernel's ring buffer, which dmesg reads.

import type { Clock, KernelLog } from './context.ts';

const LINES_MAX = 4096;

export class RingLog implements KernelLog {
  readonly #clock: Clock;
  readonly lines: { seconds: number; priority: number; text: string }[] = [];
  /** Told of each line: a console, a failing test. */
  onLine: ((priority: number, text: string) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  print(priority: number, text: string): void {
    for (const line of text.split('\n')) this.lines.push({ seconds: this.#clock.monotonicMs / 1000, priority, text: line });
    if (this.lines.length > LINES_MAX) this.lines.splice(0, this.lines.length - LINES_MAX);
    this.onLine?.(priority, text);
  }

  clear(): void {
    this.lines.length = 0;
  }
}
