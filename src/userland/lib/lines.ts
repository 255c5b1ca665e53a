// Lines of a stream, a chunk's worth at a time: what is read in one system call is split in one go, so a line costs no await.

import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { type Codec, fromBytes } from './bytes.ts';
import { CHUNK_BYTES, concat } from './io.ts';

/** Some whole lines without their delimiter; `ended` is false where the stream's last line has none. */
export interface Batch {
  lines: string[];
  ended: boolean;
}

export interface LineFormat {
  codec?: Codec;
  /** The byte after each line: 10 by default, 0 for -z. */
  delimiter?: number;
}

/** The lines of a descriptor. A batch never is empty. */
export async function* lineBatches(sys: Sys, fd: Fd, { codec = 'text', delimiter = 10 }: LineFormat = {}): AsyncGenerator<Batch> {
  const mark = String.fromCharCode(delimiter);
  let held: Uint8Array[] = [];
  for (;;) {
    const bytes = await sys.read(fd, CHUNK_BYTES);
    if (bytes.length === 0) break;
    const last = bytes.lastIndexOf(delimiter);
    if (last < 0) {
      held.push(bytes);
      continue;
    }
    const whole = bytes.subarray(0, last);
    const text = fromBytes(held.length > 0 ? concat([...held, whole]) : whole, codec);
    held = last + 1 < bytes.length ? [bytes.subarray(last + 1)] : [];
    yield { lines: text.split(mark), ended: true };
  }
  if (held.length > 0) yield { lines: [fromBytes(concat(held), codec)], ended: false };
}

/** One line after another, with whether its delimiter was there. */
export async function* singleLines(sys: Sys, fd: Fd, format: LineFormat = {}): AsyncGenerator<{ line: string; ended: boolean }> {
  for await (const { lines, ended } of lineBatches(sys, fd, format)) for (const line of lines) yield { line, ended };
}

/** Every line of a descriptor at once, for what cannot stream. */
export async function allLines(sys: Sys, fd: Fd, format: LineFormat = {}): Promise<Batch> {
  const lines: string[] = [];
  let ended = true;
  for await (const batch of lineBatches(sys, fd, format)) {
    for (const line of batch.lines) lines.push(line);
    ended = batch.ended;
  }
  return { lines, ended };
}
