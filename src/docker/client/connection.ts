// The connection to a daemon: requests over its socket, the API version they speak, streams and hijacked connections. As moby's client 28.5.2.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Address, Fd } from '../../abi/types.ts';
import {
  ByteReader,
  bodyOf,
  connectUnix,
  type Headers,
  HttpError,
  header,
  keepsAlive,
  queryText,
  type ResponseHead,
  readResponse,
  requestText,
  responseBody,
  writeChunk,
  writeLastChunk,
  writeMessage,
} from '../../userland/lib/http.ts';
import { concat, decode, encode } from '../../userland/lib/io.ts';
import { ApiError, ConnectionFailed, RequestFailed } from './errors.ts';

export const CLIENT_API_VERSION = '1.51';
const AGENT = 'Docker-Client/28.5.2+dfsg4 (linux)';

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface CallHow {
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it comes, in chunks. */
  stream?: AsyncIterable<Uint8Array>;
  headers?: Headers;
  /** Answers that are no error beside those below 400. */
  allow?: readonly number[];
}

/** An answer whose body is read as it comes. */
export class Reply {
  readonly head: ResponseHead;
  readonly fd: Fd;
  readonly sys: Sys;
  readonly #reader: ByteReader;
  readonly #body: AsyncGenerator<Uint8Array>;
  readonly #finished: () => Promise<void>;

  constructor(sys: Sys, reader: ByteReader, head: ResponseHead, body: AsyncGenerator<Uint8Array>, finished: () => Promise<void>) {
    this.sys = sys;
    this.#reader = reader;
    this.fd = reader.fd;
    this.head = head;
    this.#body = body;
    this.#finished = finished;
  }

  header(name: string): string | undefined {
    return header(this.head.headers, name);
  }

  /** Whether bytes are held that can be read without waiting. */
  get holds(): boolean {
    return this.#reader.holds;
  }

  /** Whether more came within the time; false leaves the reader where it is. */
  async comes(timeoutMs: number): Promise<boolean> {
    return this.#reader.holds || (await this.sys.poll([{ fd: this.fd, want: 'read' }], timeoutMs)).length > 0;
  }

  /** The body's parts, up to its end. */
  async *parts(): AsyncGenerator<Uint8Array> {
    for await (const part of this.#body) yield part;
    await this.#finished();
  }

  async bytes(): Promise<Uint8Array> {
    const all: Uint8Array[] = [];
    for await (const part of this.parts()) all.push(part);
    return concat(all);
  }

  async text(): Promise<string> {
    return decode(await this.bytes());
  }

  /** Lines of JSON, each as it comes. */
  async *lines(): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const part of this.parts()) {
      const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line.trim() !== '') yield line;
    }
    if (rest.trim() !== '') yield rest;
  }

  /** Gives up a body that is not read to its end. */
  async close(): Promise<void> {
    await this.sys.close(this.fd);
  }
}

/** A connection that is a plain stream from now on. */
export interface Hijacked {
  fd: Fd;
  /** What came after the answer's head. */
  held: Uint8Array;
  /** True where stdout and stderr come in frames. */
  multiplexed: boolean;
}

export class Connection {
  readonly sys: Sys;
  /** "unix:///var/run/docker.sock". */
  readonly host: string;
  #version: string | undefined;
  #idle: ByteReader[] = [];

  /** A `version` given is spoken as it is; else it is agreed on by the first call. */
  constructor(sys: Sys, host: string, version?: string) {
    this.sys = sys;
    this.host = host;
    this.#version = version;
  }

  /** The API version that is spoken. */
  async version(): Promise<string> {
    if (this.#version === undefined) {
      const reply = await this.#send('HEAD', '/_ping', {});
      await reply.bytes();
      const theirs = reply.header('Api-Version') ?? '1.24';
      this.#version = older(theirs, CLIENT_API_VERSION) ? theirs : CLIENT_API_VERSION;
    }
    return this.#version;
  }

  /** Asks; throws ApiError for an answer of 400 and above, ConnectionFailed where nobody listens. */
  async call(method: string, path: string, how: CallHow = {}): Promise<Reply> {
    const version = await this.version();
    const reply = await this.#send(method, `/v${version}${path}${queryOf(how.query)}`, how);
    if (reply.head.status >= 400 && !how.allow?.includes(reply.head.status)) throw await errorOf(reply);
    return reply;
  }

  /** Asks for JSON. */
  async json<T>(method: string, path: string, how: CallHow = {}): Promise<T> {
    return JSON.parse(await (await this.call(method, path, how)).text()) as T;
  }

  /** Asks where only success matters. */
  async done(method: string, path: string, how: CallHow = {}): Promise<void> {
    await (await this.call(method, path, how)).bytes();
  }

  /** Asks for the connection itself. */
  async hijack(method: string, path: string, how: CallHow = {}): Promise<Hijacked> {
    const version = await this.version();
    const reader = new ByteReader(this.sys, await this.#dial());
    const body = how.body === undefined ? undefined : encode(JSON.stringify(how.body));
    const headers: Headers = [
      ['Host', this.#hostHeader()],
      ['User-Agent', AGENT],
      ...(body ? ([['Content-Length', String(body.length)]] as Headers) : ([['Content-Length', '0']] as Headers)),
      ['Connection', 'Upgrade'],
      ['Content-Type', body ? 'application/json' : 'text/plain'],
      ['Upgrade', 'tcp'],
    ];
    await writeMessage(this.sys, reader.fd, requestText(method, `/v${version}${path}${queryOf(how.query)}`, headers), body);
    const head = await this.#answer(reader);
    if (head.status >= 400) throw await errorOf(this.#reply(reader, head, method));
    return {
      fd: reader.fd,
      held: reader.takeHeld(),
      multiplexed: header(head.headers, 'Content-Type') !== 'application/vnd.docker.raw-stream',
    };
  }

  async #send(method: string, target: string, how: CallHow): Promise<Reply> {
    const reader = this.#idle.pop() ?? new ByteReader(this.sys, await this.#dial());
    const body = how.body === undefined ? undefined : encode(JSON.stringify(how.body));
    const headers: Headers = [['Host', this.#hostHeader()], ['User-Agent', AGENT], ...(how.headers ?? [])];
    if (body) headers.push(['Content-Length', String(body.length)], ['Content-Type', 'application/json']);
    else if (how.stream) headers.push(['Transfer-Encoding', 'chunked']);
    else if (method === 'POST') headers.push(['Content-Length', '0']);
    await writeMessage(this.sys, reader.fd, requestText(method, target, headers), body);
    if (how.stream) {
      for await (const part of how.stream) await writeChunk(this.sys, reader.fd, part);
      await writeLastChunk(this.sys, reader.fd);
    }
    return this.#reply(reader, await this.#answer(reader), method);
  }

  async #answer(reader: ByteReader): Promise<ResponseHead> {
    try {
      return await readResponse(reader);
    } catch (error) {
      if (error instanceof HttpError) throw new RequestFailed(`error during connect: ${error.message}`);
      throw error;
    }
  }

  #reply(reader: ByteReader, head: ResponseHead, method: string): Reply {
    const body = bodyOf(reader, responseBody(head, method));
    return new Reply(this.sys, reader, head, body, async () => {
      if (keepsAlive(head)) this.#idle.push(reader);
      else await this.sys.close(reader.fd);
    });
  }

  #hostHeader(): string {
    return this.host.startsWith('tcp://') ? this.host.slice(6) : 'api.moby.localhost';
  }

  async #dial(): Promise<Fd> {
    try {
      return this.host.startsWith('unix://') ? await connectUnix(this.sys, this.host.slice(7)) : await this.#dialTcp();
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'EACCES') throw new ConnectionFailed(this.host);
      throw new RequestFailed(`permission denied while trying to connect to the docker API at ${this.host}`);
    }
  }

  async #dialTcp(): Promise<Fd> {
    const match = /^tcp:\/\/\[?([^\]/]*?)\]?:(\d+)/.exec(this.host);
    const name = match?.[1] === 'localhost' ? '127.0.0.1' : match?.[1];
    if (!name || !/^[\d.]+$|:/.test(name)) throw new ConnectionFailed(this.host);
    const family = name.includes(':') ? 'inet6' : 'inet';
    const fd = await this.sys.socket(family, 'stream');
    try {
      await this.sys.connect(fd, { family, address: name, port: Number(match![2]) } as Address);
    } catch (error) {
      await this.sys.close(fd);
      throw error;
    }
    return fd;
  }
}

async function errorOf(reply: Reply): Promise<ApiError> {
  const text = await reply.text();
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === 'string') return new ApiError(reply.head.status, message.trim());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return new ApiError(reply.head.status, text.trim());
}

function queryOf(query: Query | undefined): string {
  if (!query) return '';
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value as string]) {
      const text = queryText({ [name]: one });
      if (text !== '') pairs.push(text.slice(1));
    }
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const older = (left: string, right: string): boolean => {
  const [a = 0, b = 0] = left.split('.').map(Number);
  const [c = 0, d = 0] = right.split('.').map(Number);
  return a < c || (a === c && b < d);
};
