// The json-file log driver: a line of JSON for each line of output, and reading them back. As moby's daemon/logger/jsonfilelog.

import type { Sys } from '../../../abi/sys.ts';
import type { Fd, Timespec } from '../../../abi/types.ts';
import { decode, encode, readFile, writeAll } from '../../../userland/lib/io.ts';
import { unless } from '../errors.ts';
import type { Condition } from '../sync.ts';
import { compareTimes, now, parseRfc3339, rfc3339Nano } from '../time.ts';

/** A line longer than this is kept in pieces. */
const LINE_BYTES_MAX = 16384;

export interface LogLine {
  log: string;
  stream: 'stdout' | 'stderr';
  time: string;
  attrs?: Record<string, string>;
}

/** JSON with the escapes that Go's encoder makes of <, > and &. */
const escaped = (text: string): string =>
  JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

export class LogWriter {
  readonly #fd: Fd;
  readonly #more: string;
  readonly #rest = { stdout: '', stderr: '' };
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  /** Told of each new line: `logs --follow` waits on it. */
  readonly grew: Condition;
  readonly #options: { sizeBytesMax: number; files: number; path: string };
  #size = 0;

  constructor(fd: Fd, grew: Condition, attributes: Record<string, string>, options: { sizeBytesMax: number; files: number; path: string }) {
    this.#fd = fd;
    this.grew = grew;
    this.#options = options;
    this.#more = Object.keys(attributes).length > 0 ? `"attrs":${JSON.stringify(attributes)},` : '';
  }

  /** Output as it comes; lines are written once they are whole. */
  async write(sys: Sys, stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void> {
    const text = this.#rest[stream] + this.#decoders[stream].decode(bytes, { stream: true });
    const lines = text.split('\n');
    let rest = lines.pop()!;
    const whole = lines.map(line => `${line}\n`);
    while (rest.length >= LINE_BYTES_MAX) {
      whole.push(rest.slice(0, LINE_BYTES_MAX));
      rest = rest.slice(LINE_BYTES_MAX);
    }
    this.#rest[stream] = rest;
    await this.#put(sys, stream, whole);
  }

  async #put(sys: Sys, stream: 'stdout' | 'stderr', lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const time = rfc3339Nano(await now(sys));
    const bytes = encode(lines.map(log => `{"log":${escaped(log)},"stream":"${stream}",${this.#more}"time":"${time}"}\n`).join(''));
    if (this.#options.sizeBytesMax > 0 && this.#size + bytes.length > this.#options.sizeBytesMax) await this.#rotate(sys);
    this.#size += bytes.length;
    await writeAll(sys, this.#fd, bytes);
    await this.grew.notify(sys);
  }

  /** Moves what is there to "-json.log.1" and so on, as max-size and max-file ask for. */
  async #rotate(sys: Sys): Promise<void> {
    const { path, files } = this.#options;
    if (files > 1) {
      for (let number = files - 1; number > 1; number--)
        await unless(['ENOENT'], () => sys.rename(`${path}.${number - 1}`, `${path}.${number}`));
      const copy = await sys.open(`${path}.1`, { write: true, create: true, truncate: true, cloexec: true }, 0o640);
      await writeAll(sys, copy, await readFile(sys, path));
      await sys.close(copy);
    }
    await sys.ftruncate(this.#fd, 0);
    this.#size = 0;
  }

  /** What came without a newline at its end. */
  async close(sys: Sys): Promise<void> {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#rest[stream] !== '') await this.#put(sys, stream, [this.#rest[stream]]);
      this.#rest[stream] = '';
    }
    await sys.close(this.#fd);
    await this.grew.notify(sys);
  }
}

/** Opens a container's log to go on with it. */
export async function openLog(
  sys: Sys,
  path: string,
  grew: Condition,
  attributes: Record<string, string>,
  options: Readonly<Record<string, string>>,
): Promise<LogWriter> {
  const fd = await sys.open(path, { write: true, create: true, append: true, cloexec: true }, 0o640);
  const match = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(options['max-size'] ?? '');
  const scale = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(match?.[2] ?? '').toLowerCase() as '' | 'k' | 'm' | 'g'];
  const sizeBytesMax = match ? Number(match[1]) * scale : 0;
  return new LogWriter(fd, grew, attributes, { sizeBytesMax, files: Number(options['max-file'] ?? 1), path });
}

export interface LogQuery {
  stdout: boolean;
  stderr: boolean;
  since: Timespec | undefined;
  until: Timespec | undefined;
  /** The last so many lines; undefined is all. */
  tail: number | undefined;
}

/** The lines of a log file from an offset on, and the offset after the last whole one. */
export async function readLog(sys: Sys, path: string, from: number): Promise<{ lines: LogLine[]; end: number }> {
  const bytes = await unless(['ENOENT'], () => readFile(sys, path));
  if (!bytes) return { lines: [], end: 0 };
  // Shorter than before: it was rotated.
  const start = from > bytes.length ? 0 : from;
  const end = bytes.lastIndexOf(10) + 1;
  const text = decode(bytes.subarray(start, Math.max(start, end)));
  const lines = text.split('\n').filter(line => line !== '');
  return { lines: lines.map(line => JSON.parse(line) as LogLine), end: Math.max(start, end) };
}

/** Those that a query asks for. */
export function selectLines(lines: readonly LogLine[], query: LogQuery): LogLine[] {
  const inTime = lines.filter(({ time }) => {
    const at = parseRfc3339(time);
    if (!at) return true;
    return (!query.since || compareTimes(at, query.since) >= 0) && (!query.until || compareTimes(at, query.until) <= 0);
  });
  const last = query.tail === undefined ? inTime : query.tail === 0 ? [] : inTime.slice(-query.tail);
  return last.filter(({ stream }) => (stream === 'stdout' ? query.stdout : query.stderr));
}
