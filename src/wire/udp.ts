// UDP (RFC 768), as a view over its header of eight bytes.

import { get16, put16 } from './bytes.ts';

export const UDP_HEADER_BYTES = 8;

export class Udp {
  readonly bytes: Uint8Array;
  readonly at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get sourcePort(): number {
    return get16(this.bytes, this.at);
  }
  get destPort(): number {
    return get16(this.bytes, this.at + 2);
  }
  /** With the header. */
  get length(): number {
    return get16(this.bytes, this.at + 4);
  }
  /** 0 where the sender gave none. */
  get checksum(): number {
    return get16(this.bytes, this.at + 6);
  }
  set checksum(value: number) {
    put16(this.bytes, this.at + 6, value);
  }
  get payload(): number {
    return this.at + UDP_HEADER_BYTES;
  }

  init(sourcePort: number, destPort: number, length: number): this {
    put16(this.bytes, this.at, sourcePort);
    put16(this.bytes, this.at + 2, destPort);
    put16(this.bytes, this.at + 4, length);
    put16(this.bytes, this.at + 6, 0);
    return this;
  }
}
