// Identifiers: 64 hexadecimal digits, their short form, MAC addresses, link names of layers, digests.

import { sha256 } from '@noble/hashes/sha2.js';
import type { Sys } from '../../abi/sys.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Random hexadecimal digits, two a byte. */
export const randomHex = async (sys: Sys, bytes: number): Promise<string> => hex(await sys.getrandom(bytes));

/** A new id. One whose short form is a number is not taken: it would be read as such. */
export async function newId(sys: Sys): Promise<string> {
  for (;;) {
    const id = await randomHex(sys, 32);
    if (!/^\d{12}/.test(id)) return id;
  }
}

export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);

/** "sha256:" and the digest of bytes. */
export const digestOf = (bytes: Uint8Array): string => `sha256:${hex(sha256(bytes))}`;

/** A random unicast address with the locally administered bit, as libnetwork's GenerateRandomMAC. */
export async function randomMac(sys: Sys): Promise<string> {
  const bytes = await sys.getrandom(6);
  bytes[0] = (bytes[0]! & 0xfe) | 2;
  return [...bytes].map(byte => HEX[byte]).join(':');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 26 letters, the name of a layer's short link below overlay2/l. */
export async function linkName(sys: Sys): Promise<string> {
  return [...(await sys.getrandom(26))].map(byte => BASE32[byte & 31]).join('');
}
