// A shell's text as tokens: words, operators, newlines, with here-documents taken out where a line ends. As bash 5.3's parse.y: read_token.

import type { Dialect } from './dialect.ts';
import { closeOfArithmetic, endOfCommand, endOfDollar, endOfSubscript, lastUnclosed, resetUnclosed, skipUnit } from './scan.ts';

export interface Token {
  kind: 'word' | 'operator' | 'newline' | 'io-number' | 'end';
  text: string;
  at: number;
  end: number;
  /** A word of the shape NAME=value. */
  assigns?: boolean;
}

/** Told of a quote or bracket that the text leaves open, or of a token that cannot stand inside NAME=(…). */
type Stop = (stop: { kind: 'more' | 'wrong'; token: string; isWord: boolean; at: number; unclosed?: string }) => never;

const BASH_OPERATORS = [
  ';;&',
  '&>>',
  '<<<',
  '<<-',
  '&&',
  '||',
  ';;',
  ';&',
  '|&',
  '&>',
  '<<',
  '>>',
  '<&',
  '>&',
  '<>',
  '>|',
  '|',
  '&',
  ';',
  '(',
  ')',
  '<',
  '>',
];
const POSIX_OPERATORS = ['<<-', '&&', '||', ';;', '<<', '>>', '<&', '>&', '<>', '>|', '|', '&', ';', '(', ')', '<', '>'];
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*(?:\[|\+?=)/;

export class Tokens {
  readonly #text: string;
  readonly #features: Dialect['features'];
  readonly #operators: readonly string[];
  readonly #stop: Stop;
  #at = 0;
  #peeked: Token | undefined;
  #pending: { delimiter: string; tabs: boolean; at: number }[] = [];
  /** Here-documents whose delimiter never came. */
  readonly documents: { delimiter: string; at: number }[] = [];

  constructor(text: string, features: Dialect['features'], stop: Stop) {
    this.#text = text;
    this.#features = features;
    this.#operators = features.bashKeywords
      ? BASH_OPERATORS
      : features.hereStrings
        ? BASH_OPERATORS.filter(operator => operator !== '|&' && operator !== ';;&' && operator !== ';&')
        : POSIX_OPERATORS;
    this.#stop = stop;
  }

  peek(): Token {
    this.#peeked ??= this.#read();
    return this.#peeked;
  }

  next(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    this.#at = token.end;
    if (token.kind === 'newline') this.#readDocuments();
    return token;
  }

  mark(): number {
    return this.#peeked?.at ?? this.#at;
  }

  rewind(at: number): void {
    this.#at = at;
    this.#peeked = undefined;
  }

  /** Goes past newlines; gives how many. */
  skipNewlines(): number {
    let count = 0;
    for (; this.peek().kind === 'newline'; count++) this.next();
    return count;
  }

  /** A here-document begins on the next line. */
  expectDocument(target: Token, tabs: boolean): void {
    this.#pending.push({ delimiter: target.text.replace(/\\(.)|['"]/gs, '$1'), tabs, at: target.at });
  }

  /** Where ((…)) comes next, goes past it: whether it did. */
  arithmeticAhead(): boolean {
    const { at } = this.peek();
    if (this.#text[at + 1] !== '(') return false;
    resetUnclosed();
    const end = closeOfArithmetic(this.#text, at + 2);
    if (end === undefined) {
      if (!this.#closesAsSubshells(at)) this.#leftOpen(')', at);
      return false;
    }
    this.#peeked = undefined;
    this.#at = end;
    return true;
  }

  /** Whether "((" is two subshells: one ")" came apart from the other. */
  #closesAsSubshells(at: number): boolean {
    let depth = 0;
    for (let index = at; index < this.#text.length; index = skipUnit(this.#text, index)) {
      if (this.#text[index] === '(') depth++;
      else if (this.#text[index] === ')' && --depth <= 1) return true;
    }
    return false;
  }

  #leftOpen(closer: string, at: number): never {
    return this.#stop({ kind: 'more', token: '', isWord: false, at, unclosed: closer });
  }

  #skipBlanks(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === ' ' || char === '\t' || char === '\r') {
        if (char === '\r') return;
        this.#at++;
      } else if (char === '\\' && this.#text[this.#at + 1] === '\n') this.#at += 2;
      else if (char === '#') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else return;
    }
  }

  #read(): Token {
    this.#skipBlanks();
    const at = this.#at;
    const text = this.#text;
    if (at >= text.length) return { kind: 'end', text: '', at, end: at };
    if (text[at] === '\n') return { kind: 'newline', text: '\n', at, end: at + 1 };
    if (this.#processAhead(at)) return this.#word(at);
    const operator = this.#operators.find(candidate => text.startsWith(candidate, at));
    if (operator !== undefined) return { kind: 'operator', text: operator, at, end: at + operator.length };
    const number = /^(?:\d+|\{[A-Za-z_]\w*(?:\[[^\]]*\])?\})(?=[<>])/.exec(text.slice(at, at + 64));
    if (number !== null && (/^\d/.test(number[0]) || this.#features.bashKeywords))
      return { kind: 'io-number', text: number[0], at, end: at + number[0].length };
    return this.#word(at);
  }

  #processAhead(at: number): boolean {
    return this.#features.process && (this.#text[at] === '<' || this.#text[at] === '>') && this.#text[at + 1] === '(';
  }

  #isMeta(at: number): boolean {
    return /[\s|&;()<>]/.test(this.#text[at]!) && this.#text[at] !== '\r';
  }

  /** A word from `at` to the next blank or operator outside quotes. */
  #word(at: number): Token {
    const text = this.#text;
    let end = at;
    const assigns = ASSIGNMENT.test(text.slice(at, at + 200));
    while (end < text.length) {
      if (this.#extglobAhead(end)) end = this.#checked(endOfCommand(text, end + 1), ')', end);
      else if (this.#processAhead(end)) end = this.#checked(this.#unit(end), ')', end);
      else if (this.#isMeta(end)) {
        if (!(text[end] === '(' && assigns && this.#features.arrays && /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/.test(text.slice(at, end))))
          break;
        end = this.#array(end);
      } else if (assigns && text[end] === '[' && /^\w+$/.test(text.slice(at, end))) {
        const close = endOfSubscript(text, end);
        end = close <= text.length ? close : end + 1;
      } else end = this.#checked(this.#unit(end), '', end);
    }
    if (end === at) end++;
    return { kind: 'word', text: text.slice(at, end), at, end, assigns };
  }

  #unit(at: number): number {
    resetUnclosed();
    if (!this.#features.ansi && this.#text[at] === '$' && (this.#text[at + 1] === "'" || this.#text[at + 1] === '"')) return at + 1;
    return this.#text[at] === '$' ? endOfDollar(this.#text, at, false) : skipUnit(this.#text, at);
  }

  #checked(end: number, closer: string, at: number): number {
    if (end <= this.#text.length) return end;
    const found = lastUnclosed();
    return this.#leftOpen(found?.closer ?? closer, found?.at ?? at);
  }

  #extglobAhead(at: number): boolean {
    return this.#features.bashKeywords && '?*+@!'.includes(this.#text[at]!) && this.#text[at + 1] === '(';
  }

  /** NAME=( … ): words and newlines up to the ")". */
  #array(open: number): number {
    const inner = new Tokens(this.#text, this.#features, this.#stop);
    inner.rewind(open + 1);
    for (;;) {
      const token = inner.next();
      if (token.kind === 'end') this.#leftOpen(')', open);
      if (token.kind === 'operator' && token.text === ')') return token.end;
      if (token.kind === 'operator') this.#stop({ kind: 'wrong', token: token.text, isWord: false, at: token.at });
    }
  }

  /** The next token as the right side of =~: parentheses and bars belong to it. */
  peekRegex(): Token {
    return this.#bracketed(/[\s;&<>]/);
  }

  #bracketed(ends: RegExp): Token {
    this.#peeked = undefined;
    this.#skipBlanks();
    const at = this.#at;
    let end = at;
    let depth = 0;
    while (end < this.#text.length) {
      const char = this.#text[end]!;
      if (depth === 0 && ends.test(char)) break;
      if (char === '\n') break;
      if (char === '(') depth++;
      else if (char === ')') {
        if (depth === 0) break;
        depth--;
      }
      end = char === '(' || char === ')' || char === '<' || char === '>' ? end + 1 : this.#checked(this.#unit(end), '', end);
    }
    if (depth > 0) this.#leftOpen(')', at);
    this.#peeked = end === at ? this.#read() : { kind: 'word', text: this.#text.slice(at, end), at, end };
    return this.#peeked;
  }

  #readDocuments(): void {
    for (const { delimiter, tabs, at } of this.#pending) {
      let found = false;
      while (this.#at < this.#text.length && !found) {
        const newline = this.#text.indexOf('\n', this.#at);
        const end = newline < 0 ? this.#text.length : newline;
        const line = this.#text.slice(this.#at, end);
        this.#at = Math.min(end + 1, this.#text.length);
        found = (tabs ? line.replace(/^\t+/, '') : line) === delimiter;
      }
      if (!found) this.documents.push({ delimiter, at });
    }
    this.#pending = [];
  }

  /** Documents that begin on a line that never came. */
  cutOff(): void {
    for (const { delimiter, at } of this.#pending) this.documents.push({ delimiter, at });
    this.#pending = [];
  }
}
