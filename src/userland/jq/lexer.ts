// Words of a jq filter, one after another. As jq 1.8's lexer, in its words.

import type { Filter } from './ast.ts';

/** What is wrong with a filter, and where in its text: from `at` up to `end`. */
export class FilterProblem extends Error {
  readonly at: number;
  readonly end: number;

  constructor(words: string, at: number, end = at + 1) {
    super(words);
    this.at = at;
    this.end = end;
  }
}

export interface Token {
  kind: 'operator' | 'name' | 'field' | 'variable' | 'format' | 'number' | 'string' | 'end';
  text: string;
  at: number;
  parts?: (string | Filter)[];
}

export const KEYWORDS = new Set('def if then elif else end as reduce foreach try catch label import include and or not __loc__'.split(' '));
const OPERATORS = /^(?:\?\/\/=|\?\/\/|\|=|\+=|-=|\*=|%=|\/\/=|\/\/|\/=|==|!=|<=|>=|\.\.|[.[\](){}|,:;=<>+\-*/%?$])/;
const IDENTIFIER = /^(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*/;

/** A text being read word by word; the grammar on top of it says what stands inside a string's \(…). */
export abstract class Lexer {
  readonly text: string;
  #at: number;
  /** The word that stands next. */
  token: Token;

  constructor(text: string, start = 0) {
    this.text = text;
    this.#at = start;
    this.token = this.#next();
  }

  /** The filter that begins there, and where the text goes on after its ")". */
  protected abstract interpolation(start: number): { filter: Filter; end: number };

  #next(): Token {
    const blank = /^(?:[ \t\r\n]+|#[^\n]*)+/.exec(this.text.slice(this.#at));
    this.#at += blank?.[0].length ?? 0;
    const at = this.#at;
    const rest = this.text.slice(at);
    if (rest === '') return { kind: 'end', text: '', at };
    if (rest[0] === '"') return this.#string();
    const take = (kind: Token['kind'], text: string, length = text.length): Token => {
      this.#at += length;
      return { kind, text, at };
    };
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest);
    if (number !== null) return take('number', number[0]);
    const field = /^\.([A-Za-z_]\w*)/.exec(rest);
    if (field !== null) return take('field', field[1]!, field[0].length);
    const variable = /^\$\s*((?:[A-Za-z_]\w*::)*[A-Za-z_]\w*)/.exec(rest);
    if (variable !== null) return take('variable', variable[1]!, variable[0].length);
    const format = /^@\w+/.exec(rest);
    if (format !== null) return take('format', format[0]);
    const name = IDENTIFIER.exec(rest);
    if (name !== null) return take('name', name[0]);
    const operator = OPERATORS.exec(rest);
    if (operator === null) throw new FilterProblem('syntax error, unexpected INVALID_CHARACTER', at);
    return take('operator', operator[0]);
  }

  /** A string with its interpolations. */
  #string(): Token {
    const at = this.#at;
    const parts: (string | Filter)[] = [];
    let text = '';
    let place = at + 1;
    for (;;) {
      const char = this.text[place];
      if (char === undefined) throw new FilterProblem('syntax error, unexpected end of file', place - 1);
      if (char === '"') break;
      if (char !== '\\') {
        text += char;
        place++;
        continue;
      }
      const next = this.text[place + 1];
      if (next === '(') {
        parts.push(text);
        text = '';
        const { filter, end } = this.interpolation(place + 2);
        parts.push(filter);
        place = end;
        continue;
      }
      const unicode = /^[0-9a-fA-F]{4}/.exec(this.text.slice(place + 2))?.[0];
      if (next === 'u' && unicode !== undefined) {
        text += String.fromCharCode(Number.parseInt(unicode, 16));
        place += 6;
        continue;
      }
      const escaped = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[next ?? ''];
      if (escaped === undefined) throw new FilterProblem('syntax error, unexpected INVALID_CHARACTER', place);
      text += escaped;
      place += 2;
    }
    parts.push(text);
    this.#at = place + 1;
    return { kind: 'string', text, at, parts };
  }

  advance(): Token {
    const token = this.token;
    this.token = this.#next();
    return token;
  }

  isOperator(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text;
  }

  is(kind: Token['kind']): boolean {
    return this.token.kind === kind;
  }

  isName(text: string): boolean {
    return this.token.kind === 'name' && this.token.text === text;
  }

  unexpected(): never {
    const { kind, text, at } = this.token;
    if (kind === 'end') throw new FilterProblem('syntax error, unexpected end of file', Math.max(0, this.text.length - 1));
    const shown = {
      field: 'FIELD',
      variable: 'BINDING',
      format: 'FORMAT',
      number: 'LITERAL',
      string: 'QQSTRING_START',
      name: KEYWORDS.has(text) ? text : 'IDENT',
      operator: `'${text}'`,
      end: '',
    }[kind];
    throw new FilterProblem(
      `syntax error, unexpected ${shown}`,
      at,
      at + Math.max(1, kind === 'field' || kind === 'variable' ? text.length + 1 : text.length),
    );
  }

  expect(text: string): void {
    if (!this.isOperator(text) && !this.isName(text)) this.unexpected();
    this.advance();
  }
}
