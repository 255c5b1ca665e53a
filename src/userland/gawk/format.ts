// awk's printf. As gawk 5.3.

import { formatFloat, formatInteger, padText, parseConversion } from '../lib/printf.ts';
import { Fatal } from './cell.ts';
import { toNumber, toText, type Value } from './value.ts';

/** The text of a format and its values. */
export function formatValues(format: string, values: readonly Value[], convfmt: string): string {
  let text = '';
  let next = 0;
  const take = (at: number): Value => {
    if (next < values.length) return values[next++];
    const shown = format.slice(0, at);
    const column = shown.length - (shown.lastIndexOf('\n') + 1);
    throw new Fatal(
      `fatal: not enough arguments to satisfy format string\n\t\`${format}'\n\t${' '.repeat(column + 1)}^ ran out for this one`,
    );
  };
  for (let at = 0; at < format.length; at++) {
    if (format[at] !== '%') {
      const end = format.indexOf('%', at);
      text += format.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? format.length : end - 1;
      continue;
    }
    if (format[at + 1] === '%') {
      text += '%';
      at++;
      continue;
    }
    const conversion = parseConversion(format, at);
    const { letter } = conversion;
    if (letter === '' || !'diouxXcsaAeEfFgG'.includes(letter)) {
      text += conversion.text;
      at += conversion.text.length - 1;
      continue;
    }
    const star = (part: number | '*' | undefined): number | undefined => (part === '*' ? Math.trunc(toNumber(take(at))) : part);
    let width = star(conversion.width);
    let { flags } = conversion;
    if (width !== undefined && width < 0) {
      width = -width;
      flags += '-';
    }
    const precision = star(conversion.precision);
    const filled = { flags, width, precision: precision !== undefined && precision < 0 ? undefined : precision, letter };
    text += convert(filled, take(at), convfmt);
    at += conversion.text.length - 1;
  }
  return text;
}

function convert(
  filled: { flags: string; width: number | undefined; precision: number | undefined; letter: string },
  value: Value,
  convfmt: string,
): string {
  const { letter, precision } = filled;
  if (letter === 's') {
    const text = toText(value, convfmt);
    return padText(filled, precision === undefined ? text : [...text].slice(0, precision).join(''));
  }
  if (letter === 'c') {
    if (typeof value === 'string') return padText(filled, [...value][0] ?? '');
    if (value !== undefined && typeof value !== 'number' && Number.isNaN(value.number)) return padText(filled, value.text[0] ?? '');
    const code = Math.trunc(toNumber(value));
    return padText(filled, code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '');
  }
  const number = toNumber(value);
  if ('aAeEfFgG'.includes(letter) || !Number.isFinite(number)) {
    if (Number.isFinite(number)) return formatFloat(filled, number);
    return padText(filled, Number.isNaN(number) ? '-nan' : number > 0 ? '+inf' : '-inf');
  }
  const whole = Math.trunc(number);
  // What is negative or too big for an unsigned conversion is written as a number.
  if ('ouxX'.includes(letter) && whole < 0) return formatFloat({ ...filled, letter: 'g', precision: undefined }, number);
  return formatInteger(filled, BigInt(whole));
}
