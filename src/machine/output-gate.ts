// Output on its way to the page: gathered for a turn of the event loop, and held back while the page has not answered for what was sent.

import type { OnOutput } from '../port/machine.ts';

/** How much may be on its way, unanswered, before the terminal is held: what the page still has to show when Ctrl-C is pressed. */
const IN_FLIGHT_BYTES_MAX = 128 * 1024;

export class OutputGate {
  readonly #send: OnOutput;
  readonly #onHold: (held: boolean) => void;
  #pieces: Uint8Array[] = [];
  #gathered = 0;
  #inFlight = 0;
  #planned = false;
  #held = false;

  /** `onHold` is told to stop the output, and to let it go on. */
  constructor(send: OnOutput, onHold: (held: boolean) => void) {
    this.#send = send;
    this.#onHold = onHold;
  }

  push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#gathered += bytes.length;
    if (this.#gathered + this.#inFlight > IN_FLIGHT_BYTES_MAX) this.#hold(true);
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => this.#flush());
  }

  #hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    this.#onHold(held);
  }

  #flush(): void {
    this.#planned = false;
    if (this.#gathered === 0) return;
    const whole = new Uint8Array(this.#gathered);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#gathered = 0;
    const { length } = whole;
    this.#inFlight += length;
    const answered = (): void => {
      this.#inFlight -= length;
      if (this.#inFlight <= IN_FLIGHT_BYTES_MAX / 2) this.#hold(false);
    };
    void Promise.resolve(this.#send(whole)).then(answered, answered);
  }
}
