// awk's arrays, with gawk's order of their keys: strings as its hash table has them, then numbers.

import type { Value } from './value.ts';

const SIZES = [13, 127, 1021, 8191, 131071, 1048573, 8388593, 16777213];
const CHAIN_MOST = 2;

export class AwkArray extends Map<string, Value | AwkArray> {
  /** Keys in the order of `for (k in a)`. */
  order(): string[] {
    const numbers: string[] = [];
    const strings: string[] = [];
    for (const key of this.keys()) (/^(0|[1-9]\d{0,8})$/.test(key) ? numbers : strings).push(key);
    numbers.sort((a, b) => Number(a) - Number(b));
    return strings.length === 0 ? numbers : [...hashOrder(strings), ...numbers];
  }
}

function hash(key: string): number {
  let value = 0;
  for (let at = 0; at < key.length; at++) value = (key.charCodeAt(at) + Math.imul(value, 65599)) >>> 0;
  return value;
}

/** The buckets of gawk's table, as they stand after these keys came one after another. */
function hashOrder(keys: readonly string[]): string[] {
  let size = 0;
  let buckets: string[][] = Array.from({ length: SIZES[0]! }, () => []);
  for (const [count, key] of keys.entries()) {
    while (Math.floor((count + 1) / SIZES[size]!) > CHAIN_MOST && size + 1 < SIZES.length) {
      const grown: string[][] = Array.from({ length: SIZES[++size]! }, () => []);
      for (const bucket of buckets) for (const moved of bucket) grown[hash(moved) % SIZES[size]!]!.unshift(moved);
      buckets = grown;
    }
    buckets[hash(key) % SIZES[size]!]!.unshift(key);
  }
  return buckets.flat();
}
