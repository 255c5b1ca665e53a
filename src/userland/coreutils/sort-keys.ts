// The keys of sort: where they lie in a line, and how each kind is compared. Lines are byte strings.

import { compareVersions } from '../lib/version-compare.ts';

export type Ordering = 'text' | 'numeric' | 'general' | 'human' | 'month' | 'version' | 'random';

export interface KeyOptions {
  ordering: Ordering;
  reverse: boolean;
  foldCase: boolean;
  dictionary: boolean;
  ignoreNonprinting: boolean;
  skipStartBlanks: boolean;
  skipEndBlanks: boolean;
}

export interface Key extends KeyOptions {
  startField: number;
  startCharacter: number;
  /** 0: to the end of the line. */
  endField: number;
  /** 0: to the end of the field. */
  endCharacter: number;
}

export const PLAIN: KeyOptions = {
  ordering: 'text',
  reverse: false,
  foldCase: false,
  dictionary: false,
  ignoreNonprinting: false,
  skipStartBlanks: false,
  skipEndBlanks: false,
};

const ORDERINGS: Readonly<Record<string, Ordering>> = {
  n: 'numeric',
  g: 'general',
  h: 'human',
  M: 'month',
  V: 'version',
  R: 'random',
};

/** Takes a letter of an option or of a key's end; false where it is none. `at` says which end's blanks "b" skips. */
export function takeLetter(options: KeyOptions, letter: string, at: 'both' | 'start' | 'end'): boolean {
  const ordering = ORDERINGS[letter];
  if (ordering !== undefined) options.ordering = ordering;
  else if (letter === 'r') options.reverse = true;
  else if (letter === 'f') options.foldCase = true;
  else if (letter === 'd') options.dictionary = true;
  else if (letter === 'i') options.ignoreNonprinting = true;
  else if (letter === 'b') {
    if (at !== 'end') options.skipStartBlanks = true;
    if (at !== 'start') options.skipEndBlanks = true;
  } else return false;
  return true;
}

const blank = (code: number): boolean => code === 32 || code === 9 || code === 10;

function fieldStart(line: string, field: number, separator: string | undefined): number {
  let at = 0;
  for (let left = field - 1; left > 0 && at < line.length; left--) {
    if (separator === undefined) {
      while (at < line.length && blank(line.charCodeAt(at))) at++;
      while (at < line.length && !blank(line.charCodeAt(at))) at++;
    } else {
      const next = line.indexOf(separator, at);
      at = next < 0 ? line.length : next + 1;
    }
  }
  return at;
}

function fieldEnd(line: string, field: number, separator: string | undefined): number {
  let at = fieldStart(line, field, separator);
  if (separator !== undefined) {
    const next = line.indexOf(separator, at);
    return next < 0 ? line.length : next;
  }
  while (at < line.length && blank(line.charCodeAt(at))) at++;
  while (at < line.length && !blank(line.charCodeAt(at))) at++;
  return at;
}

/** A key's text in a line. */
export function keyText(line: string, key: Key, separator: string | undefined): string {
  let start = fieldStart(line, key.startField, separator);
  if (key.skipStartBlanks) while (start < line.length && blank(line.charCodeAt(start))) start++;
  start = Math.min(line.length, start + key.startCharacter - 1);
  if (key.endField === 0) return line.slice(start);
  let end: number;
  if (key.endCharacter === 0) end = fieldEnd(line, key.endField, separator);
  else {
    end = fieldStart(line, key.endField, separator);
    if (key.skipEndBlanks) while (end < line.length && blank(line.charCodeAt(end))) end++;
    end = Math.min(line.length, end + key.endCharacter);
  }
  return line.slice(start, Math.max(start, end));
}

/** What is compared of a key: a number, or a string by its bytes. */
export type Comparable = number | string;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const SUFFIXES = 'KMGTPEZYRQ';

/** The number that a text begins with, 0 where it begins with none (-n). */
export function leadingNumber(text: string): number {
  const quick = Number(text);
  if (!Number.isNaN(quick) && text.length < 16 && !/[xXeE+boBO]/.test(text)) return quick;
  const found = /^\s*-?\d*\.?\d*/.exec(text)![0];
  const number = Number(found);
  return Number.isNaN(number) ? Number(found.replace(/\.$/, '')) || 0 : number;
}

function humanNumber(text: string): number {
  const found = /^\s*(-?)(\d*\.?\d*)([A-Za-z]?)/.exec(text)!;
  const size = Number(found[2]) || 0;
  const power = found[3] === '' ? 0 : SUFFIXES.indexOf(found[3]!.toUpperCase()) + 1;
  // The suffix decides first, whatever the number before it.
  const ranked = size === 0 ? 0 : power * 1e14 + Math.min(size, 1e14);
  return found[1] === '-' ? -ranked : ranked;
}

function generalNumber(text: string): number {
  const found = /^\s*([+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|inf(?:inity)?|nan))/i.exec(text);
  if (found === null) return Number.NEGATIVE_INFINITY;
  const word = found[1]!.toLowerCase();
  if (word.includes('inf')) return word.startsWith('-') ? -1e308 : Number.POSITIVE_INFINITY;
  return word.includes('nan') ? -1.7e308 : Number(word);
}

/** Makes of a key's text what compares by `<`; `random` scrambles for -R. */
export function comparable(text: string, key: KeyOptions, random: (text: string) => number): Comparable {
  switch (key.ordering) {
    case 'numeric':
      return leadingNumber(text);
    case 'human':
      return humanNumber(text);
    case 'general':
      return generalNumber(text);
    case 'month':
      return MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase());
    case 'random':
      return random(text);
    default: {
      let key2 = text;
      if (key.dictionary) key2 = key2.replace(/[^A-Za-z0-9 \t]/g, '');
      if (key.ignoreNonprinting) key2 = key2.replace(/[^ -~]/g, '');
      return key.foldCase ? key2.replace(/[a-z]+/g, part => part.toUpperCase()) : key2;
    }
  }
}

/** Negative, 0 or positive, by the key's kind and direction. */
export function compareKeys(a: Comparable, b: Comparable, key: KeyOptions): number {
  if (a === b) return 0;
  const order = key.ordering === 'version' ? compareVersions(a as string, b as string) : a < b ? -1 : 1;
  return key.reverse ? -order : order;
}
