// Words of a Dockerfile's instructions: quotes, escapes and variables. As buildkit's frontend/dockerfile/shell.

import { patternRegex } from '../../../userland/lib/glob.ts';

export type Lookup = (name: string) => string | undefined;

/** What a word cannot be, in the lexer's words. */
export class WordError extends Error {}

class Lexer {
  readonly #text: string;
  readonly #lookup: Lookup;
  #at = 0;
  readonly #words: string[] = [];
  #word = '';
  #begun = false;
  readonly #split: boolean;

  constructor(text: string, lookup: Lookup, split: boolean) {
    this.#text = text;
    this.#lookup = lookup;
    this.#split = split;
  }

  run(): string[] {
    while (this.#at < this.#text.length) this.#one();
    if (this.#begun || this.#word !== '') this.#words.push(this.#word);
    return this.#words;
  }

  #one(): void {
    const char = this.#text[this.#at]!;
    if (char === "'") this.#single();
    else if (char === '"') this.#double();
    else if (char === '$') this.#variable();
    else if (char === '\\') {
      this.#at++;
      this.#begun = true;
      if (this.#at < this.#text.length) this.#word += this.#text[this.#at++];
    } else if (this.#split && /\s/.test(char)) {
      if (this.#begun || this.#word !== '') this.#words.push(this.#word);
      this.#word = '';
      this.#begun = false;
      this.#at++;
    } else {
      this.#begun = true;
      this.#word += char;
      this.#at++;
    }
  }

  #single(): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) throw new WordError('unexpected end of statement while looking for matching single-quote');
    this.#word += this.#text.slice(this.#at + 1, end);
    this.#begun = true;
    this.#at = end + 1;
  }

  #double(): void {
    this.#at++;
    this.#begun = true;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw new WordError('unexpected end of statement while looking for matching double-quote');
      if (char === '"') {
        this.#at++;
        return;
      }
      if (char === '$') this.#variable();
      else if (char === '\\' && '"$\\'.includes(this.#text[this.#at + 1] ?? ' ')) {
        this.#word += this.#text[this.#at + 1];
        this.#at += 2;
      } else {
        this.#word += char;
        this.#at++;
      }
    }
  }

  #variable(): void {
    const plain = /^\$([a-zA-Z_]\w*|[0-9@*#?$!-])/.exec(this.#text.slice(this.#at));
    if (plain) {
      this.#at += plain[0].length;
      this.#add(this.#lookup(plain[1]!) ?? '');
      return;
    }
    if (this.#text[this.#at + 1] !== '{') {
      this.#word += '$';
      this.#begun = true;
      this.#at++;
      return;
    }
    const end = this.#closing(this.#at + 2);
    const inside = this.#text.slice(this.#at + 2, end);
    this.#at = end + 1;
    this.#add(this.#braced(inside));
  }

  #add(value: string): void {
    this.#word += value;
    if (value !== '') this.#begun = true;
  }

  /** Where the brace that opened before `from` closes. */
  #closing(from: number): number {
    let depth = 1;
    for (let at = from; at < this.#text.length; at++) {
      if (this.#text[at] === '\\') at++;
      else if (this.#text[at] === '$' && this.#text[at + 1] === '{') depth++;
      else if (this.#text[at] === '}' && --depth === 0) return at;
    }
    throw new WordError('unexpected end of statement while looking for matching }');
  }

  #braced(inside: string): string {
    const match = /^([a-zA-Z_]\w*|[0-9@*#?$!-])([\s\S]*)$/.exec(inside);
    if (!match) throw new WordError('bad substitution');
    const [, name = '', rest = ''] = match;
    const value = this.#lookup(name);
    if (rest === '') return value ?? '';
    const operator = /^(:?[-+?]|##?|%%?|\/\/?)/.exec(rest)?.[0];
    if (operator === undefined) throw new WordError(`unsupported modifier (${rest[0]}) in substitution`);
    const word = (): string => expand(rest.slice(operator.length), this.#lookup);
    return this.#operate(name, value, operator, word);
  }

  #operate(name: string, value: string | undefined, operator: string, word: () => string): string {
    const set = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
    if (operator.endsWith('-')) return set ? value! : word();
    if (operator.endsWith('+')) return set ? word() : '';
    if (operator.endsWith('?')) {
      if (set) return value!;
      throw new WordError(`${name}: ${word() || 'not allowed to be ' + (operator === '?' ? 'unset' : 'empty')}`);
    }
    const text = value ?? '';
    if (operator.startsWith('#')) return strip(text, word(), 'front', operator === '##');
    if (operator.startsWith('%')) return strip(text, word(), 'back', operator === '%%');
    const [pattern = '', replacement = ''] = word().split('/');
    const source = patternRegex(pattern).source.replace(/^\^/, '').replace(/\$$/, '');
    return text.replace(new RegExp(source, operator === '//' ? 'g' : ''), () => replacement);
  }
}

/** Takes off the shortest or longest front or back that the pattern matches. */
function strip(text: string, pattern: string, side: 'front' | 'back', longest: boolean): string {
  const regex = patternRegex(pattern);
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => length);
  if (longest) lengths.reverse();
  for (const length of lengths) {
    const part = side === 'front' ? text.slice(0, length) : text.slice(text.length - length);
    if (regex.test(part)) return side === 'front' ? text.slice(length) : text.slice(0, text.length - length);
  }
  return text;
}

/** One text with its quotes taken off and its variables put in. Throws WordError. */
export const expand = (text: string, lookup: Lookup): string => new Lexer(text, lookup, false).run()[0] ?? '';

/** The words of a text, quotes taken off and variables put in. Throws WordError. */
export const expandWords = (text: string, lookup: Lookup): string[] => new Lexer(text, lookup, true).run();

/** A text as the progress shows it: set variables put in outside of single quotes, everything else as it is written. */
export function shownText(text: string, lookup: Lookup): string {
  return text.replace(
    /'[^']*'|\\[\s\S]|\$(?:\{([a-zA-Z_]\w*)\}|([a-zA-Z_]\w*))/g,
    (whole, braced: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain;
      return name === undefined ? whole : (lookup(name) ?? whole);
    },
  );
}

/** The words of a text as they are written, split at blanks outside of quotes. */
export function rawWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote === '' && /\s/.test(char)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    word += char;
    if (char === '\\' && quote !== "'" && at + 1 < text.length) word += text[++at];
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
  }
  if (word !== '') words.push(word);
  return words;
}
