// Source text to tree, what is wrong with a text, and whether more lines would mend it.

import type { Script } from './ast.ts';
import type { Dialect, SyntaxFault } from './dialect.ts';
import { read } from './syntax.ts';
import type { Reading, SyntaxStop } from './syntax-base.ts';

export type Parsed =
  | { state: 'complete'; script: Script; openDocuments: { delimiter: string; line: number }[] }
  | { state: 'more' | 'wrong'; fault: SyntaxFault };

/**
 * Reads a text whose first line has the number `line`. `atEnd`: no more lines come, so that open here-documents end with the text.
 */
export function parse(source: string, dialect: Dialect, line = 1, atEnd = false, reading: Reading = {}): Parsed {
  const { stop, statements, text, documents } = read(source, dialect, line, reading);
  if (stop !== undefined) return { state: stop.kind, fault: describe(text, stop, line) };
  const continued = /(^|[^\\])(\\\\)*\\\n?$/.test(source);
  if (!atEnd && (documents.length > 0 || continued)) {
    return { state: 'more', fault: { token: undefined, line, text: '' } };
  }
  return { state: 'complete', script: { statements }, openDocuments: documents };
}

/** The stop with its line. */
function describe(source: string, stop: SyntaxStop, first: number): SyntaxFault {
  const lines = source.split('\n');
  const lineOf = (at: number): number => source.slice(0, at).split('\n').length - 1;
  const last = lines.length - (source.endsWith('\n') ? 1 : 0);
  const at = lineOf(stop.at);
  if (stop.unclosed !== undefined) {
    const substitution = stop.unclosed === ')' && !source.startsWith('((', stop.at) && source[stop.at - 1] !== '=';
    return {
      token: undefined,
      unclosed: stop.unclosed,
      line: first + (substitution ? last : at),
      lastLine: first + lines.length - 1,
      text: lines[at] ?? '',
      arithmetic: source.startsWith('((', stop.at),
    };
  }
  const open = stop.open && { word: stop.open.word, line: first + lineOf(stop.open.at) };
  const { expecting, words, discards, inSubstitution } = stop;
  const shared = { expecting, open, words, discards, inSubstitution, word: stop.isWord, bare: stop.shown !== undefined };
  if (stop.token === '') return { ...shared, token: undefined, line: first + last, lastLine: first + lines.length - 1, text: '' };
  return { ...shared, token: stop.token, line: first + at, lastLine: first + at, text: stop.shown ?? lines[at] ?? '' };
}
