// How files of /proc/net write numbers and addresses.

import type { IpAddress } from '../../../wire/address.ts';

export const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(digits, '0');
export const HEX = (value: number, digits: number): string => hex(value, digits).toUpperCase();

/** An IPv4 address as the machine's memory has it: bytes backwards. */
export const hex4 = (address: number): string =>
  HEX(((address & 0xff) << 24) | ((address & 0xff00) << 8) | ((address >>> 8) & 0xff00) | (address >>> 24), 8);

/** An IPv6 address in the order of its bytes, without colons. */
export const hex6 = (address: bigint): string => address.toString(16).padStart(32, '0');

/** An IPv6 address as /proc/net/tcp6 has it: four words, each backwards. */
export function words6(address: IpAddress): string {
  const wide = typeof address === 'number' ? (0xffffn << 32n) | BigInt(address) : address;
  let text = '';
  for (let shift = 96n; shift >= 0n; shift -= 32n) text += hex4(Number((wide >> shift) & 0xffffffffn));
  return text;
}

/** A kernel pointer: hashed where it is shown, so any number that stays will do. */
export const pointer = (id: number): string => hex(Math.imul(id + 1, 2654435761), 16);
