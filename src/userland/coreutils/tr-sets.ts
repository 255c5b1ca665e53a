// The sets that tr takes: characters, escapes, ranges, [:classes:], [=c=] and [c*n]. As GNU coreutils 9.10.

import { toBytes } from '../lib/bytes.ts';
import { quote } from '../lib/quote.ts';

export type SetPart =
  | { kind: 'bytes'; bytes: number[] }
  | { kind: 'class'; name: string; bytes: number[] }
  /** A count of 0 fills what is missing. */
  | { kind: 'repeat'; byte: number; count: number };

const between = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const DIGITS = between(48, 57);
const UPPER = between(65, 90);
const LOWER = between(97, 122);
const CLASSES: Readonly<Record<string, number[]>> = {
  alnum: [...DIGITS, ...UPPER, ...LOWER],
  alpha: [...UPPER, ...LOWER],
  blank: [9, 32],
  cntrl: [...between(0, 31), 127],
  digit: DIGITS,
  graph: between(33, 126),
  lower: LOWER,
  print: between(32, 126),
  punct: between(33, 126).filter(byte => !/[A-Za-z0-9]/.test(String.fromCharCode(byte))),
  space: [9, 10, 11, 12, 13, 32],
  upper: UPPER,
  xdigit: [...DIGITS, ...between(65, 70), ...between(97, 102)],
};
const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

interface Unit {
  byte: number;
  escaped: boolean;
}

/** Escapes resolved; what was escaped is no operator. */
function readEscapes(text: string): Unit[] {
  const raw = toBytes(text);
  const units: Unit[] = [];
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] !== 92 || at + 1 >= raw.length) {
      units.push({ byte: raw[at]!, escaped: false });
      continue;
    }
    const next = String.fromCharCode(raw[++at]!);
    if (/[0-7]/.test(next)) {
      let digits = next;
      while (digits.length < 3 && at + 1 < raw.length && /[0-7]/.test(String.fromCharCode(raw[at + 1]!))) {
        if (Number.parseInt(digits + String.fromCharCode(raw[at + 1]!), 8) > 255) break;
        digits += String.fromCharCode(raw[++at]!);
      }
      units.push({ byte: Number.parseInt(digits, 8), escaped: true });
    } else units.push({ byte: ESCAPES[next] ?? raw[at]!, escaped: true });
  }
  return units;
}

const shown = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`);

/** The parts of a set, or the words of what is wrong with it. */
export function parseSet(text: string): SetPart[] | string {
  const units = readEscapes(text);
  const plain = units.map(unit => (unit.escaped ? '\0' : String.fromCharCode(unit.byte))).join('');
  const parts: SetPart[] = [];
  for (let at = 0; at < units.length; ) {
    const bracket = bracketPart(units, plain, at);
    if (typeof bracket === 'string') return bracket;
    if (bracket !== undefined) {
      parts.push(bracket.part);
      at = bracket.next;
      continue;
    }
    const { byte } = units[at]!;
    if (plain[at + 1] === '-' && at + 2 < units.length) {
      const end = units[at + 2]!.byte;
      if (end < byte) return `range-endpoints of '${shown(byte)}-${shown(end)}' are in reverse collating sequence order`;
      parts.push({ kind: 'bytes', bytes: between(byte, end) });
      at += 3;
      continue;
    }
    parts.push({ kind: 'bytes', bytes: [byte] });
    at++;
  }
  return parts;
}

function bracketPart(units: readonly Unit[], plain: string, at: number): { part: SetPart; next: number } | string | undefined {
  if (plain[at] !== '[') return undefined;
  const kind = plain[at + 1];
  if (kind === ':' || kind === '=') {
    const close = plain.indexOf(`${kind}]`, at + 2);
    if (close < 0) return undefined;
    const name = plain.slice(at + 2, close);
    if (kind === '=') {
      if (name.length !== 1) return `${name}: equivalence class operand must be a single character`;
      return { part: { kind: 'bytes', bytes: [units[at + 2]!.byte] }, next: close + 2 };
    }
    const bytes = CLASSES[name];
    if (bytes === undefined) return `invalid character class ${quote(name)}`;
    return { part: { kind: 'class', name, bytes }, next: close + 2 };
  }
  if (plain[at + 2] !== '*') return undefined;
  const close = plain.indexOf(']', at + 3);
  if (close < 0) return undefined;
  const digits = plain.slice(at + 3, close);
  if (!/^\d*$/.test(digits)) return `invalid repeat count ${quote(digits)} in [c*n] construct`;
  const count = Number.parseInt(digits || '0', digits.startsWith('0') ? 8 : 10);
  return { part: { kind: 'repeat', byte: units[at + 1]!.byte, count }, next: close + 1 };
}
