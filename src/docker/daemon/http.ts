// A request as the routes see it, and the ways to answer. As moby's api/server/httputils.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import {
  type BodyFrame,
  type ByteReader,
  bodyOf,
  type Headers,
  header,
  httpDate,
  type RequestHead,
  responseText,
  wholeBody,
  writeChunk,
  writeLastChunk,
  writeMessage,
} from '../../userland/lib/http.ts';
import { decode, encode } from '../../userland/lib/io.ts';
import { API_VERSION, ENGINE_VERSION } from '../api/system.ts';
import { type ApiError, invalid } from './errors.ts';
import { now } from './time.ts';

const SERVER = `Docker/${ENGINE_VERSION} (linux)`;

/** Headers of every answer, in alphabetical order with those of the answer itself, as Go writes them. */
function withOwn(headers: Headers, api = API_VERSION): Headers {
  const own: Headers = [
    ['Api-Version', api],
    ['Docker-Experimental', 'false'],
    ['Ostype', 'linux'],
    ['Server', SERVER],
  ];
  return [...own, ...headers].sort(([left], [right]) => (left < right ? -1 : 1));
}

export class Request {
  readonly sys: Sys;
  readonly fd: Fd;
  readonly head: RequestHead;
  readonly reader: ByteReader;
  readonly frame: BodyFrame;
  readonly path: string;
  readonly query: readonly [string, string][];
  readonly parameters: Readonly<Record<string, string>>;
  /** The body has been read to its end. */
  consumed = false;
  answered = false;
  /** The connection is no more HTTP: a handler took it over. */
  hijacked = false;

  constructor(from: {
    sys: Sys;
    fd: Fd;
    head: RequestHead;
    reader: ByteReader;
    frame: BodyFrame;
    path: string;
    query: readonly [string, string][];
    parameters: Readonly<Record<string, string>>;
  }) {
    this.sys = from.sys;
    this.fd = from.fd;
    this.head = from.head;
    this.reader = from.reader;
    this.frame = from.frame;
    this.path = from.path;
    this.query = from.query;
    this.parameters = from.parameters;
    this.consumed = from.frame.kind === 'none';
  }

  get(name: string): string | undefined {
    return this.query.find(([key]) => key === name)?.[1];
  }

  all(name: string): string[] {
    return this.query.filter(([key]) => key === name).map(([, value]) => value);
  }

  /** As Go's BoolValue: anything but "", "0", "no", "false", "none" is true. */
  flag(name: string, fallback = false): boolean {
    const value = this.get(name);
    if (value === undefined) return fallback;
    return !['', '0', 'no', 'false', 'none'].includes(value.trim().toLowerCase());
  }

  header(name: string): string | undefined {
    return header(this.head.headers, name);
  }

  async body(): Promise<Uint8Array> {
    const bytes = await wholeBody(this.reader, this.frame);
    this.consumed = true;
    return bytes;
  }

  async *parts(): AsyncGenerator<Uint8Array> {
    yield* bodyOf(this.reader, this.frame);
    this.consumed = true;
  }

  /** The JSON of the body. Throws ApiError in the daemon's words where it is none. */
  async json<T>(how: { optional?: boolean } = {}): Promise<T> {
    if (this.frame.kind === 'none') {
      if (how.optional) return {} as T;
      throw invalid('invalid JSON: got EOF while reading request body');
    }
    const type = (this.header('Content-Type') ?? '').split(';')[0]!.trim();
    if (type !== '' && type !== 'application/json') throw invalid(`unsupported Content-Type header (${type}): must be 'application/json'`);
    const text = decode(await this.body()).trim();
    if (text === '') {
      if (how.optional) return {} as T;
      throw invalid('invalid JSON: got EOF while reading request body');
    }
    return parseJson(text) as T;
  }

  async #headers(more: Headers): Promise<Headers> {
    return [...withOwn(more), ['Date', httpDate((await now(this.sys)).seconds)]];
  }

  /** Status and body in one. */
  async send(status: number, body: Uint8Array, headers: Headers = [], sniffed: Headers = []): Promise<void> {
    this.answered = true;
    const all = await this.#headers(headers);
    const bodyless = status === 204 || status === 304;
    if (!bodyless && this.head.method !== 'HEAD') all.push(['Content-Length', String(body.length)]);
    if (!bodyless) move(all, 'Content-Length', 'Date');
    // What Go finds out by itself from the body comes last.
    all.push(...sniffed);
    await writeMessage(this.sys, this.fd, responseText(status, all), bodyless || this.head.method === 'HEAD' ? undefined : body);
  }

  /** JSON as Go's encoder writes it: a newline at its end. */
  async sendJson(value: unknown, status = 200): Promise<void> {
    const body = encode(`${goEscaped(JSON.stringify(value))}\n`);
    // Longer ones Go sends in chunks: it does not know their length when it begins.
    if (body.length < 2048) return this.send(status, body, [['Content-Type', 'application/json']]);
    const stream = await this.stream([['Content-Type', 'application/json']], status);
    await stream.write(body);
    await stream.end();
  }

  noContent(): Promise<void> {
    return this.send(204, new Uint8Array(0));
  }

  /** A body in chunks, as it comes. */
  async stream(headers: Headers, status = 200): Promise<ResponseStream> {
    this.answered = true;
    const all: Headers = [...(await this.#headers(headers)), ['Transfer-Encoding', 'chunked']];
    await writeMessage(this.sys, this.fd, responseText(status, all));
    return new ResponseStream(this.sys, this.fd);
  }

  /** Takes the connection over: both sides then write what they like. Gives the bytes that came already. */
  async hijack(type: string): Promise<Uint8Array> {
    this.answered = true;
    this.hijacked = true;
    const upgrade = this.header('Upgrade') !== undefined;
    const text = upgrade
      ? responseText(101, [['Content-Type', type], ['Connection', 'Upgrade'], ['Upgrade', 'tcp'], ...withOwn([])])
      : responseText(200, [['Content-Type', type]]);
    await writeMessage(this.sys, this.fd, text);
    return this.reader.takeHeld();
  }
}

/** Puts one header before another. */
function move(headers: Headers, name: string, before: string): void {
  const from = headers.findIndex(([key]) => key === name);
  const to = headers.findIndex(([key]) => key === before);
  if (from > to && to >= 0) headers.push(headers.splice(from, 1)[0]!);
}

export class ResponseStream {
  readonly sys: Sys;
  readonly fd: Fd;
  /** The other end is gone. */
  broken = false;

  constructor(sys: Sys, fd: Fd) {
    this.sys = sys;
    this.fd = fd;
  }

  async write(bytes: Uint8Array | string, sys: Sys = this.sys): Promise<void> {
    if (this.broken) return;
    try {
      await writeChunk(sys, this.fd, typeof bytes === 'string' ? encode(bytes) : bytes);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.broken = true;
    }
  }

  async end(sys: Sys = this.sys): Promise<void> {
    if (this.broken) return;
    try {
      await writeLastChunk(sys, this.fd);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.broken = true;
    }
  }
}

/** JSON text with <, > and & as Go's encoder escapes them. */
export const goEscaped = (json: string): string =>
  /[<>&\u2028\u2029]/.test(json)
    ? json.replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : json;

/** Throws ApiError in Go's words. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(`invalid JSON: ${jsonComplaint(text)}`);
  }
  return value;
}

/** Whether a text ends in the middle of a value, as Go would say. */
function jsonComplaint(text: string): string {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
  }
  if (quoted || depth > 0) return 'unexpected EOF';
  const first = text[0] ?? '';
  return `invalid character '${first}' looking for beginning of value`;
}

export type Handler = (request: Request) => Promise<unknown>;

/** "GET /containers/{id}/json" to its handler; what a handler gives is the JSON of a 200, undefined where it has answered. */
export type Routes = Readonly<Record<string, Handler>>;

export interface Route {
  method: string;
  pattern: RegExp;
  names: string[];
  handler: Handler;
}

/** Routes as they are matched: {name} is one part of a path, {name...} the rest of it. */
export function compileRoutes(routes: Routes): Route[] {
  return Object.entries(routes).map(([key, handler]) => {
    const [method = '', path = ''] = key.split(' ');
    const names: string[] = [];
    const source = path.replace(/\{(\w+)(\.\.\.)?\}/g, (_, name: string, rest: string | undefined) => {
      names.push(name);
      return rest ? '(.*)' : '([^/]*)';
    });
    return { method, pattern: new RegExp(`^${source}$`), names, handler };
  });
}

/** The body of an answer of 400 and above. */
export const errorBody = (error: ApiError): Uint8Array => encode(`${goEscaped(JSON.stringify({ message: error.message }))}\n`);
