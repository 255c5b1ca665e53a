// Output on its way to the page: gathered for a turn of the event loop, and held back while the page has not answered for what was sent.

import type { HostTerminal } from '../kernel/tty/host-terminal.ts';
import type { OnOutput } from '../port/machine.ts';

/** How much may be on its way, unanswered, before the terminal is held. */
const IN_FLIGHT_BYTES_MAX = 512 * 1024;

export class OutputGate {
  readonly #send: OnOutput;
  readonly #terminal: () => HostTerminal | undefined;
  #pieces: Uint8Array[] = [];
  #gathered = 0;
  #inFlight = 0;
  #planned = false;

  constructor(send: OnOutput, terminal: () => HostTerminal | undefined) {
    this.#send = send;
    this.#terminal = terminal;
  }

  push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#gathered += bytes.length;
    if (this.#gathered + this.#inFlight > IN_FLIGHT_BYTES_MAX) this.#terminal()?.hold();
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => this.#flush());
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
      if (this.#inFlight <= IN_FLIGHT_BYTES_MAX / 2) this.#terminal()?.release();
    };
    void Promise.resolve(this.#send(whole)).then(answered, answered);
  }
}
