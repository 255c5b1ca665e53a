// RESP2, the protocol of Redis: commands as arrays of bulk strings, replies in five kinds. redis.io/docs, "Redis serialization protocol".

import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';

export type Reply = { status: string } | { error: string } | number | string | null | readonly Reply[];

const CRLF = '\r\n';
const decoder = new TextDecoder();
const encoder = new TextEncoder();
const bulk = (text: string): string => `$${encoder.encode(text).length}${CRLF}${text}${CRLF}`;

/** A reply as it goes over the wire. */
export function writeReply(reply: Reply): string {
  if (reply === null) return `$-1${CRLF}`;
  if (typeof reply === 'number') return `:${reply}${CRLF}`;
  if (typeof reply === 'string') return bulk(reply);
  if ('status' in reply) return `+${reply.status}${CRLF}`;
  if ('error' in reply) return `-${reply.error}${CRLF}`;
  return `*${reply.length}${CRLF}${reply.map(writeReply).join('')}`;
}

/** A command as a client sends it. */
export const writeCommand = (words: readonly string[]): string => `*${words.length}${CRLF}${words.map(bulk).join('')}`;

/** Reads replies, and commands (which are replies of arrays of strings, or a line of words). */
export class RespReader {
  readonly #sys: Sys;
  readonly #fd: Fd;
  #bytes = new Uint8Array(0);

  constructor(sys: Sys, fd: Fd) {
    this.#sys = sys;
    this.#fd = fd;
  }

  /** The next value; undefined at the end. Throws RangeError on what is no RESP. */
  async next(): Promise<Reply | undefined> {
    const line = await this.#line();
    if (line === undefined) return undefined;
    const rest = line.slice(1);
    switch (line[0]) {
      case '+':
        return { status: rest };
      case '-':
        return { error: rest };
      case ':':
        return Number(rest);
      case '$':
        return Number(rest) < 0 ? null : this.#bulk(Number(rest));
      case '*': {
        const replies: Reply[] = [];
        for (let count = Number(rest); count > 0; count--) {
          const reply = await this.next();
          if (reply === undefined) throw new RangeError('unexpected end');
          replies.push(reply);
        }
        return replies;
      }
      default:
        return line.split(/\s+/).filter(Boolean);
    }
  }

  async #fill(): Promise<boolean> {
    const more = await this.#sys.read(this.#fd, 65536);
    if (more.length === 0) return false;
    const joined = new Uint8Array(this.#bytes.length + more.length);
    joined.set(this.#bytes);
    joined.set(more, this.#bytes.length);
    this.#bytes = joined;
    return true;
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#bytes.indexOf(10);
      if (end >= 0) {
        const line = decoder.decode(this.#bytes.subarray(0, end)).replace(/\r$/, '');
        this.#bytes = this.#bytes.subarray(end + 1);
        return line;
      }
      if (!(await this.#fill())) return undefined;
    }
  }

  async #bulk(length: number): Promise<string> {
    while (this.#bytes.length < length + 2) if (!(await this.#fill())) throw new RangeError('unexpected end');
    const text = decoder.decode(this.#bytes.subarray(0, length));
    this.#bytes = this.#bytes.subarray(length + 2);
    return text;
  }
}
