// The API's HTTP server: a thread per connection, versions checked, requests given to their routes. As moby's api/server.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import {
  ByteReader,
  HttpError,
  keepsAlive,
  parseQuery,
  percentDecode,
  type RequestHead,
  readRequest,
  requestBody,
} from '../../userland/lib/http.ts';
import { encode } from '../../userland/lib/io.ts';
import { API_VERSION, API_VERSION_MIN } from '../api/system.ts';
import { ApiError, goWords, internal, invalid, notFound } from './errors.ts';
import { compileRoutes, errorBody, Request, type Route, type Routes } from './http.ts';

const compare = (left: string, right: string): number => {
  const [one = 0, two = 0] = left.split('.').map(Number);
  const [three = 0, four = 0] = right.split('.').map(Number);
  return one - three || two - four;
};

export class Server {
  readonly #routes: readonly Route[];
  readonly #log: (sys: Sys, message: string) => Promise<void>;

  constructor(routes: Routes, log: (sys: Sys, message: string) => Promise<void>) {
    this.#routes = compileRoutes(routes);
    this.#log = log;
  }

  /** Accepts connections for ever, each in a thread of its own. */
  async accept(sys: Sys, listener: Fd): Promise<never> {
    for (;;) {
      const { fd } = await sys.accept(listener, { cloexec: true });
      await sys.clone(thread => this.#serve(thread, fd), { thread: true });
    }
  }

  async #serve(sys: Sys, fd: Fd): Promise<void> {
    const reader = new ByteReader(sys, fd);
    try {
      for (;;) {
        const head = await readRequest(reader);
        if (!head || !(await this.#answer(sys, fd, head, reader))) break;
      }
    } catch (error) {
      // A connection that breaks, or carries no HTTP, concerns nobody else; nor does a handler's panic, as in Go's net/http.
      if (!(error instanceof Errno || error instanceof HttpError)) await this.#log(sys, `http: panic serving @: ${panicText(error)}`);
    }
    await sys.close(fd);
  }

  /** Answers one request. False where the connection is not to be used again. */
  async #answer(sys: Sys, fd: Fd, head: RequestHead, reader: ByteReader): Promise<boolean> {
    const [rawPath = '/', query = ''] = head.target.replace(/^https?:\/\/[^/]*/, '').split(/\?(.*)/s);
    const { path, version } = splitVersion(rawPath);
    const frame = requestBody(head);
    if (/100-continue/i.test(head.headers.find(([name]) => name.toLowerCase() === 'expect')?.[1] ?? '')) {
      await sys.write(fd, encode('HTTP/1.1 100 Continue\r\n\r\n'));
    }
    const make = (parameters: Record<string, string>): Request =>
      new Request({ sys, fd, head, reader, frame, path, query: parseQuery(query), parameters });
    const found = this.#find(head.method, path);
    const request = make(found?.parameters ?? {});
    try {
      if (found) checkVersion(version);
      if (!found) throw notFound('page not found');
      const value = await found.route.handler(request);
      if (!request.answered) await (value === undefined ? request.send(200, new Uint8Array(0)) : request.sendJson(value));
    } catch (error) {
      await this.#fail(request, error, version);
    }
    if (request.hijacked) return false;
    if (!request.consumed) await request.body();
    return keepsAlive(head);
  }

  async #fail(request: Request, error: unknown, version: string | undefined): Promise<void> {
    if (!(error instanceof ApiError || error instanceof Errno)) throw error;
    const failure = error instanceof ApiError ? error : internal(goWords(error));
    if (failure.status >= 500)
      await this.#log(request.sys, `Handler for ${request.head.method} ${request.head.target} returned error: ${failure.message}`);
    if (request.answered) return;
    if (failure.status === 304) return request.send(304, new Uint8Array(0));
    // Clients that old do not read JSON errors.
    if (version !== undefined && compare(version, API_VERSION_MIN) < 0) {
      return request.send(failure.status, encode(`${failure.message}\n`), [
        ['Content-Type', 'text/plain; charset=utf-8'],
        ['X-Content-Type-Options', 'nosniff'],
      ]);
    }
    await request.send(failure.status, errorBody(failure), [['Content-Type', 'application/json']]);
  }

  #find(method: string, path: string): { route: Route; parameters: Record<string, string> } | undefined {
    for (const route of this.#routes) {
      if (route.method !== method) continue;
      const match = route.pattern.exec(path);
      if (!match) continue;
      const parameters = Object.fromEntries(route.names.map((name, at) => [name, percentDecode(match[at + 1] ?? '')]));
      return { route, parameters };
    }
    return undefined;
  }
}

const panicText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** "/v1.51/info" as the version and the path. */
function splitVersion(path: string): { path: string; version: string | undefined } {
  const match = /^\/v(\d+(?:\.\d+)*)(\/.*)$/.exec(path);
  return match ? { path: match[2]!, version: match[1] } : { path, version: undefined };
}

function checkVersion(version: string | undefined): void {
  if (version === undefined) return;
  if (compare(version, API_VERSION_MIN) < 0) {
    const advice = 'please upgrade your client to a newer version';
    throw invalid(`client version ${version} is too old. Minimum supported API version is ${API_VERSION_MIN}, ${advice}`);
  }
  if (compare(version, API_VERSION) > 0) {
    throw invalid(`client version ${version} is too new. Maximum supported API version is ${API_VERSION}`);
  }
}
