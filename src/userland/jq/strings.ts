// jq's functions of strings.

import { described, fail } from './errors.ts';
import { isNumber, type Json, numberOf } from './json.ts';
import { splitText } from './operators.ts';
import { compact } from './print.ts';

type Plain = (value: Json, args: readonly Json[]) => Json;

const text = (value: Json, words: string): string => (typeof value === 'string' ? value : fail(`${described(value)} ${words}`));
const affix = (name: string, value: Json, part: Json): [string, string] =>
  typeof value === 'string' && typeof part === 'string' ? [value, part] : fail(`${name}() requires string inputs`);
const trims =
  (pattern: RegExp): Plain =>
  value =>
    text(value, 'cannot be trimmed').replace(pattern, '');

export const STRINGS: Readonly<Record<string, Plain>> = {
  'ascii_downcase/0': value => text(value, 'cannot be lowercased').replace(/[A-Z]/g, char => char.toLowerCase()),
  'ascii_upcase/0': value => text(value, 'cannot be uppercased').replace(/[a-z]/g, char => char.toUpperCase()),
  'startswith/1': (value, [part]) => {
    const [whole, start] = affix('startswith', value, part!);
    return whole.startsWith(start);
  },
  'endswith/1': (value, [part]) => {
    const [whole, end] = affix('endswith', value, part!);
    return whole.endsWith(end);
  },
  'ltrimstr/1': (value, [part]) => {
    const [whole, start] = affix('startswith', value, part!);
    return whole.startsWith(start) ? whole.slice(start.length) : whole;
  },
  'rtrimstr/1': (value, [part]) => {
    const [whole, end] = affix('endswith', value, part!);
    return end !== '' && whole.endsWith(end) ? whole.slice(0, -end.length) : whole;
  },
  'trimstr/1': (value, [part]) => {
    const [whole, end] = affix('startswith', value, part!);
    const cut = whole.startsWith(end) ? whole.slice(end.length) : whole;
    return end !== '' && cut.endsWith(end) ? cut.slice(0, -end.length) : cut;
  },
  'trim/0': trims(/^\s+|\s+$/g),
  'ltrim/0': trims(/^\s+/),
  'rtrim/0': trims(/\s+$/),
  'explode/0': value => Array.from(text(value, 'cannot be exploded, as it is not a string'), char => char.codePointAt(0)!),
  'implode/0': value => {
    if (!Array.isArray(value)) return fail(`${described(value)} cannot be imploded, must be an array of codepoints`);
    return value.map(code => (isNumber(code) ? String.fromCodePoint(numberOf(code)) : fail(`Unicode codepoint must be numeric`))).join('');
  },
  'split/1': (value, [by]) =>
    typeof value === 'string' && typeof by === 'string' ? splitText(value, by) : fail('split input and separator must be strings'),
  'join/1': (value, [by]) => {
    if (!Array.isArray(value)) return fail(`Cannot iterate over ${described(value)}`);
    if (value.length === 0) return '';
    if (typeof by !== 'string') return fail(`${described(by!)} and ${described(value[0]!)} cannot be added`);
    return value
      .map(item => {
        if (item === null) return '';
        if (typeof item === 'string') return item;
        return isNumber(item) || typeof item === 'boolean'
          ? compact(item)
          : fail(`${described(by)} and ${described(item)} cannot be added`);
      })
      .join(by);
  },
  'utf8bytelength/0': value => new TextEncoder().encode(text(value, 'only strings have UTF-8 byte length')).length,
};
