// Numbers in network byte order, read from and written to bytes. What every view of this folder is made of.

export const get16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;

export const get32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;

/** 48 bits: a MAC address as a number. */
export const get48 = (bytes: Uint8Array, at: number): number => get16(bytes, at) * 0x100000000 + get32(bytes, at + 2);

export function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}

export function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 24;
  bytes[at + 1] = value >> 16;
  bytes[at + 2] = value >> 8;
  bytes[at + 3] = value;
}

export function put48(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, Math.floor(value / 0x100000000));
  put32(bytes, at + 2, value % 0x100000000);
}

/** 128 bits: an IPv6 address as a bigint. */
export function get128(bytes: Uint8Array, at: number): bigint {
  return (
    (BigInt(get32(bytes, at)) << 96n) |
    (BigInt(get32(bytes, at + 4)) << 64n) |
    (BigInt(get32(bytes, at + 8)) << 32n) |
    BigInt(get32(bytes, at + 12))
  );
}

export function put128(bytes: Uint8Array, at: number, value: bigint): void {
  put32(bytes, at, Number((value >> 96n) & 0xffffffffn));
  put32(bytes, at + 4, Number((value >> 64n) & 0xffffffffn));
  put32(bytes, at + 8, Number((value >> 32n) & 0xffffffffn));
  put32(bytes, at + 12, Number(value & 0xffffffffn));
}
