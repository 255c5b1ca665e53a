// The sums of cksum and sum that are no digests: POSIX's CRC, BSD's and System V's sums, CRC-32B.

function table(polynomial: number, reflected: boolean): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = reflected ? byte : byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      if (reflected) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
      else value = value & 0x80000000 ? (value << 1) ^ polynomial : value << 1;
    }
    return value >>> 0;
  });
}

const POSIX = table(0x04c11db7, false);
const REFLECTED = table(0xedb88320, true);

/** A sum that is fed piece by piece. */
export class Sum {
  readonly #kind: 'crc' | 'crc32b' | 'bsd' | 'sysv';
  #value: number;
  length = 0;

  constructor(kind: 'crc' | 'crc32b' | 'bsd' | 'sysv') {
    this.#kind = kind;
    this.#value = kind === 'crc32b' ? 0xffffffff : 0;
  }

  update(bytes: Uint8Array): void {
    let value = this.#value;
    this.length += bytes.length;
    if (this.#kind === 'crc') for (const byte of bytes) value = (value << 8) ^ POSIX[((value >>> 24) ^ byte) & 255]!;
    else if (this.#kind === 'crc32b') for (const byte of bytes) value = (value >>> 8) ^ REFLECTED[(value ^ byte) & 255]!;
    else if (this.#kind === 'sysv') for (const byte of bytes) value = (value + byte) >>> 0;
    else for (const byte of bytes) value = ((value >> 1) + ((value & 1) << 15) + byte) & 0xffff;
    this.#value = value;
  }

  value(): number {
    if (this.#kind === 'crc32b') return ~this.#value >>> 0;
    if (this.#kind === 'bsd') return this.#value;
    if (this.#kind === 'sysv') {
      const folded = (this.#value & 0xffff) + (this.#value >>> 16);
      return (folded & 0xffff) + (folded >>> 16);
    }
    let value = this.#value;
    for (let left = this.length; left > 0; left = Math.floor(left / 256)) value = (value << 8) ^ POSIX[((value >>> 24) ^ left) & 255]!;
    return ~value >>> 0;
  }
}
