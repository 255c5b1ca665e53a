// The shell's variables: a stack of scopes, namerefs, attributes that change what is assigned, and those whose value is made when asked.

import { indicesOf, Variable } from './variable.ts';

/** An assignment that is refused; the words follow the shell's name and line. */
export class AssignmentError extends Error {
  /** The name, where it is readonly. */
  readonly readonlyName: string | undefined;

  constructor(words: string, readonlyName?: string) {
    super(words);
    this.readonlyName = readonlyName;
  }
}

export type Scope = Map<string, Variable>;

/** A variable whose value is made when it is read. */
export interface Dynamic {
  read(): string | undefined;
  write?(value: string): void;
  /** All elements, where it is an array. */
  values?(): string[];
}

/** A name and, for a nameref to an element, its subscript. */
export interface Place {
  name: string;
  subscript?: string | undefined;
}

const NAMEREF_DEPTH_MOST = 8;
export const isName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);

export class Variables {
  readonly global: Scope = new Map();
  /** Function scopes and the temporary environments of commands, innermost last. */
  readonly scopes: Scope[] = [this.global];
  readonly dynamic = new Map<string, Dynamic>();
  /** Called after a variable changed or went. */
  readonly watchers = new Map<string, (value: string | undefined) => void>();
  /** set -a. */
  exportAll = false;
  readonly #evaluate: (expression: string) => string;
  readonly #warn: (words: string) => void;

  constructor(evaluate: (expression: string) => string, warn: (words: string) => void) {
    this.#evaluate = evaluate;
    this.#warn = warn;
  }

  /** Takes over copies of another shell's variables. */
  copyFrom(other: Variables): void {
    this.exportAll = other.exportAll;
    for (const [at, scope] of other.scopes.entries()) {
      const copy = at === 0 ? this.global : new Map<string, Variable>();
      for (const [name, variable] of scope) copy.set(name, variable.copy());
      if (at > 0) this.scopes.push(copy);
    }
  }

  /** The variable a name is bound to, without following a nameref. */
  raw(name: string): Variable | undefined {
    for (let at = this.scopes.length - 1; at >= 0; at--) {
      const found = this.scopes[at]!.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  scopeOf(name: string): Scope | undefined {
    return this.scopes.findLast(scope => scope.has(name));
  }

  /** Where a name leads to, namerefs followed. */
  resolve(name: string): Place {
    let place: Place = { name };
    for (let depth = 0; depth < NAMEREF_DEPTH_MOST; depth++) {
      const variable = this.raw(place.name);
      if (!variable?.nameref || variable.value === undefined || variable.value === '') return place;
      const found = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[(.*)\])?$/s.exec(variable.value);
      if (found === null) return place;
      place = { name: found[1]!, subscript: found[2] };
      if (place.subscript !== undefined) return place;
    }
    this.#warn(`warning: ${name}: circular name reference`);
    return place;
  }

  find(name: string): Variable | undefined {
    const variable = this.raw(name);
    return variable?.nameref ? this.raw(this.resolve(name).name) : variable;
  }

  /** What $name gives. */
  get(name: string): string | undefined {
    const variable = this.raw(name);
    if (variable === undefined) return this.dynamic.get(name)?.read();
    if (!variable.nameref)
      return variable.array === undefined && variable.map === undefined
        ? (variable.value ?? this.dynamic.get(name)?.read())
        : variable.scalar;
    const place = this.resolve(name);
    if (place.name === name) return variable.value;
    return place.subscript === undefined ? this.get(place.name) : this.element(place.name, place.subscript);
  }

  /** An element by its key: an index already counted out, or an associative key. */
  element(name: string, key: string | number): string | undefined {
    const variable = this.find(name);
    if (variable === undefined) {
      const dynamic = this.dynamic.get(name);
      return dynamic?.values ? dynamic.values()[Number(key)] : String(key) === '0' ? dynamic?.read() : undefined;
    }
    if (variable.array !== undefined && Number(key) < 0) return variable.array[variable.array.length + Number(key)];
    return variable.element(key);
  }

  /** The values of an array, or the one value of a scalar. */
  values(name: string): string[] {
    const variable = this.find(name);
    if (variable !== undefined) return variable.values();
    const dynamic = this.dynamic.get(name);
    if (dynamic?.values) return dynamic.values();
    const value = dynamic?.read();
    return value === undefined ? [] : [value];
  }

  keys(name: string): string[] {
    const variable = this.find(name);
    if (variable !== undefined) return variable.keys();
    return this.values(name).map((_, at) => String(at));
  }

  isMap(name: string): boolean {
    return this.find(name)?.map !== undefined;
  }

  /** The variable to assign to: found, or made in the global scope. Refuses a readonly one. */
  target(name: string): Variable {
    const place = this.resolve(name);
    const found = this.raw(place.name);
    if (found?.readonly) throw new AssignmentError(`${place.name}: readonly variable`, place.name);
    if (found !== undefined) return found;
    const made = new Variable();
    made.exported = this.exportAll;
    this.global.set(place.name, made);
    return made;
  }

  /** name=value, or name+=value. */
  assign(name: string, value: string, append = false): void {
    const place = this.resolve(name);
    if (place.subscript !== undefined) {
      this.assignElement(place.name, place.subscript, value, append);
      return;
    }
    const dynamic = this.dynamic.get(place.name);
    if (dynamic !== undefined && this.raw(place.name) === undefined) {
      dynamic.write?.(append ? (dynamic.read() ?? '') + value : value);
      return;
    }
    const variable = this.target(place.name);
    if (variable.array !== undefined) variable.array[0] = this.#changed(variable, variable.array[0], value, append);
    else if (variable.map !== undefined) variable.map.set('0', this.#changed(variable, variable.map.get('0'), value, append));
    else variable.value = this.#changed(variable, variable.value, value, append);
    if (this.exportAll) variable.exported = true;
    this.watchers.get(place.name)?.(variable.scalar);
  }

  /** name[key]=value; a scalar becomes an array. */
  assignElement(name: string, key: string | number, value: string, append = false): void {
    const variable = this.target(name);
    if (variable.map !== undefined) {
      variable.map.set(String(key), this.#changed(variable, variable.map.get(String(key)), value, append));
      return;
    }
    const array = this.toArray(variable);
    let index = Number(key);
    if (index < 0) index += array.length;
    if (index < 0) throw new AssignmentError(`${name}[${key}]: bad array subscript`);
    array[index] = this.#changed(variable, array[index], value, append);
    this.watchers.get(name)?.(variable.scalar);
  }

  /** The variable as an indexed array. */
  toArray(variable: Variable): string[] {
    if (variable.array === undefined) {
      variable.array = variable.value === undefined ? [] : [variable.value];
      variable.value = undefined;
    }
    return variable.array;
  }

  /** What is stored: attributes applied, appended where asked. */
  #changed(variable: Variable, before: string | undefined, value: string, append: boolean): string {
    if (variable.integer) return append ? this.#evaluate(`(${before || '0'})+(${value || '0'})`) : this.#evaluate(value);
    const whole = append ? (before ?? '') + value : value;
    if (variable.upper) return whole.toUpperCase();
    if (variable.lower) return whole.toLowerCase();
    return variable.capital ? whole.charAt(0).toUpperCase() + whole.slice(1).toLowerCase() : whole;
  }

  /** Sets without regard to readonly or attributes: what the shell itself keeps. */
  set(name: string, value: string): Variable {
    let variable = this.raw(name);
    if (variable === undefined) {
      variable = new Variable();
      this.global.set(name, variable);
    }
    if (variable.array !== undefined) variable.array[0] = value;
    else variable.value = value;
    return variable;
  }

  setArray(name: string, values: string[]): void {
    const variable = this.target(name);
    variable.value = undefined;
    variable.map = undefined;
    variable.array = values;
  }

  /** Takes the innermost binding away. Gives whether there was one. */
  unset(name: string): boolean {
    const scope = this.scopeOf(name);
    if (scope === undefined) return this.dynamic.delete(name);
    const variable = scope.get(name)!;
    if (variable.readonly) throw new AssignmentError(`${name}: cannot unset: readonly variable`);
    scope.delete(name);
    this.dynamic.delete(name);
    this.watchers.get(name)?.(undefined);
    return true;
  }

  unsetElement(name: string, key: string | number): void {
    const variable = this.find(name);
    if (variable === undefined) return;
    if (variable.readonly) throw new AssignmentError(`${name}: cannot unset: readonly variable`);
    if (variable.map !== undefined) variable.map.delete(String(key));
    else if (variable.array !== undefined) {
      const index = Number(key) < 0 ? variable.array.length + Number(key) : Number(key);
      delete variable.array[index];
      const last = indicesOf(variable.array).at(-1);
      variable.array.length = last === undefined ? 0 : last + 1;
    }
  }

  /** Every visible name, sorted. */
  names(): string[] {
    const names = new Set<string>();
    for (const scope of this.scopes) for (const name of scope.keys()) names.add(name);
    for (const [name, dynamic] of this.dynamic) if (dynamic.read() !== undefined) names.add(name);
    return [...names].sort();
  }

  /** What a program inherits. */
  environment(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const scope of this.scopes) {
      for (const [name, variable] of scope) {
        const value = variable.value;
        if (variable.exported && value !== undefined && !variable.nameref) env[name] = value;
        else if (scope !== this.global) delete env[name];
      }
    }
    return env;
  }
}
