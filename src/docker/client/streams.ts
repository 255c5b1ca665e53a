// The streams of a container on one connection: frames of stdout and stderr taken apart. As moby's pkg/stdcopy.

import { concat } from '../../userland/lib/io.ts';

/** Takes frames apart as their bytes come, in pieces of any size. */
export class Demultiplexer {
  #held: Uint8Array = new Uint8Array(0);

  /** Gives what of each stream is whole in `bytes` and what was held: 1 is stdout, 2 stderr, 3 the daemon's own error. */
  push(bytes: Uint8Array): { stream: number; data: Uint8Array }[] {
    const all = this.#held.length === 0 ? bytes : concat([this.#held, bytes]);
    const frames: { stream: number; data: Uint8Array }[] = [];
    let at = 0;
    while (all.length - at >= 8) {
      const length = new DataView(all.buffer, all.byteOffset + at + 4, 4).getUint32(0);
      if (all.length - at - 8 < length) break;
      frames.push({ stream: all[at]!, data: all.subarray(at + 8, at + 8 + length) });
      at += 8 + length;
    }
    this.#held = all.subarray(at);
    return frames;
  }
}
