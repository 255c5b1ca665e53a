// One variable: its value or array and its attributes. As bash 5.3's variables.h; associative arrays keep the order of bash's hash table.

/** What a variable may be besides its value. */
export type Attribute = 'exported' | 'readonly' | 'integer' | 'lower' | 'upper' | 'capital' | 'nameref' | 'trace';

export class Variable {
  value: string | undefined;
  /** Sparse: an index without an element is a hole. */
  array: string[] | undefined;
  map: Map<string, string> | undefined;
  exported = false;
  readonly = false;
  integer = false;
  lower = false;
  upper = false;
  capital = false;
  nameref = false;
  trace = false;
  /** An array that was given a value, be it an empty one. */
  assigned = false;

  constructor(value?: string) {
    this.value = value;
  }

  copy(): Variable {
    const copy = new Variable(this.value);
    copy.array = this.array?.slice();
    copy.map = this.map && new Map(this.map);
    copy.exported = this.exported;
    copy.readonly = this.readonly;
    copy.integer = this.integer;
    copy.lower = this.lower;
    copy.upper = this.upper;
    copy.capital = this.capital;
    copy.nameref = this.nameref;
    copy.trace = this.trace;
    copy.assigned = this.assigned;
    return copy;
  }

  /** Whether it has a value: an array has one where any element is set. */
  get set(): boolean {
    if (this.array !== undefined) return indicesOf(this.array).length > 0;
    if (this.map !== undefined) return this.map.size > 0;
    return this.value !== undefined;
  }

  /** What $x gives: the element 0 of an array. */
  get scalar(): string | undefined {
    if (this.array !== undefined) return this.array[0];
    if (this.map !== undefined) return this.map.get('0');
    return this.value;
  }

  keys(): string[] {
    if (this.array !== undefined) return indicesOf(this.array).map(String);
    if (this.map !== undefined) return hashOrder(this.map);
    return this.value === undefined ? [] : ['0'];
  }

  values(): string[] {
    if (this.array !== undefined) return Object.values(this.array);
    if (this.map !== undefined) return hashOrder(this.map).map(key => this.map!.get(key)!);
    return this.value === undefined ? [] : [this.value];
  }

  element(key: string | number): string | undefined {
    if (this.array !== undefined) return this.array[Number(key)];
    if (this.map !== undefined) return this.map.get(String(key));
    return String(key) === '0' ? this.value : undefined;
  }

  /** The letters of declare -p and ${x@a}. */
  letters(): string {
    const letters = [
      this.array !== undefined ? 'a' : '',
      this.map !== undefined ? 'A' : '',
      this.integer ? 'i' : '',
      this.nameref ? 'n' : '',
      this.readonly ? 'r' : '',
      this.trace ? 't' : '',
      this.exported ? 'x' : '',
      this.capital ? 'c' : '',
      this.lower ? 'l' : '',
      this.upper ? 'u' : '',
    ];
    return letters.join('');
  }
}

/** The indices of a sparse array, in order. */
export function indicesOf(array: string[]): number[] {
  const indices: number[] = [];
  for (const index in array) indices.push(Number(index));
  return indices;
}

const BUCKETS = 1024;
const orders = new WeakMap<Map<string, string>, { size: number; keys: string[] }>();

/** hash_string of hashlib.c: FNV-1 over the bytes. */
function bucketOf(key: string): number {
  let hash = 2166136261;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash, 16777619);
    hash ^= key.charCodeAt(at);
  }
  return hash & (BUCKETS - 1);
}

function hashOrder(map: Map<string, string>): string[] {
  const known = orders.get(map);
  if (known?.size === map.size && known.keys.every(key => map.has(key))) return known.keys;
  const inserted = [...map.keys()].map((key, at) => ({ key, at, bucket: bucketOf(key) }));
  inserted.sort((a, b) => a.bucket - b.bucket || b.at - a.at);
  const keys = inserted.map(({ key }) => key);
  orders.set(map, { size: map.size, keys });
  return keys;
}
