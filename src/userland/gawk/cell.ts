// Where a variable's value lies. A parameter without a value becomes an array where it is used as one, in its caller too.

import { Failure } from '../lib/command.ts';
import { AwkArray } from './array.ts';
import type { Value } from './value.ts';

/** What only a running program can tell: "awk: …: fatal: …", status 2. */
export class Fatal extends Failure {
  constructor(words: string) {
    super(words, 2);
  }
}

export class Cell {
  readonly name: string;
  #value: Value;
  #array: AwkArray | undefined;
  readonly #caller: Cell | undefined;
  /** A parameter, as messages call it. */
  readonly #parameter: boolean;

  constructor(name: string, value?: Value | AwkArray, caller?: Cell, parameter = false) {
    this.name = name;
    this.#caller = caller;
    this.#parameter = parameter;
    if (value instanceof AwkArray) this.#array = value;
    else this.#value = value;
  }

  get(): Value {
    if (this.#array !== undefined) throw new Fatal(`fatal: attempt to use array \`${this.name}' in a scalar context`);
    return this.#value;
  }

  set(value: Value): void {
    if (this.#array !== undefined) throw new Fatal(`fatal: attempt to use array \`${this.name}' in a scalar context`);
    this.#value = value;
  }

  /** The array in it; made where there is no value yet. */
  array(): AwkArray {
    if (this.#array !== undefined) return this.#array;
    if (this.#value !== undefined)
      throw new Fatal(`fatal: attempt to use scalar ${this.#parameter ? 'parameter ' : ''}\`${this.name}' as an array`);
    this.#array = this.#caller?.array() ?? new AwkArray();
    return this.#array;
  }

  get holdsArray(): boolean {
    return this.#array !== undefined || (this.#caller?.holdsArray ?? false);
  }

  get untyped(): boolean {
    return this.#array === undefined && this.#value === undefined;
  }
}

/** A variable that does something when it is read or set. */
export class HookedCell extends Cell {
  readonly #read: () => Value;
  readonly #write: (value: Value) => void;

  constructor(name: string, read: () => Value, write: (value: Value) => void) {
    super(name);
    this.#read = read;
    this.#write = write;
  }

  override get(): Value {
    return this.#read();
  }

  override set(value: Value): void {
    this.#write(value);
  }

  override get untyped(): boolean {
    return false;
  }
}
