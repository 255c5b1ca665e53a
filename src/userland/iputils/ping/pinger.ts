// One run of ping: sends echo requests when they are due, takes what comes back, and says so.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Fd, Received } from '../../../abi/types.ts';
import { checksum } from '../../../wire/checksum.ts';
import { print, warn } from '../../lib/io.ts';
import { reverseResolve } from '../../lib/resolve.ts';
import { icmp6Words, icmpWords } from './icmp-words.ts';
import type { PingOptions } from './options.ts';
import { Statistics } from './statistics.ts';

const REDIRECT = 5;
const HEADER_BYTES = 8;
/** A timestamp as two 64-bit numbers stands at the front of the data, where there is room. */
const TIMESTAMP_BYTES = 16;
const ECHO = { inet: [8, 0], inet6: [128, 129] } as const;
const MAX_DUPLICATES = 65536;

export interface Target {
  family: 'inet' | 'inet6';
  address: string;
  /** What was asked for: names the statistics. */
  host: string;
  /** The host was given by a name: answers then say it too. */
  named: boolean;
}

export class Pinger {
  readonly statistics = new Statistics();
  readonly #sys: Sys;
  readonly #fd: Fd;
  readonly #raw: boolean;
  readonly #identifier: number;
  readonly #target: Target;
  readonly #options: PingOptions;
  readonly #answered = new Set<number>();
  #highestAnswered = 0;
  #sequence = 0;
  #nextMs = 0;
  #stopping = false;
  #names = new Map<string, string>();
  #lastMissed = 0;

  constructor(sys: Sys, fd: Fd, raw: boolean, identifier: number, target: Target, options: PingOptions) {
    this.#sys = sys;
    this.#fd = fd;
    this.#raw = raw;
    this.#identifier = identifier;
    this.#target = target;
    this.#options = options;
  }

  async #now(): Promise<number> {
    const { seconds, nanoseconds } = await this.#sys.clockGettime('monotonic');
    return seconds * 1000 + nanoseconds / 1e6;
  }

  /** Until the count is reached, the deadline has passed, or SIGINT comes. Gives the exit status. */
  async run(): Promise<number> {
    const { count, deadlineMs, preload } = this.#options;
    await this.#sys.sigaction('SIGINT', () => void (this.#stopping = true));
    await this.#sys.sigaction('SIGQUIT', () => this.#interim());
    const { statistics } = this;
    statistics.startMs = await this.#now();
    statistics.endMs = statistics.startMs;
    this.#nextMs = statistics.startMs;
    let lastSentMs = statistics.startMs;
    for (let sent = 0; sent < preload && (count === 0 || sent < count); sent++) {
      await this.#send();
      lastSentMs = await this.#now();
    }
    this.#nextMs = lastSentMs + this.#intervalMs;
    while (!this.#stopping) {
      const nowMs = await this.#now();
      if (deadlineMs !== undefined && nowMs - statistics.startMs >= deadlineMs) break;
      const all = count > 0 && this.#sequence >= count;
      if (all && statistics.received >= count) break;
      if (all && deadlineMs === undefined && this.#lingerOver(nowMs, lastSentMs)) break;
      if (!all && nowMs >= this.#nextMs) {
        if (this.#options.outstanding) await this.#sayMissing();
        await this.#send();
        lastSentMs = nowMs;
        this.#nextMs = Math.max(this.#nextMs + this.#intervalMs, nowMs);
        continue;
      }
      const untilMs = Math.min(
        all ? lastSentMs + this.#lingerMs : this.#nextMs,
        deadlineMs === undefined ? Number.POSITIVE_INFINITY : statistics.startMs + deadlineMs,
      );
      await this.#wait(Math.max(0, untilMs - nowMs));
    }
    return this.#end();
  }

  get #intervalMs(): number {
    const { adaptive, flood, intervalMs } = this.#options;
    if (flood) return Math.max(intervalMs, 10);
    return adaptive ? Math.max(this.statistics.smoothedMs, 0.2) : intervalMs;
  }

  /** How long after the last packet to wait for answers: -W, or twice the longest round trip where there was one. */
  get #lingerMs(): number {
    return this.#options.lingerMs;
  }

  /** Errors for all that is missing end the wait as answers do. */
  #lingerOver(nowMs: number, lastSentMs: number): boolean {
    const { statistics } = this;
    if (statistics.received + statistics.errors >= this.#sequence && statistics.errors > 0) return true;
    return nowMs - lastSentMs >= this.#lingerMs;
  }

  async #end(): Promise<number> {
    const { statistics } = this;
    const { adaptive, flood, deadlineMs, count } = this.#options;
    await print(this.#sys, statistics.text(this.#target.host, { ipg: adaptive || flood }));
    if (statistics.received === 0) return 1;
    return deadlineMs !== undefined && count > 0 && statistics.received < count ? 1 : 0;
  }

  /** SIGQUIT: how it stands, and on. */
  async #interim(): Promise<void> {
    const { transmitted, received } = this.statistics;
    const loss = transmitted === 0 ? 0 : Math.round(((transmitted - received) * 100) / transmitted);
    await warn(this.#sys, `\r${received}/${transmitted} packets, ${loss}% loss\n`);
  }

  async #sayMissing(): Promise<void> {
    const last = this.#sequence;
    if (last > 0 && !this.#answered.has(last) && last !== this.#lastMissed && !this.#options.quiet) {
      this.#lastMissed = last;
      await print(this.#sys, `no answer yet for icmp_seq=${last}\n`);
    }
  }

  async #packet(sequence: number): Promise<Uint8Array> {
    const { size, pattern } = this.#options;
    const bytes = new Uint8Array(HEADER_BYTES + size);
    const view = new DataView(bytes.buffer);
    bytes[0] = ECHO[this.#target.family][0];
    view.setUint16(4, this.#identifier);
    view.setUint16(6, sequence & 0xffff);
    for (let at = 0; at < size; at++) bytes[HEADER_BYTES + at] = pattern.length > 0 ? pattern[at % pattern.length]! : at & 255;
    if (size >= TIMESTAMP_BYTES) {
      const nowMs = await this.#now();
      view.setFloat64(HEADER_BYTES, nowMs);
    }
    if (this.#target.family === 'inet') view.setUint16(2, checksum(bytes, 0, bytes.length));
    return bytes;
  }

  async #send(): Promise<void> {
    const { statistics } = this;
    const sequence = ++this.#sequence;
    statistics.transmitted++;
    const packet = await this.#packet(sequence);
    const { family, address } = this.#target;
    try {
      await this.#sys.sendto(this.#fd, packet, { family, address, port: 0 });
      if (this.#options.flood && !this.#options.quiet) await print(this.#sys, '.');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const before = statistics.errors;
      await this.#takeErrors();
      if (error.code === 'EMSGSIZE' && statistics.errors === before) statistics.errors++;
      // Only where an ICMP or local error came along is the call's own error told.
      if (statistics.errors > before && !this.#options.quiet) await warn(this.#sys, `ping: sendmsg: ${error.message}\n`);
      statistics.endMs = await this.#now();
      return;
    }
    statistics.endMs = await this.#now();
    statistics.pipe = Math.max(statistics.pipe, sequence - Math.max(this.#highestAnswered, this.#firstOpen(sequence)));
  }

  /** Before any answer came, all that was sent is on its way. */
  #firstOpen(sequence: number): number {
    return this.#answered.size > 0 || this.statistics.errors > 0 ? sequence - 1 : 0;
  }

  async #wait(timeoutMs: number): Promise<void> {
    try {
      const ready = await this.#sys.poll([{ fd: this.#fd, want: 'read' }], timeoutMs);
      if (ready.length === 0) return;
      await this.#takeErrors();
      for (;;) {
        const received = await this.#sys.recvfrom(this.#fd, 65536 + 128, { dontwait: true });
        await this.#take(received);
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }

  /** What the error queue holds: ICMP errors for packets of this socket. */
  async #takeErrors(): Promise<void> {
    for (;;) {
      let received: Received;
      try {
        received = await this.#sys.recvfrom(this.#fd, 512, { errqueue: true, dontwait: true });
      } catch (error) {
        if (error instanceof Errno) return;
        throw error;
      }
      const { error, data } = received;
      if (!error) continue;
      const at = this.#raw && this.#target.family === 'inet' && data[0]! >> 4 === 4 ? (data[0]! & 15) * 4 : 0;
      if (data.length < at + HEADER_BYTES) continue;
      const view = new DataView(data.buffer, data.byteOffset + at);
      const sequence = view.getUint16(6);
      if (this.#raw && view.getUint16(4) !== this.#identifier) continue;
      this.statistics.errors++;
      if (error.origin === 'local') {
        if (!this.#options.quiet && error.errno !== 'EMSGSIZE')
          await warn(this.#sys, `ping: local error: ${new Errno(error.errno).message}\n`);
        continue;
      }
      if (this.#options.quiet) continue;
      const words =
        error.origin === 'icmp6' ? icmp6Words(error.type, error.code, error.info) : icmpWords(error.type, error.code, error.info);
      const from = await this.#nameOf(error.offender ?? this.#target.address);
      await print(this.#sys, `${await this.#stamp()}From ${from} icmp_seq=${sequence} ${words}\n`);
    }
  }

  /** A redirect is no failure: the packet went on. It comes to raw sockets as it is, not by the error queue. */
  async #takeRedirect(view: DataView, at: number, from: Received['from']): Promise<void> {
    const inner = at + HEADER_BYTES;
    if (this.#options.quiet || view.byteLength < inner + 20 + HEADER_BYTES || from?.family !== 'inet') return;
    const echo = inner + (view.getUint8(inner) & 15) * 4;
    if (view.getUint16(echo + 4) !== this.#identifier) return;
    const words = icmpWords(REDIRECT, view.getUint8(at + 1), view.getUint32(at + 4));
    await print(
      this.#sys,
      `${await this.#stamp()}From ${await this.#nameOf(from.address)}: icmp_seq=${view.getUint16(echo + 6)} ${words}\n`,
    );
  }

  async #take({ data, from, ttl }: Received): Promise<void> {
    const { family } = this.#target;
    const at = this.#raw && family === 'inet' ? (data[0]! & 15) * 4 : 0;
    if (data.length < at + HEADER_BYTES) return;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (this.#raw && family === 'inet' && data[at] === REDIRECT) return this.#takeRedirect(view, at, from);
    if (data[at] !== ECHO[family][1] || (this.#raw && view.getUint16(at + 4) !== this.#identifier)) return;
    const sequence = this.#fullSequence(view.getUint16(at + 6));
    const { statistics } = this;
    const nowMs = await this.#now();
    statistics.endMs = nowMs;
    const length = data.length - at;
    const timed = length >= HEADER_BYTES + TIMESTAMP_BYTES;
    const rttMs = timed ? Math.max(0, nowMs - view.getFloat64(at + HEADER_BYTES)) : undefined;
    const duplicate = this.#answered.has(sequence);
    if (duplicate) statistics.duplicates++;
    else {
      statistics.received++;
      this.#answered.add(sequence);
      this.#highestAnswered = Math.max(this.#highestAnswered, sequence);
      if (this.#answered.size > MAX_DUPLICATES) this.#answered.delete(this.#answered.values().next().value!);
    }
    if (rttMs !== undefined) statistics.add(rttMs);
    if (this.#options.flood) {
      this.#nextMs = nowMs;
      if (!this.#options.quiet) await print(this.#sys, '\b \b');
      return;
    }
    if (this.#options.adaptive) this.#nextMs = Math.min(this.#nextMs, nowMs + this.#intervalMs);
    if (this.#options.quiet) return;
    const address = from && 'address' in from && from.address !== undefined ? from.address : this.#target.address;
    const hops = ttl ?? (at > 0 ? data[8] : undefined);
    const time = rttMs === undefined ? '' : ` time=${printTime(rttMs)} ms`;
    const bell = this.#options.audible ? '\x07' : '';
    const line = `${await this.#stamp()}${bell}${length} bytes from ${await this.#nameOf(address)}: icmp_seq=${sequence} ttl=${hops}${time}${duplicate ? ' (DUP!)' : ''}`;
    await print(this.#sys, `${line}${this.#options.recordRoute && at > 20 ? recordedRoute(data.subarray(20, at)) : ''}\n`);
  }

  /** The packet's sixteen bits as the number it was sent with. */
  #fullSequence(low: number): number {
    const base = this.#sequence - ((this.#sequence - low) & 0xffff);
    return base > 0 ? base : low;
  }

  async #stamp(): Promise<string> {
    if (!this.#options.timestamps) return '';
    const { seconds, nanoseconds } = await this.#sys.clockGettime('realtime');
    return `[${seconds}.${String(Math.floor(nanoseconds / 1000)).padStart(6, '0')}] `;
  }

  async #nameOf(address: string): Promise<string> {
    if (this.#options.numeric || !this.#target.named) return address;
    const known = this.#names.get(address);
    if (known !== undefined) return known;
    const name = await reverseResolve(this.#sys, address);
    const text = name === undefined ? address : `${name} (${address})`;
    this.#names.set(address, text);
    return text;
  }
}

/** A round trip with three digits after the point, fewer where it is long. */
function printTime(ms: number): string {
  const micros = Math.floor(ms * 1000);
  if (micros >= 100_000) return `${Math.floor(micros / 1000)}`;
  if (micros >= 10_000) return (Math.floor(micros / 100) / 10).toFixed(1);
  if (micros >= 1000) return (Math.floor(micros / 10) / 100).toFixed(2);
  return (micros / 1000).toFixed(3);
}

/** The record route option of an answer, an address a line. */
function recordedRoute(options: Uint8Array): string {
  const at = options.indexOf(7);
  if (at < 0) return '';
  const lines: string[] = [];
  for (let next = at + 3; next + 4 <= at + options[at + 2]! - 1; next += 4)
    lines.push(Array.from(options.subarray(next, next + 4)).join('.'));
  return `\nRR: ${lines.map(line => `\t${line}`).join('\n')}\n`;
}
