// The `filters` parameter of lists, prunes and events: a JSON object of lists. As moby's api/types/filters.

import { invalid } from './errors.ts';

export class Filters {
  readonly #values: Map<string, string[]>;

  constructor(values: Map<string, string[]> = new Map()) {
    this.#values = values;
  }

  /** Reads {"label":["a"]} or the older {"label":{"a":true}}. Throws ApiError "invalid filter". */
  static parse(text: string | undefined): Filters {
    if (text === undefined || text === '') return new Filters();
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw invalid('invalid filter');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('invalid filter');
    const values = new Map<string, string[]>();
    for (const [key, given] of Object.entries(value)) {
      if (Array.isArray(given)) values.set(key, given.map(String));
      else if (typeof given === 'object' && given !== null) values.set(key, Object.keys(given));
      else throw invalid('invalid filter');
    }
    return new Filters(values);
  }

  /** Throws ApiError where a key is none of those. */
  accept(...keys: string[]): void {
    for (const key of this.#values.keys()) if (!keys.includes(key)) throw invalid(`invalid filter '${key}'`);
  }

  get(key: string): readonly string[] {
    return this.#values.get(key) ?? [];
  }

  has(key: string): boolean {
    return this.get(key).length > 0;
  }

  with(key: string, ...values: string[]): Filters {
    return new Filters(new Map(this.#values).set(key, values));
  }

  /** No such filter, or one that equals the value. */
  exact(key: string, value: string): boolean {
    return !this.has(key) || this.get(key).includes(value);
  }

  /** No such filter, or one that is a part of the value, as a regular expression too. */
  match(key: string, value: string): boolean {
    return !this.has(key) || this.get(key).some(pattern => matches(pattern, value));
  }

  /** All labels asked for ("a" or "a=b") are there. */
  labels(labels: Readonly<Record<string, string>> | null | undefined, key = 'label'): boolean {
    return this.get(key).every(wanted => hasLabel(labels ?? {}, wanted));
  }

  /** A boolean filter; undefined where it is not there. Throws ApiError for what is none. */
  boolean(key: string): boolean | undefined {
    const [value] = this.get(key);
    if (value === undefined) return undefined;
    if (value === '1' || value.toLowerCase() === 'true') return true;
    if (value === '0' || value.toLowerCase() === 'false') return false;
    throw invalid(`invalid filter '${key}=${value}'`);
  }
}

function matches(pattern: string, value: string): boolean {
  if (value.includes(pattern)) return true;
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return false;
  }
}

/** Whether a label asked for as "a" or "a=b" is there. */
export function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const equals = wanted.indexOf('=');
  if (equals < 0) return Object.hasOwn(labels, wanted);
  return Object.hasOwn(labels, wanted.slice(0, equals)) && labels[wanted.slice(0, equals)] === wanted.slice(equals + 1);
}
