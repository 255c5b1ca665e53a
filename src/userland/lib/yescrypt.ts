// yescrypt 1.1, the way passwords are hashed on Debian ("$y$"): scrypt with writes to its table and a multiplying inner loop.
// As the reference implementation by Alexander Peslyak; only the flavour that crypt(5) uses (one thread, no ROM, time 0).

import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { decode64, encode64, sixBits } from './crypt-base64.ts';

const PREFIX = '$y$';
/** YESCRYPT_DEFAULTS: read-write, six rounds, four lanes of two, tables of 12 KiB. */
const FLAVOUR = 'j';
const ROUNDS = 6;
const LANES = 4;
const SIMPLE = 2;
/** Words of 64 bits in one of the three tables, and the mask of a byte offset into it. */
const TABLE = 512;
const MASK = 0xff0;
const BLOCK = 16;

/** Setting text of the cost that Debian's login.defs has, with this salt of 16 bytes. */
export const yescryptSetting = (salt: Uint8Array): string => `${PREFIX}${FLAVOUR}9T$${encode64(salt)}`;

/** The hash of a password by a setting ("$y$j9T$SALT", or a whole hash); undefined where it is not of the kind that is known. */
export function yescrypt(password: Uint8Array, setting: string): string | undefined {
  const match = /^\$y\$j(.)(.)\$([^$]*)/.exec(setting);
  const logN = sixBits(match?.[1]);
  const blocks = sixBits(match?.[2]);
  const salt = match ? decode64(match[3]!) : undefined;
  if (!match || logN === undefined || blocks === undefined || !salt || logN + 1 > 18) return undefined;
  const rounds = 2 ** (logN + 1);
  const r = blocks + 1;
  const heavy = rounds >= 0x100 && rounds * r >= 0x20000;
  const secret = heavy ? derive(password, salt, rounds >>> 6, r, true) : password;
  return `${match[0]}$${encode64(derive(secret, salt, rounds, r, false))}`;
}

const text = (words: string): Uint8Array => Uint8Array.from(words, character => character.charCodeAt(0));

function derive(password: Uint8Array, salt: Uint8Array, n: number, r: number, prehash: boolean): Uint8Array {
  let key: Uint8Array = hmac(sha256, text(prehash ? 'yescrypt-prehash' : 'yescrypt'), password);
  const bytes = pbkdf2(sha256, key, salt, { c: 1, dkLen: 128 * r });
  key = bytes.slice(0, 32);
  const block = new Uint32Array(32 * r);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < block.length; at++) block[at] = view.getUint32(4 * at, true);
  key = mix(block, n, r, key);
  for (let at = 0; at < block.length; at++) view.setUint32(4 * at, block[at]!, true);
  const made = pbkdf2(sha256, key, bytes, { c: 1, dkLen: 32 });
  return prehash ? made : sha256(hmac(sha256, made, text('Client Key')));
}

interface Tables {
  /** Three tables one after another; which is which turns with each use. */
  words: Uint32Array;
  at: [first: number, second: number, written: number];
  next: number;
}

/** smix for one thread; gives the key that takes the place of the old one. */
function mix(block: Uint32Array, n: number, r: number, key: Uint8Array): Uint8Array {
  const words = new Uint32Array(3 * TABLE * 2);
  fill(block.subarray(0, 32), 1, words.length / 32, words, undefined);
  const tables: Tables = { words, at: [2 * TABLE * 2, TABLE * 2, 0], next: 0 };
  const last = new Uint8Array(64);
  const view = new DataView(last.buffer);
  for (let index = 0; index < BLOCK; index++) view.setUint32(4 * index, block[32 * r - BLOCK + index]!, true);
  const made = hmac(sha256, last, key);
  const table = new Uint32Array(n * 32 * r);
  fill(block, r, n, table, tables);
  const loops = (Math.floor((n + 2) / 3) + 1) & ~1;
  wander(block, r, n, loops, table, tables);
  return made;
}

/** The order that salsa20's words have between rounds. */
function shuffle(block: Uint32Array): Uint32Array {
  const made = new Uint32Array(block.length);
  for (let at = 0; at < block.length; at++) made[at] = block[(at & ~15) + ((at * 5) & 15)]!;
  return made;
}

function unshuffle(from: Uint32Array, to: Uint32Array): void {
  for (let at = 0; at < from.length; at++) to[(at & ~15) + ((at * 5) & 15)] = from[at]!;
}

const floorPower = (value: number): number => 2 ** (31 - Math.clz32(value));

/** smix1: fills the table, reading back what was written before where `tables` are there. */
function fill(block: Uint32Array, r: number, n: number, table: Uint32Array, tables: Tables | undefined): void {
  const size = 32 * r;
  const x = shuffle(block);
  const scratch = new Uint32Array(size);
  for (let i = 0; i < n; i++) {
    table.set(x, i * size);
    if (tables && i > 1) {
      const power = floorPower(i);
      xor(x, table, ((x[size - BLOCK]! & (power - 1)) + (i - power)) * size);
    }
    if (tables) blockMix(x, r, tables);
    else salsaMix(x, r, scratch);
  }
  unshuffle(x, block);
}

/** smix2: reads the table at places that depend on what was read, and writes there. */
function wander(block: Uint32Array, r: number, n: number, loops: number, table: Uint32Array, tables: Tables): void {
  const size = 32 * r;
  const x = shuffle(block);
  for (let i = 0; i < loops; i++) {
    const at = (x[size - BLOCK]! & (n - 1)) * size;
    xor(x, table, at);
    table.set(x, at);
    blockMix(x, r, tables);
  }
  unshuffle(x, block);
}

function xor(x: Uint32Array, from: Uint32Array, at: number): void {
  for (let index = 0; index < x.length; index++) x[index]! ^= from[at + index]!;
}

/** blockmix_salsa8. */
function salsaMix(x: Uint32Array, r: number, scratch: Uint32Array): void {
  const current = x.slice(x.length - BLOCK);
  for (let i = 0; i < 2 * r; i++) {
    for (let index = 0; index < BLOCK; index++) current[index]! ^= x[i * BLOCK + index]!;
    salsa(current, 0, 8);
    scratch.set(current, ((i & 1) * r + (i >> 1)) * BLOCK);
  }
  x.set(scratch);
}

/** blockmix_pwxform. */
function blockMix(x: Uint32Array, r: number, tables: Tables): void {
  const last = (2 * r - 1) * BLOCK;
  let before = last;
  for (let at = 0; at <= last; at += BLOCK) {
    for (let index = 0; index < BLOCK; index++) x[at + index]! ^= x[before + index]!;
    transform(x, at, tables);
    before = at;
  }
  salsa(x, last, 2);
}

/** pwxform: multiplications and lookups in two tables, while the third is written. */
function transform(x: Uint32Array, at: number, tables: Tables): void {
  const { words } = tables;
  const [first, second, written] = tables.at;
  let next = tables.next;
  for (let round = 0; round < ROUNDS; round++) {
    for (let lane = 0; lane < LANES; lane++) {
      const place = at + lane * SIMPLE * 2;
      let one = first + ((x[place]! & MASK) >>> 2);
      let two = second + ((x[place + 1]! & MASK) >>> 2);
      for (let k = place; k < place + SIMPLE * 2; k += 2, one += 2, two += 2) {
        const low = x[k]!;
        const high = x[k + 1]!;
        // The product of two words, in halves: what is over 32 bits by partial products of 16.
        const a = (low & 0xffff) * (high >>> 16);
        const b = (low >>> 16) * (high & 0xffff);
        const carried = (((low & 0xffff) * (high & 0xffff)) >>> 16) + (a & 0xffff) + (b & 0xffff);
        const upper = (low >>> 16) * (high >>> 16) + (a >>> 16) + (b >>> 16) + (carried >>> 16);
        const sum = (Math.imul(low, high) >>> 0) + words[one]!;
        x[k] = sum ^ words[two]!;
        x[k + 1] = (upper + words[one + 1]! + (sum > 0xffffffff ? 1 : 0)) ^ words[two + 1]!;
        if (round !== 0 && round !== ROUNDS - 1) {
          words[written + 2 * next] = x[k]!;
          words[written + 2 * next + 1] = x[k + 1]!;
          next++;
        }
      }
    }
  }
  tables.at = [written, first, second];
  tables.next = next & (TABLE - 1);
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The columns and rows of salsa20's double round, each as four places. */
const QUARTERS = [0, 4, 8, 12, 5, 9, 13, 1, 10, 14, 2, 6, 15, 3, 7, 11, 0, 1, 2, 3, 5, 6, 7, 4, 10, 11, 8, 9, 15, 12, 13, 14];
const plain = new Uint32Array(BLOCK);

/** salsa20 with so many rounds, on one block of shuffled words. */
function salsa(x: Uint32Array, at: number, rounds: number): void {
  for (let index = 0; index < BLOCK; index++) plain[(index * 5) & 15] = x[at + index]!;
  for (let round = 0; round < rounds; round += 2) {
    for (let index = 0; index < QUARTERS.length; index += 4) {
      const a = QUARTERS[index]!;
      const b = QUARTERS[index + 1]!;
      const c = QUARTERS[index + 2]!;
      const d = QUARTERS[index + 3]!;
      plain[b]! ^= rotate((plain[a]! + plain[d]!) | 0, 7);
      plain[c]! ^= rotate((plain[b]! + plain[a]!) | 0, 9);
      plain[d]! ^= rotate((plain[c]! + plain[b]!) | 0, 13);
      plain[a]! ^= rotate((plain[d]! + plain[c]!) | 0, 18);
    }
  }
  for (let index = 0; index < BLOCK; index++) x[at + index]! += plain[(index * 5) & 15]!;
}
