// Reading, writing, complaining: what nearly every program needs. Words as glibc's error(3) prints them.

import { Errno } from '../../abi/errno.ts';
import type { Program } from '../../abi/program.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';

export const STDIN: Fd = 0;
export const STDOUT: Fd = 1;
export const STDERR: Fd = 2;

/** The most that one read asks for, as coreutils' cat and cp do. */
export const CHUNK_BYTES = 131072;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const encode = (text: string): Uint8Array => encoder.encode(text);
/** Bytes that are no UTF-8 become U+FFFD: for text that is looked at, not for bytes that pass through. */
export const decode = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Types a program by its shape. */
export const program = (definition: Program): Program => definition;

/** Writes all of it, however short the writes. */
export async function writeAll(sys: Sys, fd: Fd, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += await sys.write(fd, at === 0 ? bytes : bytes.subarray(at));
}

/** Text to a descriptor, in one write where it is taken whole. */
export const print = (sys: Sys, text: string, fd: Fd = STDOUT): Promise<void> =>
  text === '' ? Promise.resolve() : writeAll(sys, fd, encode(text));

/** Text to standard error. */
export const warn = (sys: Sys, text: string): Promise<void> => print(sys, text, STDERR);

/** The bytes of a descriptor, as they come. */
export async function* chunks(sys: Sys, fd: Fd, max: number = CHUNK_BYTES): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = await sys.read(fd, max);
    if (bytes.length === 0) return;
    yield bytes;
  }
}

/** Everything up to end of file. */
export async function readAll(sys: Sys, fd: Fd): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of chunks(sys, fd)) parts.push(bytes);
  return concat(parts);
}

/** A whole file by its path. */
export async function readFile(sys: Sys, path: string): Promise<Uint8Array> {
  const fd = await sys.open(path, { read: true, cloexec: true });
  try {
    return await readAll(sys, fd);
  } finally {
    await sys.close(fd);
  }
}

export const readText = async (sys: Sys, path: string): Promise<string> => decode(await readFile(sys, path));

/** Makes or replaces a file's contents. */
export async function writeFile(
  sys: Sys,
  path: string,
  contents: string | Uint8Array,
  mode = 0o666,
  how: { append?: boolean } = {},
): Promise<void> {
  const fd = await sys.open(path, { write: true, create: true, truncate: !how.append, append: how.append ?? false, cloexec: true }, mode);
  try {
    await writeAll(sys, fd, typeof contents === 'string' ? encode(contents) : contents);
  } finally {
    await sys.close(fd);
  }
}

/** One array of several. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Lines of a descriptor without their newline; the last one may have had none (`ended` false). Bytes stay bytes: each char is one byte where `latin1`. */
export async function* lines(sys: Sys, fd: Fd): AsyncGenerator<string> {
  const stream = new TextDecoder();
  let rest = '';
  for await (const bytes of chunks(sys, fd)) {
    const parts = (rest + stream.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop()!;
    yield* parts;
  }
  rest += stream.decode();
  if (rest !== '') yield rest;
}

/** Prints "NAME: SUBJECT: words of the error" and gives 1. Rethrows what is not an Errno: that is a bug. */
export async function complain(sys: Sys, name: string, subject: string, error: unknown): Promise<1> {
  if (!(error instanceof Errno)) throw error;
  await warn(sys, `${name}: ${subject === '' ? '' : `${subject}: `}${error.message}\n`);
  return 1;
}

/** The words of an Errno; rethrows anything else. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Errno)) throw error;
  return error.message;
}

/** Gathers output and writes it in blocks, as stdio does on a pipe: for programs that print many small pieces. */
export class Output {
  readonly #sys: Sys;
  readonly #fd: Fd;
  #text: string[] = [];
  #length = 0;

  constructor(sys: Sys, fd: Fd = STDOUT) {
    this.#sys = sys;
    this.#fd = fd;
  }

  /** Undefined, or a promise to await where the buffer was full. */
  print(text: string): Promise<void> | undefined {
    this.#text.push(text);
    this.#length += text.length;
    return this.#length >= 65536 ? this.flush() : undefined;
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return;
    const text = this.#text.join('');
    this.#text = [];
    this.#length = 0;
    await print(this.#sys, text, this.#fd);
  }
}
