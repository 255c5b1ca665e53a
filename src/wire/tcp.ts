// TCP (RFC 9293) headers and options (RFC 7323, RFC 2018), as a view over bytes.

import { get16, get32, put16, put32 } from './bytes.ts';

export const TCP_HEADER_BYTES = 20;

export const TCP_FIN = 1;
export const TCP_SYN = 2;
export const TCP_RST = 4;
export const TCP_PSH = 8;
export const TCP_ACK = 16;
export const TCP_URG = 32;
export const TCP_ECE = 64;
export const TCP_CWR = 128;

export const TCPOPT_MSS = 2;
export const TCPOPT_WINDOW = 3;
export const TCPOPT_SACK_PERMITTED = 4;
export const TCPOPT_SACK = 5;
export const TCPOPT_TIMESTAMP = 8;

export class Tcp {
  readonly bytes: Uint8Array;
  readonly at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get sourcePort(): number {
    return get16(this.bytes, this.at);
  }
  set sourcePort(value: number) {
    put16(this.bytes, this.at, value);
  }
  get destPort(): number {
    return get16(this.bytes, this.at + 2);
  }
  set destPort(value: number) {
    put16(this.bytes, this.at + 2, value);
  }
  get sequence(): number {
    return get32(this.bytes, this.at + 4);
  }
  set sequence(value: number) {
    put32(this.bytes, this.at + 4, value);
  }
  get ack(): number {
    return get32(this.bytes, this.at + 8);
  }
  set ack(value: number) {
    put32(this.bytes, this.at + 8, value);
  }
  get headerBytes(): number {
    return (this.bytes[this.at + 12]! >> 4) * 4;
  }
  set headerBytes(value: number) {
    this.bytes[this.at + 12] = (value >> 2) << 4;
  }
  /** TCP_FIN … TCP_CWR. */
  get flags(): number {
    return this.bytes[this.at + 13]!;
  }
  set flags(value: number) {
    this.bytes[this.at + 13] = value;
  }
  /** As sent: not scaled. */
  get window(): number {
    return get16(this.bytes, this.at + 14);
  }
  set window(value: number) {
    put16(this.bytes, this.at + 14, value);
  }
  get checksum(): number {
    return get16(this.bytes, this.at + 16);
  }
  set checksum(value: number) {
    put16(this.bytes, this.at + 16, value);
  }
  get urgent(): number {
    return get16(this.bytes, this.at + 18);
  }
  set urgent(value: number) {
    put16(this.bytes, this.at + 18, value);
  }
  get payload(): number {
    return this.at + this.headerBytes;
  }
}

/** Options as far as they are known; others are skipped. */
export interface TcpOptions {
  mss?: number;
  windowScale?: number;
  sackPermitted: boolean;
  timestamp?: number;
  timestampEcho?: number;
  sacks?: { start: number; end: number }[];
}

/** The options between `at` and `end`. */
export function readTcpOptions(bytes: Uint8Array, at: number, end: number): TcpOptions {
  const options: TcpOptions = { sackPermitted: false };
  let next = at;
  while (next < end) {
    const kind = bytes[next]!;
    if (kind === 0) break;
    if (kind === 1) {
      next++;
      continue;
    }
    const length = bytes[next + 1]!;
    if (length < 2 || next + length > end) break;
    if (kind === TCPOPT_MSS) options.mss = get16(bytes, next + 2);
    else if (kind === TCPOPT_WINDOW) options.windowScale = Math.min(bytes[next + 2]!, 14);
    else if (kind === TCPOPT_SACK_PERMITTED) options.sackPermitted = true;
    else if (kind === TCPOPT_TIMESTAMP) {
      options.timestamp = get32(bytes, next + 2);
      options.timestampEcho = get32(bytes, next + 6);
    } else if (kind === TCPOPT_SACK) {
      options.sacks = [];
      for (let block = next + 2; block + 8 <= next + length; block += 8) {
        options.sacks.push({ start: get32(bytes, block), end: get32(bytes, block + 4) });
      }
    }
    next += length;
  }
  return options;
}

/** Options in the order they lie there, each with its data, for who prints them. */
export function* eachTcpOption(bytes: Uint8Array, at: number, end: number): Generator<{ kind: number; at: number; length: number }> {
  let next = at;
  while (next < end) {
    const kind = bytes[next]!;
    const length = kind <= 1 ? 1 : bytes[next + 1]!;
    if (length < 1 || (kind > 1 && length < 2) || next + length > end) return;
    yield { kind, at: next, length };
    if (kind === 0) return;
    next += length;
  }
}

/** a - b of two sequence numbers, as a signed distance. */
export const sequenceDiff = (a: number, b: number): number => (a - b) | 0;
/** a comes before b. */
export const before = (a: number, b: number): boolean => ((a - b) | 0) < 0;
/** a comes after b. */
export const after = (a: number, b: number): boolean => ((a - b) | 0) > 0;
