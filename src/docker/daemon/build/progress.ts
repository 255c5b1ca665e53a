// What a build tells while it runs: its steps, what is counted in them, their output. As buildkit's util/progress.

import type { Sys } from '../../../abi/sys.ts';
import { encode } from '../../../userland/lib/io.ts';
import type { BuildMessage, BuildStatus, Vertex, VertexStatus } from '../../api/build.ts';
import type { ResponseStream } from '../http.ts';
import { digestOf } from '../ids.ts';
import { now } from '../time.ts';

export class Progress {
  readonly #sys: Sys;
  readonly #out: ResponseStream;
  #count = 0;

  constructor(sys: Sys, out: ResponseStream) {
    this.#sys = sys;
    this.#out = out;
  }

  async #at(sys: Sys = this.#sys): Promise<number> {
    const { seconds, nanoseconds } = await now(sys);
    return seconds + nanoseconds / 1e9;
  }

  async message(message: BuildMessage, sys: Sys = this.#sys): Promise<void> {
    await this.#out.write(`${JSON.stringify(message)}\n`, sys);
  }

  #trace(part: Partial<BuildStatus>, sys: Sys = this.#sys): Promise<void> {
    return this.message({ id: 'moby.buildkit.trace', aux: { vertexes: [], statuses: [], logs: [], warnings: [], ...part } }, sys);
  }

  /** A step that begins. */
  async start(name: string): Promise<Step> {
    const digest = digestOf(encode(`${this.#count++} ${name}`));
    const vertex: Vertex = { digest, name, started: await this.#at() };
    await this.#trace({ vertexes: [vertex] });
    return {
      finish: async ending => {
        await this.#trace({ vertexes: [{ ...vertex, completed: await this.#at(), ...ending }] });
      },
      count: async (what, current, done = true) => {
        const at = await this.#at();
        const status: VertexStatus = { id: what, vertex: digest, name: what, current, total: 0, timestamp: at, started: at };
        await this.#trace({ statuses: [done ? { ...status, completed: at } : status] });
      },
      warn: async short => {
        await this.#trace({ warnings: [{ vertex: digest, level: 1, short: short, detail: [] }] });
      },
      log: async (sys, stream, text) => {
        await this.#trace({ logs: [{ vertex: digest, stream, msg: text, timestamp: await this.#at(sys) }] }, sys);
      },
    };
  }
}

export interface Step {
  finish(ending?: { cached?: boolean; error?: string }): Promise<void>;
  /** Something that is counted: "transferring context". */
  count(what: string, current: number, done?: boolean): Promise<void>;
  /** A finding of the checks: "RULE: words (line N)". */
  warn(short: string): Promise<void>;
  /** Output, told by the thread that reads it. */
  log(sys: Sys, stream: 1 | 2, text: string): Promise<void>;
}
