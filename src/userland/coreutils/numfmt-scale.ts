// How numfmt reads a number with a suffix and prints one. As GNU coreutils 9.10.

import { formatFloat } from '../lib/printf.ts';
import { quote } from '../lib/quote.ts';

export type Scale = 'none' | 'auto' | 'si' | 'iec' | 'iec-i';
export type Rounding = 'up' | 'down' | 'from-zero' | 'towards-zero' | 'nearest';

const LETTERS = 'KMGTPEZYRQ';

export interface Read {
  value: number;
  /** Digits behind the point, which the output has too. */
  precision: number;
}

/** The number that a text is, or what is wrong with it. `separator`: what may stand before the suffix. */
export function readNumber(text: string, from: Scale, separator: string): Read | string {
  const found = /^(-?)(\d*)(?:\.(\d+))?/.exec(text)!;
  const [number, sign, whole = '', decimals] = found;
  if (whole === '' && decimals === undefined) return `invalid number: ${quote(text)}`;
  let rest = text.slice(number.length);
  if (rest.startsWith('.')) return `invalid number: ${quote(text)}`;
  const plain = Number(`${whole || '0'}.${decimals ?? '0'}`) * (sign === '-' ? -1 : 1);
  if (rest === '') return { value: plain, precision: decimals?.length ?? 0 };
  if (separator !== '' && rest.startsWith(separator)) rest = rest.slice(separator.length);
  else if (separator === '') rest = rest.replace(/^[ \t]/, '');
  const power = LETTERS.indexOf(rest.charAt(0) === 'k' ? 'K' : rest.charAt(0)) + 1;
  if (rest === '' || power === 0) return `invalid suffix in input: ${quote(text)}`;
  if (from === 'none') return `rejecting suffix in input: ${quote(text)} (consider using --from)`;
  rest = rest.slice(1);
  let base = from === 'si' || from === 'auto' ? 1000 : 1024;
  if ((from === 'auto' || from === 'iec-i') && rest.startsWith('i')) {
    base = 1024;
    rest = rest.slice(1);
  } else if (from === 'iec-i') return `missing 'i' suffix in input: ${quote(text)} (e.g Ki/Mi/Gi)`;
  if (rest !== '') return `invalid suffix in input ${quote(text)}: ${quote(rest)}`;
  return { value: plain * base ** power, precision: 0 };
}

/** A number rounded to a whole one. */
function round(value: number, how: Rounding): number {
  switch (how) {
    case 'up':
      return Math.ceil(value);
    case 'down':
      return Math.floor(value);
    case 'from-zero':
      return value < 0 ? Math.floor(value) : Math.ceil(value);
    case 'towards-zero':
      return Math.trunc(value);
    case 'nearest':
      return value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5);
  }
}

const rounded = (value: number, places: number, how: Rounding): number => {
  const scaled = value * 10 ** places;
  // What is a whole number but for the last bits of a double is one: the real program counts in more of them.
  const near = Math.round(scaled);
  return (Math.abs(scaled - near) <= Math.abs(scaled) * 1e-15 ? near : round(scaled, how)) / 10 ** places;
};

const fixed = (value: number, places: number): string =>
  formatFloat({ flags: '', width: undefined, precision: places, letter: 'f' }, value);

export interface Output {
  to: Scale;
  rounding: Rounding;
  /** Digits behind the point that --format asks for. */
  precision: number | undefined;
  separator: string;
}

/** The number as it is printed. */
export function showNumber({ value, precision }: Read, { to, rounding, precision: asked, separator }: Output): string {
  if (to === 'none') {
    const places = asked ?? precision;
    return fixed(rounded(value, places, rounding), places);
  }
  const base = to === 'si' ? 1000 : 1024;
  let power = 0;
  let left = value;
  while (Math.abs(left) >= base && power < LETTERS.length) {
    left /= base;
    power++;
  }
  const places = asked !== undefined ? Math.min(power * 3, asked) : Math.abs(left) < 10 ? 1 : 0;
  left = rounded(left, places, rounding);
  if (Math.abs(left) >= base) {
    left /= base;
    power++;
  }
  const shown = asked ?? (left !== 0 && Math.abs(left) < 10 && power > 0 ? 1 : 0);
  if (power === 0) return fixed(left, shown);
  const letter = power === 1 && to === 'si' ? 'k' : LETTERS[power - 1];
  return `${fixed(left, shown)}${separator}${letter}${to === 'iec-i' ? 'i' : ''}`;
}

const UNSCALED_DIGITS_MOST = 18;
const SCALED_DIGITS_MOST = 33;

/** Why a number can't be printed so; undefined where it can. */
export function tooLarge({ value, precision }: Read, { to, precision: asked }: Output): string | undefined {
  const digits = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) + 1e-12);
  const shown = formatFloat({ flags: '', width: undefined, precision: undefined, letter: 'g' }, value);
  if (to === 'none' && digits + (asked ?? precision) > UNSCALED_DIGITS_MOST)
    return precision > 0 || asked !== undefined
      ? `value/precision too large to be printed: '${shown}/${asked ?? precision}' (consider using --to)`
      : `value too large to be printed: '${shown}' (consider using --to)`;
  if (digits > SCALED_DIGITS_MOST - 1) return `value too large to be printed: '${shown}' (cannot handle values > 999Q)`;
  return undefined;
}
