// rand() and srand(): the additive generator of BSD's random(3), as gawk 5.3 has it built in.

const DEGREE = 63;
const DISTANCE = 1;
const DIVISOR = 2147483648;

export class Random {
  #state: number[] = [];
  #front = 0;
  #rear = 0;

  constructor(seed = 1) {
    this.seed(seed);
  }

  /** As srandom(3). */
  seed(seed: number): void {
    const state = [Math.trunc(seed) | 0];
    for (let at = 1; at < DEGREE; at++) {
      let previous = state[at - 1]!;
      // Park and Miller's minimal standard, which knows no 0.
      if (previous === 0) previous = 123459876;
      const high = Math.trunc(previous / 127773);
      const low = previous % 127773;
      let value = 16807 * low - 2836 * high;
      if (value < 0) value += 2147483647;
      state.push(value);
    }
    this.#state = state;
    this.#front = DISTANCE;
    this.#rear = 0;
    for (let round = 0; round < 10 * DEGREE; round++) this.#next();
  }

  #next(): number {
    const state = this.#state;
    const sum = (state[this.#front]! + state[this.#rear]!) | 0;
    state[this.#front] = sum;
    this.#front = (this.#front + 1) % DEGREE;
    this.#rear = (this.#rear + 1) % DEGREE;
    return (sum >>> 1) & 0x7fffffff;
  }

  /** At least 0 and below 1. */
  rand(): number {
    for (;;) {
      const first = this.#next();
      const second = this.#next();
      const value = 0.5 + (first / DIVISOR + second) / DIVISOR - 0.5;
      if (value < 1) return value;
    }
  }
}
