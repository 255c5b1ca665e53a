// One probe: a packet with a small TTL, and who answers it. As mod-udp.c, mod-icmp.c and mod-tcp.c of traceroute 2.1.6.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd, Received } from '../../abi/types.ts';
import { parseAddress } from '../../wire/address.ts';
import { get16, put16, put32 } from '../../wire/bytes.ts';
import { checksum, pseudoSum } from '../../wire/checksum.ts';
import { Fatal, type Options } from './options.ts';

export interface Target {
  family: 'inet' | 'inet6';
  address: string;
}

export interface Reply {
  from: string;
  tookMs: number;
  /** "!H" and the like. */
  note: string;
  /** The way ends here. */
  last: boolean;
}

const UNREACHABLE4: Readonly<Record<number, string>> = {
  0: '!N',
  1: '!H',
  2: '!P',
  5: '!S',
  6: '!N',
  7: '!H',
  8: '!H',
  9: '!X',
  10: '!X',
  13: '!X',
  14: '!V',
  15: '!C',
};
const UNREACHABLE6: Readonly<Record<number, string>> = { 0: '!N', 1: '!X', 3: '!H' };

const nowMs = async (sys: Sys): Promise<number> => {
  const { seconds, nanoseconds } = await sys.clockGettime('monotonic');
  return seconds * 1000 + nanoseconds / 1e6;
};

/** What an ICMP error says of the way. */
function judge({ error }: Received, six: boolean): { note: string; last: boolean } | undefined {
  if (!error) return undefined;
  const { type, code, info, origin, errno } = error;
  if (origin === 'local') return { note: errno === 'EHOSTUNREACH' ? '!H' : errno === 'EMSGSIZE' ? `!F-${info}` : '!N', last: true };
  if (type === (six ? 3 : 11) && code === 0) return { note: '', last: false };
  if (six) {
    if (type === 2) return { note: `!F-${info}`, last: true };
    if (type !== 1) return { note: `!<${type}-${code}>`, last: true };
    return { note: code === 4 ? '' : (UNREACHABLE6[code] ?? `!<${code}>`), last: true };
  }
  if (type !== 3) return { note: `!<${type}-${code}>`, last: true };
  if (code === 4) return { note: `!F-${info}`, last: true };
  return { note: code === 3 ? '' : (UNREACHABLE4[code] ?? `!<${code}>`), last: true };
}

export class Prober {
  readonly #sys: Sys;
  readonly #target: Target;
  readonly #options: Options;
  readonly #dataBytes: number;
  #count = 0;
  /** ICMP goes by a raw socket, which sees the echoes of others too. */
  #raw = false;
  #identifier = 0;

  constructor(sys: Sys, target: Target, options: Options, dataBytes: number) {
    this.#sys = sys;
    this.#target = target;
    this.#options = options;
    this.#dataBytes = dataBytes;
  }

  async #set(fd: Fd, name: string, value: number | string, words = name): Promise<void> {
    try {
      await this.#sys.setsockopt(fd, name, value);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Fatal(`setsockopt ${words}: ${error.message}`, 1);
    }
  }

  /** A ping socket where the group may have one, else a raw one. */
  async #openIcmp(): Promise<Fd> {
    const { family } = this.#target;
    const protocol = family === 'inet' ? 1 : 58;
    try {
      const fd = await this.#sys.socket(family, 'dgram', protocol);
      this.#raw = false;
      return fd;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
    this.#raw = true;
    return this.#sys.socket(family, 'raw', protocol);
  }

  async #open(ttl: number): Promise<Fd> {
    const { family } = this.#target;
    const { method, device, source, tos, mark, dontFragment, sourcePort } = this.#options;
    const six = family === 'inet6';
    let fd: Fd;
    try {
      if (method === 'icmp') fd = await this.#openIcmp();
      else fd = method === 'tcp' ? await this.#sys.socket(family, 'raw', 6) : await this.#sys.socket(family, 'dgram');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (method === 'tcp' && error.code === 'EPERM')
        throw new Fatal('You do not have enough privileges to use this traceroute method.\nsocket: Operation not permitted', 1);
      throw new Fatal(`socket: ${error.message}`, 1);
    }
    if (device !== undefined) await this.#set(fd, 'SO_BINDTODEVICE', device);
    if (source !== undefined || sourcePort !== undefined) {
      try {
        await this.#sys.bind(fd, { family, address: source ?? (six ? '::' : '0.0.0.0'), port: sourcePort ?? 0 });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        throw new Fatal(`bind: ${error.message}`, 1);
      }
    }
    await this.#set(fd, six ? 'IPV6_RECVERR' : 'IP_RECVERR', 1);
    await this.#set(fd, six ? 'IPV6_UNICAST_HOPS' : 'IP_TTL', ttl);
    await this.#set(fd, six ? 'IPV6_MTU_DISCOVER' : 'IP_MTU_DISCOVER', dontFragment ? 3 : 0);
    if (tos !== undefined) await this.#set(fd, six ? 'IPV6_TCLASS' : 'IP_TOS', tos);
    if (mark !== undefined) await this.#set(fd, 'SO_MARK', mark);
    return fd;
  }

  #port(): number {
    const { method, port } = this.#options;
    if (method === 'tcp') return port ?? 80;
    if (method === 'udp') return port ?? 53;
    return method === 'icmp' ? 0 : ((port ?? 33434) + this.#count - 1) & 0xffff;
  }

  /** One packet; undefined where nobody answered in time. */
  async send(ttl: number): Promise<Reply | undefined> {
    const sys = this.#sys;
    this.#count++;
    const fd = await this.#open(ttl);
    try {
      const port = this.#port();
      await sys.connect(fd, { family: this.#target.family, address: this.#target.address, port });
      const startMs = await nowMs(sys);
      const sourcePort = await this.#transmit(fd, port);
      return await this.#listen(fd, startMs, port, sourcePort);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EPERM') return undefined;
      throw new Fatal(`${error.code === 'EMSGSIZE' ? 'send' : 'connect'}: ${error.message}`, 1);
    } finally {
      await sys.close(fd);
    }
  }

  /** Gives the source port of a TCP probe. */
  async #transmit(fd: Fd, port: number): Promise<number> {
    const { method } = this.#options;
    if (method === 'tcp') return this.#sendSyn(fd, port);
    const data = Uint8Array.from({ length: this.#dataBytes }, (_, at) => 0x40 + (at & 0x3f));
    if (method !== 'icmp') {
      await this.#sys.sendto(fd, data);
      return 0;
    }
    const message = new Uint8Array(8 + data.length);
    message[0] = this.#target.family === 'inet' ? 8 : 128;
    this.#identifier ||= (await this.#sys.getpid()) & 0xffff;
    put16(message, 4, this.#identifier);
    put16(message, 6, this.#count);
    message.set(data, 8);
    put16(message, 2, checksum(message, 0, message.length));
    await this.#sys.sendto(fd, message);
    return 0;
  }

  async #sendSyn(fd: Fd, port: number): Promise<number> {
    const local = await this.#sys.getsockname(fd);
    const source = local.family === 'inet' || local.family === 'inet6' ? (parseAddress(local.address) ?? 0) : 0;
    const random = await this.#sys.getrandom(6);
    const sourcePort = this.#options.sourcePort ?? 32768 + (get16(random, 4) % 28232);
    const segment = new Uint8Array(40);
    put16(segment, 0, sourcePort);
    put16(segment, 2, port);
    segment.set(random.subarray(0, 4), 4);
    segment[12] = 10 << 4;
    segment[13] = 2;
    put16(segment, 14, 5840);
    // MSS, SACK permitted and timestamps, window scale: as a connecting host has them.
    segment.set([2, 4, 5, 0xb4, 4, 2, 8, 10], 20);
    put32(segment, 28, 1);
    segment.set([1, 3, 3, 2], 36);
    const dest = parseAddress(this.#target.address) ?? 0;
    put16(segment, 16, checksum(segment, 0, segment.length, pseudoSum(source, dest, 6, segment.length)));
    await this.#sys.sendto(fd, segment);
    return sourcePort;
  }

  async #listen(fd: Fd, startMs: number, port: number, sourcePort: number): Promise<Reply | undefined> {
    const sys = this.#sys;
    const endMs = startMs + this.#options.waitMs;
    for (;;) {
      const leftMs = endMs - (await nowMs(sys));
      if (leftMs <= 0 || (await sys.poll([{ fd, want: 'read' }], leftMs)).length === 0) return undefined;
      const tookMs = (await nowMs(sys)) - startMs;
      const error = await this.#receive(fd, true);
      const verdict = error && judge(error, this.#target.family === 'inet6');
      if (error && verdict) return { from: error.error?.offender ?? (await this.#own(fd)), tookMs, ...verdict };
      const answer = error ? undefined : await this.#receive(fd, false);
      if (answer && this.#isReply(answer.data, port, sourcePort)) return { from: this.#target.address, tookMs, note: '', last: true };
    }
  }

  async #own(fd: Fd): Promise<string> {
    const local = await this.#sys.getsockname(fd);
    return local.family === 'inet' || local.family === 'inet6' ? local.address : '';
  }

  /** Raw sockets see all that comes for their protocol: only what answers the probe counts. */
  #isReply(data: Uint8Array, port: number, sourcePort: number): boolean {
    const at = this.#target.family === 'inet' ? (data[0]! & 15) * 4 : 0;
    if (this.#options.method === 'icmp' && this.#raw) {
      const reply = this.#target.family === 'inet' ? 0 : 129;
      return data.length >= at + 8 && data[at] === reply && get16(data, at + 4) === this.#identifier && get16(data, at + 6) === this.#count;
    }
    if (this.#options.method !== 'tcp') return true;
    return data.length >= at + 20 && get16(data, at) === port && get16(data, at + 2) === sourcePort;
  }

  async #receive(fd: Fd, errqueue: boolean): Promise<Received | undefined> {
    try {
      return await this.#sys.recvfrom(fd, 1500, { errqueue, dontwait: true });
    } catch (error) {
      if (error instanceof Errno) return undefined;
      throw error;
    }
  }
}
