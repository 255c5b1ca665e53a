// Values with Go's types, and how fmt prints them. As Go 1.25's fmt and reflect.

import { compareBytes, goJson } from './go-json.ts';
import { printDuration } from './units.ts';

export type GoType =
  | { kind: 'string' | 'bool' | 'int' | 'float' | 'any' | 'time' | 'duration' }
  | { kind: 'slice' | 'map' | 'pointer'; of: GoType }
  | { kind: 'struct'; name: string; fields: Readonly<Record<string, GoField>> };

/** A field's type; with its name in JSON where that differs; or a struct whose fields stand beside the others (embedded). */
export type GoField = GoType | { json: string; type: GoType } | { embedded: GoType };

/** A value that answers by methods, as docker's formatter contexts do. */
export abstract class GoObject {
  /** The type's name, as an error prints it: "*formatter.ContainerContext". */
  abstract readonly goName: string;
  /** The value of a method; undefined where there is none. */
  abstract get(name: string): unknown;
  /** What `{{json .}}` writes. */
  abstract json(): unknown;
  /** The value of a method that takes arguments; undefined where there is none. */
  call(_name: string, _args: readonly unknown[]): unknown {
    return undefined;
  }
}

/** A number of JSON as encoding/json's Number has it: text to comparisons, a number when written. */
export class JsonNumber {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Plain data whose numbers are JsonNumbers. */
export function withJsonNumbers(value: unknown): unknown {
  if (typeof value === 'number') return new JsonNumber(value);
  if (Array.isArray(value)) return value.map(withJsonNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withJsonNumbers(item)]));
}

export interface Value {
  type: GoType;
  value: unknown;
}

export const ANY: GoType = { kind: 'any' };
export const STRING: GoType = { kind: 'string' };
export const BOOL: GoType = { kind: 'bool' };
export const INT: GoType = { kind: 'int' };
export const FLOAT: GoType = { kind: 'float' };
export const TIME: GoType = { kind: 'time' };
export const DURATION: GoType = { kind: 'duration' };
export const slice = (of: GoType): GoType => ({ kind: 'slice', of });
export const map = (of: GoType): GoType => ({ kind: 'map', of });
export const pointer = (of: GoType): GoType => ({ kind: 'pointer', of });
export const struct = (name: string, fields: Readonly<Record<string, GoField>>): GoType => ({ kind: 'struct', name, fields });

export const fieldType = (field: GoField): GoType => ('json' in field ? field.type : 'embedded' in field ? field.embedded : field);
export const fieldKey = (name: string, field: GoField): string => ('json' in field ? field.json : name);
export const isNil = (value: unknown): value is null | undefined => value === null || value === undefined;

/** A value without its interface: what it holds, with the type that shows. */
export function concrete(value: Value): Value {
  if (value.type.kind !== 'any') return value;
  const inner = value.value;
  if (typeof inner === 'string') return { type: STRING, value: inner };
  if (inner instanceof JsonNumber) return { type: STRING, value: String(inner.value) };
  if (typeof inner === 'boolean') return { type: BOOL, value: inner };
  if (typeof inner === 'number') return { type: Number.isInteger(inner) ? INT : FLOAT, value: inner };
  if (typeof inner === 'bigint') return { type: INT, value: inner };
  if (Array.isArray(inner)) return { type: slice(ANY), value: inner };
  if (isNil(inner) || inner instanceof GoObject) return value;
  return { type: map(ANY), value: inner };
}

/** A value behind its pointers. */
export function indirect(value: Value): Value {
  let at = concrete(value);
  while (at.type.kind === 'pointer' && !isNil(at.value)) at = concrete({ type: at.type.of, value: at.value });
  return at;
}

/** text/template's truth. */
export function truth(value: Value): boolean {
  const { type, value: inner } = concrete(value);
  switch (type.kind) {
    case 'bool':
      return inner === true;
    case 'int':
    case 'float':
    case 'duration':
      return !isNil(inner) && Number(inner) !== 0;
    case 'string':
      return !isNil(inner) && inner !== '';
    case 'slice':
      return !isNil(inner) && (inner as unknown[]).length > 0;
    case 'map':
      return !isNil(inner) && Object.keys(inner).length > 0;
    case 'struct':
    case 'time':
      return true;
    default:
      return !isNil(inner);
  }
}

/** A type as Go's errors name it. */
export function typeName(value: Value): string {
  const { type, value: inner } = concrete(value);
  if (inner instanceof GoObject) return inner.goName;
  return nameOf(type);
}

function nameOf(type: GoType): string {
  switch (type.kind) {
    case 'slice':
      return `[]${nameOf(type.of)}`;
    case 'map':
      return `map[string]${nameOf(type.of)}`;
    case 'pointer':
      return `*${nameOf(type.of)}`;
    case 'struct':
      return type.name;
    case 'any':
      return 'interface {}';
    case 'float':
      return 'float64';
    case 'time':
      return 'time.Time';
    case 'duration':
      return 'time.Duration';
    default:
      return type.kind;
  }
}

/** The entries of a map in the order Go prints and ranges over them. */
export const mapEntries = (value: Value): [string, Value][] => {
  const of = value.type.kind === 'map' ? value.type.of : ANY;
  return Object.entries((value.value ?? {}) as Record<string, unknown>)
    .filter(([, item]) => item !== undefined)
    .sort(([left], [right]) => compareBytes(left, right))
    .map(([key, item]) => [key, { type: of, value: item }]);
};

/** A field of a struct; its zero value where it was left out. Undefined where the struct has no such field. */
export function structField(value: Value, name: string): Value | undefined {
  if (value.type.kind !== 'struct') return undefined;
  const { fields } = value.type;
  if (!Object.hasOwn(fields, name)) {
    for (const field of Object.values(fields)) {
      const inner = 'embedded' in field ? structField({ type: field.embedded, value: value.value }, name) : undefined;
      if (inner) return inner;
    }
    return undefined;
  }
  const field = fields[name]!;
  if ('embedded' in field) return { type: field.embedded, value: value.value };
  return { type: fieldType(field), value: (value.value as Record<string, unknown> | undefined)?.[fieldKey(name, field)] };
}

/** What `%v` prints ('+' as `%+v`, '#' as `%#v`'s strings). */
export function printValue(value: Value, verb: 'v' | '+v' | '#v' = 'v', depth = 0): string {
  const { type, value: inner } = concrete(value);
  if (inner instanceof GoObject) return inner.goName.startsWith('*') ? `&{${inner.goName.slice(1)}}` : inner.goName;
  switch (type.kind) {
    case 'string':
      return verb === '#v' ? JSON.stringify(inner ?? '') : String(inner ?? '');
    case 'bool':
      return String(inner ?? false);
    case 'int':
      return String(inner ?? 0);
    case 'float':
      return printFloat(Number(inner ?? 0));
    case 'time':
      return printTime(inner as string | undefined);
    case 'duration':
      return printDuration(Number(inner ?? 0));
    case 'slice': {
      const items = ((inner ?? []) as unknown[]).map(item => printValue({ type: type.of, value: item }, verb, depth + 1));
      return `[${items.join(' ')}]`;
    }
    case 'map':
      return `map[${mapEntries({ type, value: inner })
        .map(([key, item]) => `${verb === '#v' ? JSON.stringify(key) : key}:${printValue(item, verb, depth + 1)}`)
        .join(' ')}]`;
    case 'pointer':
      return printPointer(type.of, inner, verb, depth);
    case 'struct':
      return `{${Object.keys(type.fields)
        .map(name => `${verb === 'v' ? '' : `${name}:`}${printValue(structField({ type, value: inner }, name)!, verb, depth + 1)}`)
        .join(' ')}}`;
    default:
      return '<nil>';
  }
}

/** At the top a pointer to a struct shows the struct; inside others it is an address. */
function printPointer(of: GoType, inner: unknown, verb: 'v' | '+v' | '#v', depth: number): string {
  if (isNil(inner)) return '<nil>';
  if (of.kind === 'time') return printTime(inner as string);
  if (depth === 0) return `&${printValue({ type: of, value: inner }, verb, depth)}`;
  return '0xc000012345';
}

/** A time in JSON's form as time.Time's String prints it. */
export function printTime(text: string | undefined): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|([+-]\d\d):(\d\d))$/.exec(text ?? '0001-01-01T00:00:00Z');
  if (!match) return text ?? '';
  const zone = match[4] === 'Z' || match[4] === '+00:00' ? '+0000 UTC' : `${match[5]}${match[6]} ${match[5]}${match[6]}`;
  return `${match[1]} ${match[2]}${(match[3] ?? '').replace(/\.?0+$/, '')} ${zone}`;
}

/** A float64 as %v prints it: shortest, an exponent below -4 and from 21 on. */
export function printFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return '0';
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 21) return value.toFixed(Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - exponent));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A value as docker's `json` function writes it: structs in their order, maps sorted, no HTML escapes. */
export const jsonOf = (value: Value, indent?: string): string => goJson(plain(value), indent === undefined ? {} : { indent });

/** A value as plain data, its maps in the order Go writes them. */
export function plain(value: Value): unknown {
  if (value.value instanceof JsonNumber) return value.value.value;
  const { type, value: inner } = concrete(value);
  if (inner instanceof GoObject) return inner.json();
  if (isNil(inner)) return zeroJson(type);
  switch (type.kind) {
    case 'slice':
      return (inner as unknown[]).map(item => plain({ type: type.of, value: item }));
    case 'map':
      return Object.fromEntries(mapEntries({ type, value: inner }).map(([key, item]) => [key, plain(item)]));
    case 'pointer':
      return plain({ type: type.of, value: inner });
    case 'struct': {
      const types = jsonTypes(type.fields);
      return Object.fromEntries(
        Object.entries(inner as Record<string, unknown>).map(([key, item]) => [key, plain({ type: types.get(key) ?? ANY, value: item })]),
      );
    }
    default:
      return inner;
  }
}

/** The types of a struct's properties in JSON. */
function jsonTypes(fields: Readonly<Record<string, GoField>>): Map<string, GoType> {
  const types = new Map<string, GoType>();
  for (const [name, field] of Object.entries(fields)) {
    if (!('embedded' in field)) types.set(fieldKey(name, field), fieldType(field));
    else if (field.embedded.kind === 'struct') for (const [key, type] of jsonTypes(field.embedded.fields)) types.set(key, type);
  }
  return types;
}

function zeroJson(type: GoType): unknown {
  if (type.kind === 'string') return '';
  if (type.kind === 'int' || type.kind === 'float' || type.kind === 'duration') return 0;
  return type.kind === 'bool' ? false : null;
}
