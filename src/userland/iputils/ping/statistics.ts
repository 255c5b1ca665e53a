// The round trip times of a run, and the lines at its end.

export class Statistics {
  transmitted = 0;
  received = 0;
  duplicates = 0;
  errors = 0;
  corrupted = 0;
  /** The most packets that were on their way at once. */
  pipe = 0;
  startMs = 0;
  /** When the last packet went or came: what "time" is measured to. */
  endMs = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #sum = 0;
  #squares = 0;
  #timed = 0;
  #smoothed = 0;

  /** One round trip, in milliseconds. */
  add(rttMs: number): void {
    const micros = Math.round(rttMs * 1000);
    this.#timed++;
    this.#min = Math.min(this.#min, micros);
    this.#max = Math.max(this.#max, micros);
    this.#sum += micros;
    this.#squares += micros * micros;
    this.#smoothed = this.#timed === 1 ? micros * 8 : this.#smoothed + micros - this.#smoothed / 8;
  }

  /** The smoothed round trip time that -A follows. */
  get smoothedMs(): number {
    return this.#smoothed / 8000;
  }

  /** Lines after the last answer. `ipg`: inter-packet gap is said with -f and -A. */
  text(host: string, how: { ipg: boolean }): string {
    const { transmitted, received } = this;
    let line = `${transmitted} packets transmitted, ${received} received`;
    if (this.duplicates > 0) line += `, +${this.duplicates} duplicates`;
    if (this.corrupted > 0) line += `, +${this.corrupted} corrupted`;
    if (this.errors > 0) line += `, +${this.errors} errors`;
    if (transmitted > 0)
      line += `, ${percent((transmitted - received) * 100, transmitted)}% packet loss, time ${Math.floor(this.endMs - this.startMs)}ms`;
    return `\n--- ${host} ping statistics ---\n${line}\n${this.#times(how)}\n`.replace(
      /\n\n$/,
      received > 0 && this.#timed > 0 ? '\n' : '\n\n',
    );
  }

  #times({ ipg }: { ipg: boolean }): string {
    const parts: string[] = [];
    if (this.received > 0 && this.#timed > 0) {
      const average = this.#sum / this.#timed;
      const deviation = Math.sqrt(Math.max(0, this.#squares / this.#timed - average * average));
      parts.push(`rtt min/avg/max/mdev = ${[this.#min, average, this.#max, deviation].map(milliseconds).join('/')} ms`);
    }
    if (this.pipe > 1) parts.push(`pipe ${this.pipe}`);
    if (ipg && this.received > 0 && this.transmitted > 1) {
      const gap = (this.endMs - this.startMs) / (this.transmitted - 1);
      parts.push(`ipg/ewma ${gap.toFixed(3)}/${this.smoothedMs.toFixed(3)} ms`);
    }
    return parts.join(', ');
  }
}

const milliseconds = (micros: number): string => (Math.floor(micros) / 1000).toFixed(3);

/** A share as printf's %g of a float: at most six digits. */
const percent = (hundred: number, of: number): string => `${Number((hundred / of).toPrecision(6))}`;
