// Sockets of datagrams: a queue of what came, an error queue, and what both cost in buffer space. As net/core/datagram.c.

import { Errno, type ErrnoCode } from '../../../abi/errno.ts';
import type { Address, MessageFlags, Received } from '../../../abi/types.ts';
import { isIcmpv6Error } from '../../../wire/icmp.ts';
import type { WaitQueue } from '../../sched/wait-queue.ts';
import type { IcmpReport } from '../ip/transports.ts';
import type { Skb } from '../skb.ts';
import { sysctls } from '../sysctl.ts';
import { printEndpoint } from './inet-address.ts';
import { InetSocket } from './inet-socket.ts';
import { sleepOn } from './sleep.ts';
import type { Datagram } from './socket.ts';

interface Queued {
  data: Uint8Array;
  from: Address;
  ttl: number;
  tos: number;
  atMs: number;
  truesize: number;
}

/** What a packet is charged with: its data in kernel buffers of powers of two, and the skb's own 256 bytes. */
export const truesizeOf = (bytes: number): number => 256 + Math.max(512, 2 ** Math.ceil(Math.log2(bytes + 320)));

/** icmp_err_convert: what ICMP's codes of "unreachable" mean, and whether they end a connection. */
export const UNREACHABLE: readonly (readonly [ErrnoCode, boolean])[] = [
  ['ENETUNREACH', false],
  ['EHOSTUNREACH', false],
  ['ENOPROTOOPT', true],
  ['ECONNREFUSED', true],
  ['EMSGSIZE', false],
  ['EOPNOTSUPP', false],
  ['ENETUNREACH', true],
  ['EHOSTDOWN', true],
  ['ENETUNREACH', true],
  ['ENETUNREACH', true],
  ['EHOSTUNREACH', true],
  ['ENETUNREACH', false],
  ['EHOSTUNREACH', false],
  ['EHOSTUNREACH', true],
  ['EHOSTUNREACH', true],
  ['EHOSTUNREACH', true],
];

const UNREACHABLE6: readonly (readonly [ErrnoCode, boolean])[] = [
  ['ENETUNREACH', false],
  ['EACCES', true],
  ['EHOSTUNREACH', false],
  ['EHOSTUNREACH', false],
  ['ECONNREFUSED', true],
  ['EACCES', true],
  ['EACCES', true],
];

/** The errno of an ICMP error, and whether it is a hard one. Undefined where it is no error to sockets. */
export function errorOf(report: IcmpReport): readonly [ErrnoCode, boolean] | undefined {
  const { type, code } = report;
  if (report.version === 4) {
    if (type === 3) return UNREACHABLE[code];
    if (type === 11) return ['EHOSTUNREACH', false];
    if (type === 12) return ['EPROTO', true];
    return undefined;
  }
  if (!isIcmpv6Error(type)) return undefined;
  if (type === 1) return UNREACHABLE6[code] ?? ['EPROTO', true];
  if (type === 2) return ['EMSGSIZE', false];
  if (type === 3) return ['EHOSTUNREACH', false];
  return ['EPROTO', true];
}

export abstract class DatagramSocket extends InetSocket {
  readonly #queue: Queued[] = [];
  readonly #errors: Datagram[] = [];
  receiveBytes = 0;
  drops = 0;

  get receiveLimit(): number {
    return this.options.numbers.get('SO_RCVBUF') ?? sysctls(this.netns).core.rmem_default;
  }

  /** Puts a packet's data in the queue; false where the buffer is full. */
  enqueue(skb: Skb, data: Uint8Array, from: Address): boolean {
    const truesize = truesizeOf(data.length);
    if (this.receiveBytes + truesize > this.receiveLimit && this.#queue.length > 0) {
      this.drops++;
      return false;
    }
    this.receiveBytes += truesize;
    this.#queue.push({ data, from, ttl: skb.ttl, tos: skb.tos, atMs: this.netns.kernel.clock.realtimeMs, truesize });
    this.readable.wake();
    return true;
  }

  /** Bytes that the next read would give (FIONREAD), and the number of packets. */
  get nextBytes(): number {
    return this.#queue[0]?.data.length ?? 0;
  }

  /** Puts an ICMP error in the error queue where the socket asked for it, and tells the next call of it. */
  reportError(report: IcmpReport, port: number, payload: Uint8Array): void {
    const [code, hard] = errorOf(report) ?? [];
    if (code === undefined) return;
    const wants = this.option(report.version === 4 ? 'IP_RECVERR' : 'IPV6_RECVERR') !== 0;
    const tooBig = code === 'EMSGSIZE';
    if (wants) {
      this.#errors.push({
        data: payload,
        from: printEndpoint(report.dest, port, this.family),
        error: {
          errno: code,
          origin: report.version === 4 ? 'icmp' : 'icmp6',
          type: report.type,
          code: report.code,
          info: tooBig ? report.info : 0,
          offender: (printEndpoint(report.offender, 0, this.family) as { address: string }).address,
        },
      });
    } else if (tooBig ? this.option('IP_MTU_DISCOVER') === 0 : !hard || this.remote === undefined) return;
    this.fail(code);
  }

  /** An error of this host's own (EMSGSIZE for a path that is known to be narrow). */
  reportLocal(code: ErrnoCode, info: number, to: Address, payload: Uint8Array): void {
    if (this.option('IP_RECVERR') === 0 && this.option('IPV6_RECVERR') === 0) return;
    this.#errors.push({ data: payload, from: to, error: { errno: code, origin: 'local', type: 0, code: 0, info } });
  }

  receive(max: number, flags: MessageFlags): Datagram | WaitQueue {
    if (flags.errqueue) {
      const first = this.#errors.shift();
      if (!first) throw new Errno('EAGAIN');
      if (this.#errors.length === 0) this.error = undefined;
      return { ...first, data: first.data.subarray(0, max) };
    }
    this.throwError();
    const first = this.#queue[0];
    if (!first) {
      if (this.shutdownRead) return { data: new Uint8Array(0) };
      return sleepOn(this.readable, this.option('SO_RCVTIMEO'));
    }
    if (!flags.peek) {
      this.#queue.shift();
      this.receiveBytes -= first.truesize;
    }
    return this.#fill(first, max);
  }

  #fill(queued: Queued, max: number): Datagram {
    const { data, from } = queued;
    const got: Datagram = { data: data.length > max ? data.slice(0, max) : data, from };
    if (data.length > max) got.truncatedFrom = data.length;
    if (this.option('IP_RECVTTL') || this.option('IPV6_RECVHOPLIMIT')) got.ttl = queued.ttl;
    if (this.option('IP_RECVTOS') || this.option('IPV6_RECVTCLASS')) got.tos = queued.tos;
    if (this.option('SO_TIMESTAMP') || this.option('SO_TIMESTAMPNS')) got.timestamp = timestampOf(queued.atMs);
    return got;
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    const got = this.receive(max, {});
    return 'data' in got ? got.data : got;
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    if (want === 'write') return true;
    const some = this.#queue.length > 0 || this.#errors.length > 0 || this.error !== undefined || this.shutdownRead;
    return some ? true : this.readable;
  }

  hungUp(): boolean {
    return this.shutdownRead && this.shutdownWrite;
  }

  ioctl(request: string): unknown {
    if (request === 'FIONREAD') return this.nextBytes;
    throw new Errno('ENOTTY');
  }
}

export const timestampOf = (ms: number): NonNullable<Received['timestamp']> => ({
  seconds: Math.floor(ms / 1000),
  nanoseconds: Math.floor((ms % 1000) * 1e6),
});
