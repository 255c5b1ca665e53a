// HTTP/1.1 over sockets: reading and writing messages, chunked bodies, keep-alive and taking a connection over. As RFC 9112, and Go's net/http
// in what it writes by itself.

import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { concat, decode, encode, writeAll } from './io.ts';

/** Header fields in the order they came, with the spelling they had. */
export type Headers = [name: string, value: string][];

export interface RequestHead {
  method: string;
  /** As on the request line: "/v1.51/info?x=1", or a whole URL for a proxy. */
  target: string;
  version: string;
  headers: Headers;
}

export interface ResponseHead {
  version: string;
  status: number;
  reason: string;
  headers: Headers;
}

/** A message that is not HTTP, or a connection that ended inside of one. */
export class HttpError extends Error {}

const READ_BYTES = 65536;
const HEAD_BYTES_MAX = 1 << 20;

/** The first value of a header, whatever its letters' case. */
export function header(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of headers) if (key.toLowerCase() === wanted) return value;
  return undefined;
}

/** A descriptor's bytes with a place to look ahead in. */
export class ByteReader {
  readonly sys: Sys;
  readonly fd: Fd;
  #held: Uint8Array = new Uint8Array(0);
  #at = 0;
  #ended = false;

  constructor(sys: Sys, fd: Fd) {
    this.sys = sys;
    this.fd = fd;
  }

  /** Whether bytes are held that the next read gives without waiting. */
  get holds(): boolean {
    return this.#at < this.#held.length;
  }

  /** What was read from the descriptor and not yet taken: the first bytes of what follows a hijacked head. */
  takeHeld(): Uint8Array {
    const held = this.#held.subarray(this.#at);
    this.#held = new Uint8Array(0);
    this.#at = 0;
    return held;
  }

  /** Reads more. False at the end of the stream. */
  async #fill(): Promise<boolean> {
    if (this.#ended) return false;
    const bytes = await this.sys.read(this.fd, READ_BYTES);
    if (bytes.length === 0) {
      this.#ended = true;
      return false;
    }
    this.#held = this.#at === this.#held.length ? bytes : concat([this.#held.subarray(this.#at), bytes]);
    this.#at = 0;
    return true;
  }

  /** A line without its CRLF or LF; undefined at the end of the stream. Throws HttpError for one without end. */
  async line(): Promise<string | undefined> {
    let from = this.#at;
    for (;;) {
      const end = this.#held.indexOf(10, from);
      if (end >= 0) {
        const text = decode(this.#held.subarray(this.#at, end > this.#at && this.#held[end - 1] === 13 ? end - 1 : end));
        this.#at = end + 1;
        return text;
      }
      const held = this.#held.length - this.#at;
      if (held > HEAD_BYTES_MAX) throw new HttpError('line too long');
      if (!(await this.#fill())) {
        if (held === 0) return undefined;
        throw new HttpError('unexpected EOF');
      }
      from = this.#at + held;
    }
  }

  /** Up to `max` bytes; empty at the end of the stream. */
  async some(max: number): Promise<Uint8Array> {
    if (this.#at === this.#held.length && !(await this.#fill())) return new Uint8Array(0);
    const bytes = this.#held.subarray(this.#at, this.#at + max);
    this.#at += bytes.length;
    return bytes;
  }
}

async function readHeaders(reader: ByteReader): Promise<Headers> {
  const headers: Headers = [];
  for (;;) {
    const line = await reader.line();
    if (line === undefined) throw new HttpError('unexpected EOF');
    if (line === '') return headers;
    const colon = line.indexOf(':');
    if (colon <= 0) throw new HttpError(`malformed MIME header line: ${line}`);
    headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
}

/** A request's first line and headers; undefined where the other end closed instead. Throws HttpError for what is no request. */
export async function readRequest(reader: ByteReader): Promise<RequestHead | undefined> {
  let line = await reader.line();
  while (line === '') line = await reader.line();
  if (line === undefined) return undefined;
  const match = /^(\S+) (\S+) (HTTP\/\d\.\d)$/.exec(line);
  if (!match) throw new HttpError(`malformed HTTP request "${line}"`);
  return { method: match[1]!, target: match[2]!, version: match[3]!, headers: await readHeaders(reader) };
}

/** A response's status line and headers; interim ones (100 Continue) are passed over. Throws HttpError at an early end. */
export async function readResponse(reader: ByteReader): Promise<ResponseHead> {
  for (;;) {
    const line = await reader.line();
    if (line === undefined) throw new HttpError('EOF');
    const match = /^(HTTP\/\d(?:\.\d)?) (\d{3})(?: (.*))?$/.exec(line);
    if (!match) throw new HttpError(`malformed HTTP response "${line}"`);
    const head = { version: match[1]!, status: Number(match[2]), reason: match[3] ?? '', headers: await readHeaders(reader) };
    if (head.status >= 200 || head.status === 101) return head;
  }
}

/** What frames a body: chunks, a length, or (responses) the end of the stream. */
export type BodyFrame = { kind: 'none' } | { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'close' };

/** How a request's body is framed. */
export function requestBody(head: RequestHead): BodyFrame {
  if (/\bchunked\b/i.test(header(head.headers, 'Transfer-Encoding') ?? '')) return { kind: 'chunked' };
  const bytes = Number(header(head.headers, 'Content-Length') ?? 0);
  return bytes > 0 ? { kind: 'length', bytes } : { kind: 'none' };
}

/** How the body of a response to `method` is framed. */
export function responseBody(head: ResponseHead, method: string): BodyFrame {
  if (method === 'HEAD' || head.status === 204 || head.status === 304 || head.status === 101) return { kind: 'none' };
  if (/\bchunked\b/i.test(header(head.headers, 'Transfer-Encoding') ?? '')) return { kind: 'chunked' };
  const length = header(head.headers, 'Content-Length');
  return length === undefined ? { kind: 'close' } : { kind: 'length', bytes: Number(length) };
}

/** The parts of a body as they come. To be read to its end before the next message. Throws HttpError where the stream ends early. */
export async function* bodyOf(reader: ByteReader, frame: BodyFrame): AsyncGenerator<Uint8Array> {
  if (frame.kind === 'none') return;
  if (frame.kind === 'chunked') return yield* chunkedBody(reader);
  let left = frame.kind === 'length' ? frame.bytes : Number.POSITIVE_INFINITY;
  while (left > 0) {
    const bytes = await reader.some(Math.min(left, READ_BYTES));
    if (bytes.length === 0) {
      if (frame.kind === 'close') return;
      throw new HttpError('unexpected EOF');
    }
    left -= bytes.length;
    yield bytes;
  }
}

async function* chunkedBody(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const line = await reader.line();
    if (line === undefined) throw new HttpError('unexpected EOF');
    let left = Number.parseInt(line, 16);
    if (Number.isNaN(left)) throw new HttpError('invalid byte in chunk length');
    if (left === 0) {
      await readHeaders(reader);
      return;
    }
    while (left > 0) {
      const bytes = await reader.some(left);
      if (bytes.length === 0) throw new HttpError('unexpected EOF');
      left -= bytes.length;
      yield bytes;
    }
    await reader.line();
  }
}

/** A body in one piece. */
export async function wholeBody(reader: ByteReader, frame: BodyFrame): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of bodyOf(reader, frame)) parts.push(bytes);
  return concat(parts);
}

/** Whether the connection may carry another message after this one. */
export const keepsAlive = (head: RequestHead | ResponseHead): boolean => {
  const connection = (header(head.headers, 'Connection') ?? '').toLowerCase();
  return head.version === 'HTTP/1.1' ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection);
};

const REASONS: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'UPGRADED',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  416: 'Requested Range Not Satisfiable',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The words that go with a status number. */
export const reasonOf = (status: number): string => REASONS[status] ?? `status code ${status}`;

const fields = (headers: Headers): string => headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');

/** The text of a request's head, with the empty line that ends it. */
export const requestText = (method: string, target: string, headers: Headers): string =>
  `${method} ${target} HTTP/1.1\r\n${fields(headers)}\r\n`;

/** The text of a response's head, with the empty line that ends it. */
export const responseText = (status: number, headers: Headers, reason: string = reasonOf(status)): string =>
  `HTTP/1.1 ${status} ${reason}\r\n${fields(headers)}\r\n`;

/** Head and body in one write, where they fit. */
export async function writeMessage(sys: Sys, fd: Fd, head: string, body: Uint8Array = new Uint8Array(0)): Promise<void> {
  await writeAll(sys, fd, body.length === 0 ? encode(head) : concat([encode(head), body]));
}

/** One chunk of a chunked body. */
export async function writeChunk(sys: Sys, fd: Fd, bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0) return;
  await writeAll(sys, fd, concat([encode(`${bytes.length.toString(16)}\r\n`), bytes, encode('\r\n')]));
}

/** The end of a chunked body. */
export const writeLastChunk = (sys: Sys, fd: Fd): Promise<void> => writeAll(sys, fd, encode('0\r\n\r\n'));

/** The date of a moment as HTTP writes it: "Wed, 25 Nov 2026 02:44:36 GMT". */
export function httpDate(seconds: number): string {
  const days = Math.floor(seconds / 86400);
  const rest = seconds - days * 86400;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const { year, month, day } = civil(days);
  const weekday = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'][((days % 7) + 7) % 7]!;
  const name = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][month - 1]!;
  return `${weekday}, ${two(day)} ${name} ${year} ${two(rest / 3600)}:${two((rest / 60) % 60)}:${two(rest % 60)} GMT`;
}

/** Year, month and day of a number of days since 1970, by the proleptic Gregorian calendar. */
export function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fifth = Math.floor((5 * ofYear + 2) / 153);
  const month = fifth < 10 ? fifth + 3 : fifth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: ofYear - Math.floor((153 * fifth + 2) / 5) + 1 };
}

/** Percent-decoding; what is no escape stays. "+" is a space where `form`. */
export function percentDecode(text: string, form = false): string {
  const plain = form ? text.replaceAll('+', ' ') : text;
  if (!plain.includes('%')) return plain;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** A query's parameters in order; a name may come more than once. */
export function parseQuery(query: string): [name: string, value: string][] {
  if (query === '') return [];
  return query.split('&').map(pair => {
    const equals = pair.indexOf('=');
    return equals < 0
      ? [percentDecode(pair, true), '']
      : [percentDecode(pair.slice(0, equals), true), percentDecode(pair.slice(equals + 1), true)];
  });
}

/** A query's text, with "?" where there is anything; parameters of undefined are left out. */
export function queryText(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const pairs = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** A connected unix socket to a path. The descriptor is closed where connecting fails; throws the Errno. */
export async function connectUnix(sys: Sys, path: string): Promise<Fd> {
  const fd = await sys.socket('unix', 'stream');
  try {
    await sys.setfl(fd, { cloexec: true });
    await sys.connect(fd, { family: 'unix', path });
  } catch (error) {
    await sys.close(fd);
    throw error;
  }
  return fd;
}
