// The right side of s///: groups, & and the changes of case. As GNU sed 4.9.

import { numericEscape } from './escapes.ts';
import type { Piece } from './script.ts';

/** The pieces of a replacement's text. */
export function parseReplacement(text: string): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') pieces.push({ kind: 'text', text: literal });
    literal = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '&') {
      flush();
      pieces.push({ kind: 'group', group: 0 });
      continue;
    }
    if (char !== '\\') {
      literal += char;
      continue;
    }
    const next = text[at + 1];
    if (next === undefined) {
      literal += '\\';
      break;
    }
    if (/\d/.test(next)) {
      flush();
      pieces.push({ kind: 'group', group: Number(next) });
      at++;
    } else if ('ULulE'.includes(next)) {
      flush();
      pieces.push({ kind: 'case', how: next as 'U' });
      at++;
    } else {
      const escape = next === 'n' ? { character: '\n', length: 2 } : numericEscape(text, at);
      literal += escape?.character ?? next;
      at += (escape?.length ?? 2) - 1;
    }
  }
  flush();
  return pieces;
}

/** The text that takes a match's place. */
export function expandReplacement(pieces: readonly Piece[], match: RegExpExecArray): string {
  const [only] = pieces;
  if (pieces.length === 0) return '';
  if (pieces.length === 1 && only!.kind === 'text') return only!.text;
  let text = '';
  let all: 'U' | 'L' | 'E' = 'E';
  let once: 'u' | 'l' | undefined;
  for (const piece of pieces) {
    if (piece.kind === 'case') {
      if (piece.how === 'u' || piece.how === 'l') once = piece.how;
      else {
        all = piece.how;
        once = undefined;
      }
      continue;
    }
    let part = piece.kind === 'text' ? piece.text : (match[piece.group] ?? '');
    if (part === '') continue;
    if (all === 'U') part = part.toUpperCase();
    else if (all === 'L') part = part.toLowerCase();
    if (once !== undefined) {
      const first = String.fromCodePoint(part.codePointAt(0)!);
      part = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + part.slice(first.length);
      once = undefined;
    }
    text += part;
  }
  return text;
}
