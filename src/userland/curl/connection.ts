// One connection of curl, with its time limits: resolve, connect, send, read.

import { Errno, errnoFromNumber } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Address, Fd } from '../../abi/types.ts';
import { print, STDERR } from '../lib/io.ts';
import { literalAddress, type Resolved, ResolveError, resolve } from '../lib/resolve.ts';
import { CurlError } from './failure.ts';
import type { Options } from './options.ts';
import type { Url } from './url.ts';

const CONNECT_TIMEOUT_MS = 300_000;

export const nowMs = async (sys: Sys): Promise<number> => {
  const { seconds, nanoseconds } = await sys.clockGettime('monotonic');
  return seconds * 1000 + nanoseconds / 1e6;
};

/** What -w can say of times, in milliseconds since the transfer began. */
export interface Times {
  startMs: number;
  resolvedMs: number;
  connectedMs: number;
  sentMs: number;
  firstByteMs: number;
  endMs: number;
}

export class Connection {
  readonly sys: Sys;
  readonly options: Options;
  readonly times: Times;
  fd: Fd = -1;
  local: Address | undefined;
  remote: Resolved & { port: number } = { family: 'inet', address: '', port: 0 };
  received = 0;
  #held = new Uint8Array(0);

  constructor(sys: Sys, options: Options, startMs: number) {
    this.sys = sys;
    this.options = options;
    this.times = { startMs, resolvedMs: 0, connectedMs: 0, sentMs: 0, firstByteMs: 0, endMs: 0 };
  }

  async say(line: string): Promise<void> {
    if (this.options.verbose) await print(this.sys, `* ${line}\n`, STDERR);
  }

  async elapsed(): Promise<number> {
    return (await nowMs(this.sys)) - this.times.startMs;
  }

  async open(url: Url): Promise<void> {
    const { unixSocket } = this.options;
    if (unixSocket !== undefined) return this.#openUnix(unixSocket, url);
    const to = this.#connectTo(url);
    const addresses = await this.#resolve(to.host, to.port);
    this.times.resolvedMs = await this.elapsed();
    let failure: CurlError | undefined;
    for (const address of addresses) {
      try {
        await this.#connect(address, to);
        this.times.connectedMs = await this.elapsed();
        return;
      } catch (error) {
        if (!(error instanceof CurlError) || error.code !== 7) throw error;
        failure = error;
      }
    }
    throw failure ?? new CurlError(7, `Failed to connect to ${to.host}:${to.port}`);
  }

  async #openUnix(path: string, url: Url): Promise<void> {
    this.fd = await this.sys.socket('unix', 'stream');
    await this.say(`  Trying ${path}:0...`);
    try {
      await this.sys.connect(this.fd, { family: 'unix', path });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await this.say(`Immediate connect fail for ${path}: ${error.message}`);
      throw new CurlError(
        7,
        `Failed to connect to ${url.host}:${url.port} after ${Math.floor(await this.elapsed())} ms: Could not connect to server`,
      );
    }
    await this.say(`Established connection to ${url.host} (${path} port 0) from  port 0 `);
  }

  /** --connect-to HOST1:PORT1:HOST2:PORT2. */
  #connectTo(url: Url): { host: string; port: number } {
    for (const rule of this.options.connectTo) {
      const [host1 = '', port1 = '', host2 = '', port2 = ''] = rule.split(':');
      if ((host1 === '' || host1 === url.host) && (port1 === '' || Number(port1) === url.port)) {
        return { host: host2 || url.host, port: port2 === '' ? url.port : Number(port2) };
      }
    }
    return url;
  }

  async #resolve(host: string, port: number): Promise<Resolved[]> {
    const bare = host.replace(/^\[|\]$/g, '');
    for (const rule of this.options.resolve) {
      const [name, at, address] = /^\+?([^:]+):(\d+|\*):(.*)$/.exec(rule)?.slice(1) ?? [];
      if ((name === host || name === '*') && (at === '*' || Number(at) === port))
        return address!.split(',').flatMap(each => literalAddress(each.replace(/^\[|\]$/g, '')) ?? []);
    }
    // A name is never an address in an old form for curl's URL parser, but "localhost" needs no server.
    try {
      return await resolve(this.sys, bare, { family: this.options.family });
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error;
      throw new CurlError(6, `Could not resolve host: ${host}`);
    }
  }

  async #connect(address: Resolved, to: { host: string; port: number }): Promise<void> {
    const { sys } = this;
    const shown = address.family === 'inet6' ? `[${address.address}]` : address.address;
    await this.say(`  Trying ${shown}:${to.port}...`);
    const startMs = await nowMs(sys);
    const failed = async (code: number, words: string): Promise<never> => {
      await this.say(`Failed to connect to ${to.host}:${to.port} after ${Math.floor((await nowMs(sys)) - startMs)} ms: ${words}`);
      throw new CurlError(
        code,
        `Failed to connect to ${to.host}:${to.port} after ${Math.floor((await nowMs(sys)) - startMs)} ms: ${words}`,
      );
    };
    this.fd = await sys.socket(address.family, 'stream');
    if (!(await this.#bind(address.family))) await failed(45, 'Failed binding local connection end');
    const { maxTimeMs, connectTimeoutMs } = this.options;
    const limitMs = Math.min(
      connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      maxTimeMs === undefined ? Number.POSITIVE_INFINITY : maxTimeMs - (await this.elapsed()),
    );
    try {
      await this.#connectWithin({ family: address.family, address: address.address, port: to.port }, limitMs);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await sys.close(this.fd);
      if (error.code === 'EAGAIN') throw new CurlError(28, `Connection timed out after ${Math.floor(await this.elapsed())} milliseconds`);
      if (error.code === 'ECONNREFUSED')
        await this.say(`connect to ${shown} port ${to.port} from ${await this.#localText()} failed: ${error.message}`);
      await failed(7, 'Could not connect to server');
    }
    this.remote = { ...address, port: to.port };
    this.local = await sys.getsockname(this.fd);
    await this.say(
      `Established connection to ${to.host.replace(/^\[|\]$/g, '')} (${address.address} port ${to.port}) from ${await this.#localText()} `,
    );
  }

  async #localText(): Promise<string> {
    const local = this.local ?? { family: 'inet', address: '0.0.0.0', port: 0 };
    return local.family === 'inet' || local.family === 'inet6' ? `${local.address} port ${local.port}` : '';
  }

  /** --interface and --local-port. */
  async #bind(family: 'inet' | 'inet6'): Promise<boolean> {
    const { interface: name, localPort } = this.options;
    if (name === undefined && localPort === undefined) return true;
    try {
      const literal = name === undefined ? undefined : literalAddress(name);
      if (name !== undefined && !literal) await this.sys.setsockopt(this.fd, 'SO_BINDTODEVICE', name);
      const any = family === 'inet' ? '0.0.0.0' : '::';
      if (literal || localPort !== undefined)
        await this.sys.bind(this.fd, { family, address: literal?.address ?? any, port: localPort ?? 0 });
      return true;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return false;
    }
  }

  /** EAGAIN where the time is up first. */
  async #connectWithin(to: Address, limitMs: number): Promise<void> {
    const { sys, fd } = this;
    await sys.setfl(fd, { nonblock: true });
    try {
      await sys.connect(fd, to);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINPROGRESS') {
        this.local = await sys.getsockname(fd).catch(() => undefined);
        throw error;
      }
      this.local = await sys.getsockname(fd);
      const ready = await sys.poll([{ fd, want: 'write' }], Math.max(0, limitMs));
      if (ready.length === 0) throw new Errno('EAGAIN');
      const pending = await sys.getsockopt(fd, 'SO_ERROR');
      if (typeof pending === 'string' && pending !== '') throw new Errno(pending as Errno['code']);
      if (typeof pending === 'number' && pending !== 0) throw new Errno(errnoOf(pending));
    }
    await sys.setfl(fd, { nonblock: false });
  }

  async send(bytes: Uint8Array): Promise<void> {
    let at = 0;
    try {
      while (at < bytes.length) at += await this.sys.write(this.fd, bytes.subarray(at));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new CurlError(55, `Send failure: ${error.message}`);
    }
  }

  /** More bytes; empty at the end of the stream. Throws CurlError 28 where the time is up. */
  async #more(): Promise<Uint8Array> {
    const { maxTimeMs } = this.options;
    if (maxTimeMs !== undefined) {
      const leftMs = maxTimeMs - (await this.elapsed());
      if (leftMs <= 0 || (await this.sys.poll([{ fd: this.fd, want: 'read' }], leftMs)).length === 0) {
        throw new CurlError(
          28,
          `Operation timed out after ${Math.floor(await this.elapsed())} milliseconds with ${this.received} bytes received`,
        );
      }
    }
    try {
      return await this.sys.read(this.fd, 65536);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new CurlError(56, `Recv failure: ${error.message}`);
    }
  }

  /** Up to `max` bytes that are there or come next. */
  async some(max: number): Promise<Uint8Array> {
    if (this.#held.length === 0) this.#held = new Uint8Array(await this.#more());
    const bytes = this.#held.subarray(0, max);
    this.#held = this.#held.subarray(bytes.length);
    return bytes;
  }

  /** A line with its ending; undefined at the end of the stream. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#held.indexOf(10);
      if (end >= 0) {
        const line = new TextDecoder().decode(this.#held.subarray(0, end + 1));
        this.#held = this.#held.subarray(end + 1);
        return line;
      }
      const more = await this.#more();
      if (more.length === 0) {
        if (this.#held.length === 0) return undefined;
        const rest = new TextDecoder().decode(this.#held);
        this.#held = new Uint8Array(0);
        return rest;
      }
      const both = new Uint8Array(this.#held.length + more.length);
      both.set(this.#held);
      both.set(more, this.#held.length);
      this.#held = both;
    }
  }

  async close(): Promise<void> {
    if (this.fd >= 0) await this.sys.close(this.fd).catch(() => undefined);
    this.fd = -1;
  }
}

const errnoOf = (number: number): Errno['code'] => errnoFromNumber(number) ?? 'EIO';
