// Brace lists: a{b,c}d and {1..9..2}, on a word's source text. As bash 5.3's braces.c.

import { skipUnit } from './scan.ts';

/** The words that a word's source stands for; the word itself where it has no list. */
export function expandBraces(raw: string): string[] {
  if (!raw.includes('{')) return [raw];
  for (let at = 0; at < raw.length; at = skipUnit(raw, at)) {
    if (raw[at] !== '{') continue;
    const list = readList(raw, at);
    if (list === undefined) continue;
    const rest = expandBraces(raw.slice(list.end));
    const before = raw.slice(0, at);
    return list.items.flatMap(item => rest.map(after => before + item + after));
  }
  return [raw];
}

/** The items of the list whose "{" is at `at`, each expanded in turn; undefined where it is no list. */
function readList(raw: string, at: number): { items: string[]; end: number } | undefined {
  const pieces: string[] = [];
  let depth = 0;
  let start = at + 1;
  for (let index = at + 1; index < raw.length; index = skipUnit(raw, index)) {
    const char = raw[index];
    if (char === '{') depth++;
    else if (char === '}' && depth > 0) depth--;
    else if (char === ',' && depth === 0) {
      pieces.push(raw.slice(start, index));
      start = index + 1;
    } else if (char === '}') {
      const last = raw.slice(start, index);
      if (pieces.length > 0) return { items: [...pieces, last].flatMap(expandBraces), end: index + 1 };
      const sequence = expandSequence(last);
      return sequence && { items: sequence, end: index + 1 };
    }
  }
  return undefined;
}

function expandSequence(text: string): string[] | undefined {
  const numbers = /^([+-]?\d+)\.\.([+-]?\d+)(?:\.\.([+-]?\d+))?$/.exec(text);
  if (numbers !== null) return numberSequence(numbers[1]!, numbers[2]!, Number(numbers[3] ?? 1));
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([+-]?\d+))?$/.exec(text);
  if (letters === null) return undefined;
  const from = letters[1]!.charCodeAt(0);
  const to = letters[2]!.charCodeAt(0);
  return steps(from, to, Number(letters[3] ?? 1)).map(code =>
    code === 0x5c ? '\\\\' : String.fromCharCode(code).replace(/[`'"]/, '\\$&'),
  );
}

function numberSequence(first: string, last: string, step: number): string[] {
  const padded = [first, last].some(text => /^[+-]?0\d/.test(text));
  const width = padded ? Math.max(first.replace('+', '').length, last.replace('+', '').length) : 0;
  return steps(Number(first), Number(last), step).map(value => {
    const digits = String(Math.abs(value));
    return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
  });
}

function steps(from: number, to: number, step: number): number[] {
  const stride = Math.abs(step) || 1;
  const count = Math.floor(Math.abs(to - from) / stride);
  const sign = from <= to ? 1 : -1;
  return Array.from({ length: count + 1 }, (_, index) => from + sign * stride * index);
}
