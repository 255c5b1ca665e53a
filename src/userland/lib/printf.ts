// The conversions of C's printf(3): what printf(1), the shells' own printf and awk share. As glibc 2.41.

import { type Float, floatOf, magnitudeText } from './float.ts';

/** One conversion of a format. Width and precision of '*' come from the arguments. */
export interface Conversion {
  /** The flags that were given, of "-+ #0'". */
  flags: string;
  width: number | '*' | undefined;
  precision: number | '*' | undefined;
  /** The last letter ("d"), '' where the format ends before it. */
  letter: string;
  /** The conversion as written, "%-5d". */
  text: string;
}

/** The conversion that begins at the "%" at `at`; length modifiers (h, l, L, j, z, t) are skipped. */
export function parseConversion(format: string, at: number): Conversion {
  const found = /^%([-+ #0']*)(\*|\d*)(?:\.(\*|-?\d*))?[hlLjzt]*/.exec(format.slice(at))!;
  const letter = format.slice(at + found[0].length, at + found[0].length + 1);
  const number = (text: string | undefined): number | '*' | undefined =>
    text === undefined ? undefined : text === '*' ? '*' : Number(text);
  return {
    flags: found[1]!,
    width: found[2] === '' ? undefined : number(found[2]),
    precision: number(found[3]),
    letter,
    text: found[0] + letter,
  };
}

/** A conversion whose stars have been filled in. */
export interface Filled {
  flags: string;
  width: number | undefined;
  precision: number | undefined;
  letter: string;
}

/** The conversion with its stars taken from `next`. A negative width means "-"; a negative precision none. */
export function fill(conversion: Conversion, next: () => number): Filled {
  let { flags } = conversion;
  let width = conversion.width === '*' ? next() : conversion.width;
  if (width !== undefined && width < 0) {
    flags += '-';
    width = -width;
  }
  let precision = conversion.precision === '*' ? next() : conversion.precision;
  if (precision !== undefined && precision < 0) precision = undefined;
  return { flags, width, precision, letter: conversion.letter };
}

/** Pads text to the conversion's width with blanks. `length` is what the text counts as: its bytes, where those are meant. */
export function padText(filled: Filled, text: string, length: number = text.length): string {
  const missing = (filled.width ?? 0) - length;
  if (missing <= 0) return text;
  return filled.flags.includes('-') ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

/** A number's sign, prefix and digits at the conversion's width, zeros between where "0" asks. */
function padNumber(filled: Filled, sign: string, digits: string, zeros: boolean): string {
  const missing = (filled.width ?? 0) - sign.length - digits.length;
  if (missing <= 0) return sign + digits;
  if (filled.flags.includes('-')) return sign + digits + ' '.repeat(missing);
  return zeros && filled.flags.includes('0') ? sign + '0'.repeat(missing) + digits : ' '.repeat(missing) + sign + digits;
}

const plus = (flags: string): string => (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '');

/** %d %i %u %o %x %X of an integer; the unsigned ones take it as 64 bits. */
export function formatInteger(filled: Filled, value: bigint): string {
  const { flags, letter, precision } = filled;
  const signed = letter === 'd' || letter === 'i';
  const magnitude = signed ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  const base = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10;
  let digits = magnitude.toString(base);
  if (precision === 0 && magnitude === 0n) digits = '';
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  let sign = signed ? (value < 0n ? '-' : plus(flags)) : '';
  if (flags.includes('#')) {
    if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
    if (base === 16 && magnitude !== 0n) sign = '0x';
  }
  const text = padNumber(filled, sign, digits, precision === undefined);
  return letter === 'X' ? text.toUpperCase() : text;
}

/** %a %e %f %g and their capitals. */
export function formatFloat(filled: Filled, value: number | Float): string {
  const float = typeof value === 'number' ? floatOf(value) : value;
  const digits = magnitudeText(float, filled.letter, filled.precision, filled.flags.includes('#'));
  let sign = float.negative ? '-' : plus(filled.flags);
  const hex = /^0x/i.test(digits);
  if (hex) sign += digits.slice(0, 2);
  return padNumber(filled, sign, hex ? digits.slice(2) : digits, float.kind === 'finite');
}
