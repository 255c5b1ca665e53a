// The kinds of values that flags take, and what Go says of a wrong one. As pflag 1.0 and docker-cli 28.5.2's opts.

import { parseDuration, parseRamBytes } from './units.ts';

const MANY = new Set([
  'list',
  'strings',
  'stringArray',
  'map',
  'stringToString',
  'filter',
  'mount',
  'network',
  'ulimit',
  'gpu-request',
  'scale',
]);

/** Whether a flag of this type gathers its values. */
export const takesMany = (type: string): boolean => MANY.has(type);

/** Whether one value is a list by its commas (pflag's stringSlice). */
export const splitsAtCommas = (type: string): boolean => type === 'strings' || type === 'stringToString';

/** What is wrong with a value of this type, in Go's words; undefined where it is good. */
export function checkValue(type: string, value: string): string | undefined {
  switch (type) {
    case '':
      return /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value) ? undefined : numError('ParseBool', value, 'invalid syntax');
    case 'int':
      return checkInt(value, 'ParseInt', -(2n ** 63n), 2n ** 63n - 1n);
    case 'uint':
      return checkInt(value, 'ParseUint', 0n, 2n ** 64n - 1n);
    case 'uint16':
      return checkInt(value, 'ParseUint', 0n, 65535n);
    case 'uint32':
      return checkInt(value, 'ParseUint', 0n, 2n ** 32n - 1n);
    case 'float':
      return Number.isNaN(Number(value)) || value === '' ? numError('ParseFloat', value, 'invalid syntax') : undefined;
    case 'duration':
      return wordsOf(() => parseDuration(value));
    case 'bytes':
      return value === '-1' ? undefined : wordsOf(() => parseRamBytes(value));
    case 'decimal':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$|^[+-]?\d+\/\d+$/.test(value)
        ? undefined
        : `failed to parse ${value} as a rational number`;
    case 'filter':
      return value === '' || value.includes('=') ? undefined : 'bad format of filter (expected name=value)';
    case 'stringToString':
      return value.includes('=') || value === '' ? undefined : `${value} must be formatted as key=value`;
    default:
      return undefined;
  }
}

function wordsOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Go's strconv.NumError. */
export const numError = (call: string, value: string, why: string): string => `strconv.${call}: parsing ${JSON.stringify(value)}: ${why}`;

/** strconv.ParseInt and ParseUint with base 0: what is wrong, or undefined. */
export function checkInt(value: string, call: 'ParseInt' | 'ParseUint' | 'Atoi', least: bigint, most: bigint): string | undefined {
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|\d+)$/.exec(value.replace(/(?<=[0-9a-fA-FxXoO])_(?=[0-9a-fA-F])/g, ''));
  if (!match || (call === 'ParseUint' && match[1] !== '')) return numError(call, value, 'invalid syntax');
  const digits = /^0[0-7]+$/.test(match[2]!) ? `0o${match[2]!.slice(1)}` : match[2]!;
  const number = (match[1] === '-' ? -1n : 1n) * BigInt(digits);
  return number < least || number > most ? numError(call, value, 'value out of range') : undefined;
}
