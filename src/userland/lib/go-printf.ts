// fmt.Sprintf, Sprint and Sprintln of Go 1.25, on values with Go's types.

import { concrete, indirect, isNil, printFloat, printValue, typeName, type Value } from './go-value.ts';
import { significant } from './units.ts';

interface Spec {
  flags: string;
  width: number | undefined;
  precision: number | undefined;
  verb: string;
}

/** fmt.Sprintf. */
export function sprintf(format: string, args: readonly Value[]): string {
  let next = 0;
  const out = format.replace(
    /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(.)?/gsu,
    (whole, flags: string, width?: string, precision?: string, verb?: string) => {
      if (verb === undefined) return '%!(NOVERB)';
      const numeric = (text: string | undefined): number | undefined =>
        text === '*' ? Number(args[next++]?.value ?? 0) : text === undefined ? undefined : Number(text);
      const wide = numeric(width);
      const precise = /\./.test(whole) ? (numeric(precision) ?? 0) : undefined;
      if (verb === '%') return '%';
      const arg = args[next++];
      if (!arg) return `%!${verb}(MISSING)`;
      return pad(formatOne({ flags, width: wide, precision: precise, verb }, arg), flags, wide);
    },
  );
  if (next >= args.length) return out;
  return `${out}%!(EXTRA ${args
    .slice(next)
    .map(arg => `${typeName(arg)}=${printValue(arg)}`)
    .join(', ')})`;
}

function pad(text: string, flags: string, width: number | undefined): string {
  const length = [...text].length;
  if (width === undefined || length >= width) return text;
  if (flags.includes('-')) return text + ' '.repeat(width - length);
  if (flags.includes('0')) {
    const sign = /^[+-]/.exec(text)?.[0] ?? '';
    return sign + '0'.repeat(width - length) + text.slice(sign.length);
  }
  return ' '.repeat(width - length) + text;
}

function formatOne(spec: Spec, arg: Value): string {
  const { type, value } = concrete(arg);
  const { verb } = spec;
  if (verb === 'T') return isNil(value) && type.kind === 'any' ? '<nil>' : typeName(arg);
  if (verb === 'v')
    return truncated(printValue(arg, spec.flags.includes('#') ? '#v' : spec.flags.includes('+') ? '+v' : 'v'), spec, type.kind);
  if (type.kind === 'any' && isNil(value)) return `%!${verb}(<nil>)`;
  if (type.kind === 'slice' && 'sdqxXt'.includes(verb)) {
    return `[${((value ?? []) as unknown[]).map(item => formatOne(spec, { type: type.of, value: item })).join(' ')}]`;
  }
  const inner = indirect(arg);
  switch (inner.type.kind) {
    case 'string':
    case 'time':
      return formatString(spec, printValue(inner));
    case 'bool':
      return verb === 't' ? printValue(inner) : wrong(verb, arg);
    case 'int':
    case 'duration':
      if (verb === 's' && inner.type.kind === 'duration') return printValue(inner);
      return formatInt(spec, Number(inner.value ?? 0), arg);
    case 'float':
      return formatFloat(spec, Number(inner.value ?? 0), arg);
    default:
      return verb === 's' ? printValue(inner) : wrong(verb, arg);
  }
}

const wrong = (verb: string, arg: Value): string => `%!${verb}(${typeName(arg)}=${printValue(arg)})`;

const truncated = (text: string, spec: Spec, kind: string): string =>
  kind === 'string' && spec.precision !== undefined ? [...text].slice(0, spec.precision).join('') : text;

function formatString(spec: Spec, text: string): string {
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');
  switch (spec.verb) {
    case 's':
      return cut;
    case 'q':
      return spec.flags.includes('#') && !cut.includes('`') ? `\`${cut}\`` : JSON.stringify(cut);
    case 'x':
    case 'X': {
      const hex = [...new TextEncoder().encode(cut)]
        .map(byte => byte.toString(16).padStart(2, '0'))
        .join(spec.flags.includes(' ') ? ' ' : '');
      return spec.verb === 'X' ? hex.toUpperCase() : hex;
    }
    default:
      return `%!${spec.verb}(string=${text})`;
  }
}

function formatInt(spec: Spec, value: number, arg: Value): string {
  const sign = value < 0 ? '-' : spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '';
  const absolute = Math.abs(value);
  const sharp = spec.flags.includes('#');
  switch (spec.verb) {
    case 'd':
      return sign + String(absolute).padStart(spec.precision ?? 0, '0');
    case 'x':
      return sign + (sharp ? '0x' : '') + absolute.toString(16);
    case 'X':
      return sign + (sharp ? '0X' : '') + absolute.toString(16).toUpperCase();
    case 'o':
      return sign + (sharp ? '0' : '') + absolute.toString(8);
    case 'b':
      return sign + absolute.toString(2);
    case 'c':
      return String.fromCodePoint(absolute);
    case 'q':
      return `'${String.fromCodePoint(absolute)}'`;
    case 'U':
      return `U+${absolute.toString(16).toUpperCase().padStart(4, '0')}`;
    default:
      return wrong(spec.verb, arg);
  }
}

function formatFloat(spec: Spec, value: number, arg: Value): string {
  const sign = value >= 0 && spec.flags.includes('+') ? '+' : '';
  switch (spec.verb) {
    case 'f':
    case 'F':
      return sign + value.toFixed(spec.precision ?? 6);
    case 'g':
      return sign + (spec.precision === undefined ? printFloat(value) : significant(value, spec.precision || 1));
    case 'e':
      return sign + value.toExponential(spec.precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
    default:
      return wrong(spec.verb, arg);
  }
}

/** fmt.Sprint: a space between two operands neither of which is a string. */
export function sprint(args: readonly Value[]): string {
  let out = '';
  args.forEach((arg, at) => {
    const before = args[at - 1];
    if (before && concrete(arg).type.kind !== 'string' && concrete(before).type.kind !== 'string') out += ' ';
    out += printValue(arg);
  });
  return out;
}

/** fmt.Sprintln. */
export const sprintln = (args: readonly Value[]): string => `${args.map(arg => printValue(arg)).join(' ')}\n`;
