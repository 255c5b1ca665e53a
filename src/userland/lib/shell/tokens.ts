// A shell's text as tokens: words, operators, newlines, with here-documents taken out where a line ends. As bash 5.3's parse.y: read_token.

import type { Redirect, Word } from './ast.ts';
import type { Dialect } from './dialect.ts';
import {
  closeOfArithmetic,
  commandsWithin,
  endOfCommand,
  endOfDollar,
  endOfSubscript,
  lastUnclosed,
  resetUnclosed,
  skipUnit,
} from './scan.ts';

export interface Token {
  kind: 'word' | 'operator' | 'newline' | 'io-number' | 'end';
  text: string;
  at: number;
  end: number;
  /** A word of the shape NAME=value. */
  assigns?: boolean;
  /** The words of NAME=(…). */
  elements?: Word[];
  /** The first word after an alias whose value ends in a blank. */
  afterAlias?: boolean;
}

/** Told of a quote or bracket that the text leaves open, or of a token that cannot stand inside NAME=(…). */
type Stop = (stop: { kind: 'more' | 'wrong'; token: string; isWord: boolean; at: number; unclosed?: string; discards?: boolean }) => never;

/** A here-document whose text begins on the next line. */
interface Pending {
  body: NonNullable<Redirect['body']>;
  at: number;
}

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
  #text: string;
  readonly #features: Dialect['features'];
  readonly #operators: readonly string[];
  readonly #stop: Stop;
  #at = 0;
  #peeked: Token | undefined;
  #pending: Pending[] = [];
  /** Aliases whose text is being read: where it ends, and whether it ends in a blank. */
  #aliases: { name: string; end: number; blank: boolean }[] = [];
  /** The offsets of lines, made when first asked for. */
  #lines: number[] | undefined;
  /** Where the last token taken ended. */
  #last = 0;
  /** ?(…) and its like are patterns, not the beginning of a list. */
  extglob: boolean;
  /** Told where the commands of a substitution stand, for them to be read with the rest. */
  onCommand: ((from: number, to: number) => void) | undefined;
  /** Words may begin with [subscript]=. */
  #isArray = false;
  /** Here-documents whose delimiter never came. */
  readonly documents: { delimiter: string; at: number }[] = [];

  constructor(text: string, features: Dialect['features'], extglob: boolean, stop: Stop) {
    this.#text = text;
    this.extglob = extglob;
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
    this.#last = token.end;
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

  /** The source, with aliases in place. */
  get text(): string {
    return this.#text;
  }

  /** How many lines begin before an offset, the first not counted. */
  lineOf(at: number): number {
    if (this.#lines === undefined) {
      this.#lines = [0];
      for (let found = this.#text.indexOf('\n'); found >= 0; found = this.#text.indexOf('\n', found + 1)) this.#lines.push(found + 1);
    }
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lines[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The line that the last token taken ended on. */
  lastLine(): number {
    return this.lineOf(Math.max(0, this.#last - 1));
  }

  /** Puts an alias's value in the place of the token that is next. False where the token stands in the value of the same alias. */
  replace(token: Token, value: string): boolean {
    if (this.#aliases.some(({ name, end }) => name === token.text && token.at < end)) return false;
    const grown = value.length - token.text.length;
    for (const alias of this.#aliases) if (alias.end > token.at) alias.end += grown;
    this.#aliases.push({ name: token.text, end: token.at + value.length, blank: /[ \t]$/.test(value) });
    this.#text = this.#text.slice(0, token.at) + value + this.#text.slice(token.end);
    this.#lines = undefined;
    this.#peeked = undefined;
    this.#at = token.at;
    return true;
  }

  /** A here-document begins on the next line; the redirection gets its body there. */
  expectDocument(redirect: Redirect, target: Token, stripsTabs: boolean): void {
    const delimiter = target.text.replaceAll('\\\n', '').replace(/\\(.)|\$(?=['"])|['"]/gs, '$1');
    redirect.body = { text: '', expands: !/[\\'"]/.test(target.text.replaceAll('\\\n', '')), delimiter, stripsTabs };
    this.#pending.push({ body: redirect.body, at: target.at });
  }

  /** The text of ((…)) where that comes next, gone past; undefined where it does not. */
  arithmeticAhead(): string | undefined {
    const { at } = this.peek();
    if (this.#text[at + 1] !== '(') return undefined;
    resetUnclosed();
    const end = closeOfArithmetic(this.#text, at + 2);
    if (end === undefined) {
      if (!this.#closesAsSubshells(at)) this.#leftOpen(')', at);
      return undefined;
    }
    this.#peeked = undefined;
    this.#at = end;
    this.#last = end;
    return this.#text.slice(at + 2, end - 2);
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
    const token = this.#readHere();
    if (this.#aliases.length > 0) {
      const left = this.#aliases.filter(({ end }) => end > token.at);
      if (left.length < this.#aliases.length) {
        token.afterAlias = this.#aliases.some(({ end, blank }) => blank && end <= token.at);
        this.#aliases = left;
      }
    }
    return token;
  }

  #readHere(): Token {
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
    let elements: Word[] | undefined;
    const assigns = !this.#isArray && ASSIGNMENT.test(text.slice(at, at + 200));
    if (this.#isArray && text[at] === '[') end = this.#keyEnd(at);
    while (end < text.length) {
      if (this.#extglobAhead(end)) end = this.#checked(endOfCommand(text, end + 1), ')', end);
      else if (this.#processAhead(end)) end = this.#checked(this.#unit(end), ')', end);
      else if (this.#isMeta(end)) {
        if (!(text[end] === '(' && assigns && this.#features.arrays && /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/.test(text.slice(at, end))))
          break;
        elements = [];
        end = this.#array(end, elements);
      } else if (assigns && text[end] === '[' && /^\w+$/.test(text.slice(at, end))) {
        const close = endOfSubscript(text, end);
        end = close <= text.length ? close : end + 1;
      } else end = this.#checked(this.#unit(end), '', end);
    }
    if (end === at) end++;
    const token: Token = { kind: 'word', text: text.slice(at, end), at, end };
    if (this.onCommand !== undefined && elements === undefined && /[$<>]\(/.test(token.text)) {
      for (const { from, to } of commandsWithin(text, at, end)) this.onCommand(from, to);
    }
    if (assigns) token.assigns = true;
    if (elements !== undefined) token.elements = elements;
    return token;
  }

  /** The offset after "[subscript]" where "=" follows, else where the word begins. */
  #keyEnd(at: number): number {
    const close = endOfSubscript(this.#text, at);
    return close <= this.#text.length && /^\+?=/.test(this.#text.slice(close, close + 2)) ? close : at;
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
    return this.extglob && '?*+@!'.includes(this.#text[at]!) && this.#text[at + 1] === '(';
  }

  /** NAME=( … ): words and newlines up to the ")". */
  #array(open: number, elements: Word[]): number {
    const inner = new Tokens(this.#text, this.#features, this.extglob, this.#stop);
    inner.rewind(open + 1);
    inner.#isArray = true;
    for (;;) {
      const token = inner.next();
      if (token.kind === 'end') this.#leftOpen(')', open);
      if (token.kind === 'operator' && token.text === ')') return token.end;
      if (token.kind === 'operator') this.#stop({ kind: 'wrong', token: token.text, isWord: false, at: token.at, discards: true });
      if (token.kind === 'word' || token.kind === 'io-number') elements.push({ raw: token.text });
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
    const pending = this.#pending;
    this.#pending = [];
    for (const { body, at } of pending) {
      let found = false;
      const lines: string[] = [];
      while (this.#at < this.#text.length && !found) {
        const line = this.#documentLine(body.expands);
        const stripped = body.stripsTabs ? line.replace(/^\t+/, '') : line;
        found = stripped.replace(/\\\n/g, '') === body.delimiter;
        if (!found) lines.push(body.stripsTabs ? line.replace(/^\t+/gm, '') : line);
      }
      if (!found) this.documents.push({ delimiter: body.delimiter, at });
      body.text = lines.length === 0 ? '' : lines.join('\n') + (found || this.#text.endsWith('\n') ? '\n' : '');
    }
  }

  /** The next line of a here-document; one that is expanded goes on after a backslash at its end. */
  #documentLine(continues: boolean): string {
    const start = this.#at;
    for (;;) {
      const newline = this.#text.indexOf('\n', this.#at);
      const end = newline < 0 ? this.#text.length : newline;
      this.#at = Math.min(end + 1, this.#text.length);
      if (
        newline >= 0 &&
        continues &&
        /(?:^|[^\\])(?:\\\\)*\\$/.test(this.#text.slice(Math.max(start, end - 64), end)) &&
        end + 1 < this.#text.length
      )
        continue;
      return this.#text.slice(start, end);
    }
  }

  /** Documents that begin on a line that never came. */
  cutOff(): void {
    for (const { body, at } of this.#pending) this.documents.push({ delimiter: body.delimiter, at });
    this.#pending = [];
  }
}
