// The words of awk programs. As gawk 5.3.

import { Failure } from '../lib/command.ts';

export interface Token {
  kind: 'number' | 'string' | 'regex' | 'name' | 'function-name' | 'builtin' | 'keyword' | 'operator' | 'newline' | 'end';
  text: string;
  value: number;
  at: number;
  /** Where it ends. */
  end: number;
}

const KEYWORDS = new Set(
  'BEGIN END BEGINFILE ENDFILE function func if else while for do break continue next nextfile exit return delete in getline print printf switch case default'.split(
    ' ',
  ),
);
export const BUILTINS: Readonly<Record<string, readonly [number, number]>> = {
  and: [2, 99],
  asort: [1, 3],
  asorti: [1, 3],
  atan2: [2, 2],
  close: [1, 2],
  compl: [1, 1],
  cos: [1, 1],
  exp: [1, 1],
  fflush: [0, 1],
  gensub: [3, 4],
  gsub: [2, 3],
  index: [2, 2],
  int: [1, 1],
  isarray: [1, 1],
  length: [0, 1],
  log: [1, 1],
  lshift: [2, 2],
  match: [2, 3],
  mktime: [1, 2],
  or: [2, 99],
  patsplit: [2, 4],
  rand: [0, 0],
  rshift: [2, 2],
  sin: [1, 1],
  split: [2, 4],
  sprintf: [1, 999],
  sqrt: [1, 1],
  srand: [0, 1],
  strftime: [0, 3],
  strtonum: [1, 1],
  sub: [2, 3],
  substr: [2, 3],
  system: [1, 1],
  systime: [0, 0],
  tolower: [1, 1],
  toupper: [1, 1],
  typeof: [1, 1],
  xor: [2, 99],
};

const OPERATORS = /^(?:\*\*=|\*\*|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|!~|&&|\|\||\|&|>>|[-+*/%^!<>|?:~$=,;(){}[\]@])/;

/** What is wrong with a program's text, and where. */
export class SyntaxProblem extends Failure {}

export class Lexer {
  readonly #text: string;
  readonly #name: string;
  #at = 0;
  #last: Token | undefined;
  readonly warnings: string[] = [];

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  #lineOf(at: number): number {
    return this.#text.slice(0, at).split('\n').length;
  }

  /** "cmd. line:3" */
  place(at: number): string {
    return `${this.#name}:${this.#lineOf(at)}`;
  }

  /** Stops with the line, a caret below the place, and the words. */
  fail(at: number, words: string): never {
    const start = this.#text.lastIndexOf('\n', at - 1) + 1;
    const end = this.#text.indexOf('\n', start);
    const line = this.#text.slice(start, end < 0 ? undefined : end);
    const place = this.place(at);
    throw new SyntaxProblem(`${place}: ${line}\nawk: ${place}: ${line.slice(0, at - start).replace(/[^\t]/g, ' ')}^ ${words}`, 1);
  }

  #token(kind: Token['kind'], at: number, text: string, value = 0): Token {
    this.#last = { kind, text, value, at, end: this.#at };
    return this.#last;
  }

  /** Whether a "/" now divides. */
  #divides(): boolean {
    const last = this.#last;
    if (last === undefined) return false;
    if (last.kind === 'operator') return [')', ']', '$', '++', '--'].includes(last.text);
    return ['number', 'string', 'name', 'regex'].includes(last.kind) || (last.kind === 'builtin' && last.text === 'length');
  }

  next(): Token {
    this.#skipBlanks();
    const at = this.#at;
    const char = this.#text[at];
    if (char === undefined) return this.#token('end', at, '');
    if (char === '\n') {
      this.#at++;
      return this.#token('newline', at, '\n');
    }
    if (char === '"') return this.#string();
    if (char === '/' && !this.#divides()) return this.#regex();
    const rest = this.#text.slice(at, at + 400);
    const number = /^(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/.exec(rest);
    if (number !== null) {
      this.#at += number[0].length;
      const octal = /^0[0-7]+$/.test(number[0]);
      return this.#token('number', at, number[0], octal ? Number.parseInt(number[0], 8) : Number(number[0]));
    }
    const word = /^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)?/.exec(rest);
    if (word !== null) return this.#word(at, word[0]);
    const operator = OPERATORS.exec(rest);
    if (operator === null) {
      const shown = char.length === 1 && /[\x20-\x7e]/.test(char) ? char : `\\${char.charCodeAt(0).toString(8)}`;
      this.fail(at, `invalid char '${shown}' in expression`);
    }
    this.#at += operator[0].length;
    return this.#token('operator', at, operator[0] === '**' ? '^' : operator[0] === '**=' ? '^=' : operator[0]);
  }

  #word(at: number, text: string): Token {
    this.#at += text.length;
    if (KEYWORDS.has(text)) return this.#token('keyword', at, text === 'func' ? 'function' : text);
    if (Object.hasOwn(BUILTINS, text)) return this.#token('builtin', at, text);
    return this.#token(this.#text[this.#at] === '(' ? 'function-name' : 'name', at, text);
  }

  #skipBlanks(): void {
    for (;;) {
      const found = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(this.#text.slice(this.#at, this.#at + 4000));
      if (found === null) return;
      this.#at += found[0].length;
    }
  }

  #string(): Token {
    const at = this.#at++;
    let text = '';
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || char === '\n') this.fail(at, 'unterminated string');
      this.#at++;
      if (char === '"') break;
      if (char !== '\\') {
        text += char;
        continue;
      }
      const { shown, length } = this.#escape(at);
      text += shown;
      this.#at += length;
    }
    return this.#token('string', at, text);
  }

  #escape(start: number): { shown: string; length: number } {
    const found = unescapeOne(this.#text, this.#at);
    if (found.odd !== undefined && found.odd !== '')
      this.warnings.push(`awk: ${this.place(start)}: warning: escape sequence \`\\${found.odd}' treated as plain \`${found.odd}'`);
    return found;
  }

  #regex(): Token {
    const at = this.#at++;
    let text = '';
    let bracket = false;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || char === '\n') this.fail(at + 1, 'unterminated regexp');
      this.#at++;
      if (char === '/' && !bracket) break;
      if (char === '\\') {
        const next = this.#text[this.#at++] ?? '';
        text += next === '/' ? '/' : next === '\n' ? '' : `\\${next}`;
        continue;
      }
      if (char === '[' && !bracket) {
        bracket = true;
        const lead = /^\^?\]?/.exec(this.#text.slice(this.#at))![0];
        text += char + lead;
        this.#at += lead.length;
        continue;
      }
      if (char === '[' && bracket && /^[:.=]/.test(this.#text[this.#at] ?? '')) {
        const close = this.#text.indexOf(`${this.#text[this.#at]}]`, this.#at + 1);
        if (close > 0) {
          text += this.#text.slice(this.#at - 1, close + 2);
          this.#at = close + 2;
          continue;
        }
      }
      if (char === ']') bracket = false;
      text += char;
    }
    return this.#token('regex', at, text);
  }
}

const NAMED: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The escape after a backslash at `at`: what it shows, how long it is, and its letter where it is none. */
export function unescapeOne(text: string, at: number): { shown: string; length: number; odd?: string } {
  const next = text[at];
  if (next === undefined) return { shown: '\\', length: 0 };
  if (next === '\n') return { shown: '', length: 1 };
  const named = NAMED[next];
  if (named !== undefined) return { shown: named, length: 1 };
  const digits = /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(text.slice(at, at + 4));
  if (digits !== null) {
    const code = digits[1] === undefined ? Number.parseInt(digits[2]!, 8) & 255 : Number.parseInt(digits[1], 16);
    return { shown: code < 0x80 ? String.fromCharCode(code) : String.fromCharCode(0xdc00 + code), length: digits[0].length };
  }
  return { shown: next, length: 1, odd: next };
}

/** A text with its escapes resolved, as -v and operands "name=value" are. */
export function unescapeText(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\') {
      result += text[at];
      continue;
    }
    const { shown, length } = unescapeOne(text, at + 1);
    result += shown;
    at += length;
  }
  return result;
}
