// What goes wrong while a jq filter runs.

import { type Json, typeOf } from './json.ts';
import { compact } from './print.ts';

/** error(value): try … catch gets the value. */
export class JqError extends Error {
  readonly value: Json;

  constructor(value: Json) {
    super(typeof value === 'string' ? value : compact(value));
    this.value = value;
  }
}

/** break $label. */
export class Break extends Error {
  readonly label: object;

  constructor(label: object) {
    super('break');
    this.label = label;
  }
}

/** halt and halt_error. */
export class Halt extends Error {
  readonly status: number;
  readonly value: Json | undefined;

  constructor(status: number, value: Json | undefined) {
    super('halt');
    this.status = status;
    this.value = value;
  }
}

const SHOWN_BYTES_MOST = 30;

/** "string (\"web\")": a value in a message, cut where it is long. */
export function described(value: Json): string {
  const text = compact(value);
  const size = new TextEncoder().encode(text).length;
  return `${typeOf(value)} (${size < SHOWN_BYTES_MOST ? text : `${text.slice(0, SHOWN_BYTES_MOST - 4)}...`})`;
}

export const fail = (words: string): never => {
  throw new JqError(words);
};
