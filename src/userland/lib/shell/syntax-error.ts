// What is wrong with a text, as a shell tells it: the unexpected token, its line, what was never closed. The dialect words it.

import type { SyntaxFault } from './dialect.ts';
import type { Fault } from './parse.ts';

const OPERATOR = /^(?:;;&|;;|;&|&&|\|\||\|&|&>>|&>|<<<|<<-|<<|>>|>&|<&|<>|>\||[|;&()<>])/;

/** The token at an offset: an operator, "newline", a word, or undefined at the end. */
export function tokenAt(source: string, at: number): { token: string | undefined; at: number; word: boolean } {
  let start = at;
  while (source[start] === ' ' || source[start] === '\t') start++;
  if (source[start] === '#' && /\s/.test(source[start - 1] ?? ' '))
    start = source.indexOf('\n', start) < 0 ? source.length : source.indexOf('\n', start);
  if (start >= source.length) return { token: undefined, at: start, word: false };
  if (source[start] === '\n') return { token: 'newline', at: start, word: false };
  const operator = OPERATOR.exec(source.slice(start, start + 3))?.[0];
  if (operator !== undefined) return { token: operator, at: start, word: false };
  const word = /^(?:"[^"]*"|'[^']*'|\\.|[^\s|;&()<>])+/s.exec(source.slice(start))?.[0] ?? source[start]!;
  return { token: word, at: start, word: true };
}

const lineAt = (source: string, at: number): number => source.slice(0, at).split('\n').length - 1;

/** The fault as the dialects word it. `first`: the line number of the source's first line; `atEnd`: no more text comes. */
export function describeFault(source: string, faults: readonly Fault[], first: number): SyntaxFault {
  const lines = source.split('\n');
  const fault = faults[0] ?? { message: '', at: source.length };
  const unterminated = faults.find(candidate => /^unterminated/.test(candidate.message));
  if (unterminated !== undefined) {
    const unclosed = closerOf(source, unterminated);
    const line =
      first + (unclosed === ')' || unclosed === '}' ? lines.length - (source.endsWith('\n') ? 1 : 0) : lineAt(source, unterminated.at));
    return { token: undefined, unclosed, line, text: lines[lineAt(source, unterminated.at)] ?? '' };
  }
  const { token, at, word } = tokenAt(source, fault.at);
  const expecting = /^expected '?([^']*?)'?(?: |$)/.exec(fault.message)?.[1];
  if (token === undefined || (token === 'newline' && source.slice(at).trim() === '' && wantsMore(fault, source, at))) {
    const open = openConstruct(source, first);
    return { token: undefined, line: first + lines.length - (source.endsWith('\n') ? 1 : 0), text: '', open, expecting };
  }
  const line = lineAt(source, at);
  return { token, line: first + line, text: lines[line] ?? '', expecting, word };
}

/** Whether the end of the text, and not of the line, is what surprises. */
function wantsMore(fault: Fault, source: string, at: number): boolean {
  if (/redirect target|heredoc/i.test(fault.message)) return false;
  const before = source.slice(0, at).trimEnd();
  return !/(?:^|[\s;&|])(?:for|select|case|function)$/.test(before);
}

function closerOf(source: string, fault: Fault): string {
  const message = fault.message.toLowerCase();
  if (message.includes('single')) return "'";
  if (message.includes('double')) return '"';
  if (message.includes('backtick') || message.includes('`')) return '`';
  const text = source.slice(fault.at, fault.at + 3);
  if (text.startsWith("'") || text.startsWith("$'")) return "'";
  if (text.startsWith('"')) return '"';
  if (text.startsWith('`')) return '`';
  if (text.startsWith('${')) return '}';
  return ')';
}

const OPENERS: Readonly<Record<string, string>> = { if: 'fi', while: 'done', until: 'done', for: 'done', select: 'done', case: 'esac' };

/** The innermost construct that was not ended, and its line. */
function openConstruct(source: string, first: number): { word: string; line: number } | undefined {
  const open: { word: string; line: number; closer: string }[] = [];
  let begins = true;
  for (const found of source.matchAll(/\n|[;&|()]|(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s;&|()"'\\])+/gs)) {
    const token = found[0];
    if (/^[\n;&|(]$/.test(token)) {
      if (token === '(' && begins) open.push({ word: '(', line: first + lineAt(source, found.index), closer: ')' });
      begins = true;
      continue;
    }
    if (token === ')' && open.at(-1)?.closer === ')') open.pop();
    if (begins && Object.hasOwn(OPENERS, token))
      open.push({ word: token, line: first + lineAt(source, found.index), closer: OPENERS[token]! });
    else if (begins && token === '{') open.push({ word: '{', line: first + lineAt(source, found.index), closer: '}' });
    else if (begins && token === open.at(-1)?.closer) open.pop();
    begins = ['then', 'do', 'else', 'elif', 'if', 'while', 'until', '!', '{', 'time'].includes(token) || token === ')';
  }
  const last = open.at(-1);
  return last && { word: last.word, line: last.line };
}
