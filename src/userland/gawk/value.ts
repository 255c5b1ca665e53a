// awk's values: numbers, strings, and strings that look like numbers where they came from outside. As gawk 5.3.

import { formatFloat } from '../lib/printf.ts';

/** A text from input that counts as a number in comparisons. */
export class StrNum {
  readonly text: string;
  readonly number: number;

  constructor(text: string, number: number) {
    this.text = text;
    this.number = number;
  }
}

/** Undefined is a variable that has no value yet: "" and 0. */
export type Value = number | string | StrNum | undefined;

const NUMERIC = /^[ \t\n]*[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[iI][nN][fF]|[nN][aA][nN])[ \t\n]*$/;
const LEADING = /^[ \t\n\r\f\v]*([+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?))/;

/** A text from outside: a StrNum where it looks like a number. */
export function inputValue(text: string): Value {
  const code = text.charCodeAt(0);
  // A letter other than of inf and nan begins no number.
  if (code > 57 && code !== 105 && code !== 73 && code !== 110 && code !== 78) return text;
  return NUMERIC.test(text) ? new StrNum(text, toNumber(text)) : text;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (typeof value !== 'string') return value.number;
  const found = LEADING.exec(value);
  if (found !== null) return Number(found[1]);
  const special = /^[ \t\n]*([+-])(inf|nan)[ \t\n]*$/i.exec(value);
  if (special === null) return 0;
  return special[2]!.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
}

/** A number's text by CONVFMT or OFMT; whole numbers are written whole. */
export function numberText(number: number, format: string): string {
  if (Number.isInteger(number)) {
    if (Math.abs(number) < 1e16) return number === 0 ? '0' : String(number);
    return BigInt(number).toString();
  }
  if (Number.isNaN(number)) return '-nan';
  if (!Number.isFinite(number)) return number > 0 ? '+inf' : '-inf';
  if (format === '%.6g') {
    const text = formatFloat({ flags: '', width: undefined, precision: 6, letter: 'g' }, number);
    return text;
  }
  const found = /^([^%]*)%([-+ #0]*)(\d*)(?:\.(\d+))?([aAeEfFgGdi])([^%]*)$/.exec(format);
  if (found === null) return String(number);
  const [, before = '', flags = '', width, precision, letter = 'g', after = ''] = found;
  if (letter === 'd' || letter === 'i') return `${before}${Math.trunc(number)}${after}`;
  return (
    before +
    formatFloat(
      { flags, width: width ? Number(width) : undefined, precision: precision === undefined ? undefined : Number(precision), letter },
      number,
    ) +
    after
  );
}

export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  return typeof value === 'number' ? numberText(value, format) : value.text;
}

export function toBoolean(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return value !== undefined && value.number !== 0;
}

/** Negative, 0 or positive: as numbers where both are, else as strings. */
export function compare(a: Value, b: Value, format: string): number {
  if (typeof a !== 'string' && typeof b !== 'string') {
    const [one, two] = [toNumber(a), toNumber(b)];
    return one < two ? -1 : one > two ? 1 : one === two ? 0 : Number.isNaN(one) ? (Number.isNaN(two) ? 0 : 1) : -1;
  }
  const [one, two] = [toText(a, format), toText(b, format)];
  return one < two ? -1 : one > two ? 1 : 0;
}
