// Reading jq filters. As jq 1.8's lexer and grammar, in their words.

import type { Definition, Filter, Pattern } from './ast.ts';
import { type Json, JsonObject, numberLiteral } from './json.ts';

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

interface Token {
  kind: 'operator' | 'name' | 'field' | 'variable' | 'format' | 'number' | 'string' | 'end';
  text: string;
  at: number;
  parts?: (string | Filter)[];
}

const KEYWORDS = new Set('def if then elif else end as reduce foreach try catch label import include and or not __loc__'.split(' '));
const OPERATORS = /^(?:\?\/\/=|\?\/\/|\|=|\+=|-=|\*=|%=|\/\/=|\/\/|\/=|==|!=|<=|>=|\.\.|[.[\](){}|,:;=<>+\-*/%?$])/;
const IDENTIFIER = /^(?:[A-Za-z_]\w*::)*[A-Za-z_]\w*/;

/** A whole program: definitions and a filter. */
export function parseFilter(text: string): Filter {
  return new Parser(text).program();
}

/** Only definitions, as the prelude is. */
export function parseDefinitions(text: string): Definition[] {
  return new Parser(text).definitions();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #token: Token;

  constructor(text: string, start = 0) {
    this.#text = text;
    this.#at = start;
    this.#token = this.#next();
  }

  definitions(): Definition[] {
    const list: Definition[] = [];
    while (this.#isName('def')) list.push(this.#definition());
    return list;
  }

  program(): Filter {
    const definitions = this.definitions();
    const body = this.#token.kind === 'end' ? ({ kind: 'identity' } as const) : this.#pipe();
    if (this.#token.kind !== 'end') this.#unexpected();
    return definitions.reduceRight<Filter>((inner, definition) => ({ kind: 'define', definition, body: inner }), body);
  }

  #next(): Token {
    const blank = /^(?:[ \t\r\n]+|#[^\n]*)+/.exec(this.#text.slice(this.#at));
    this.#at += blank?.[0].length ?? 0;
    const at = this.#at;
    const rest = this.#text.slice(at);
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
      const char = this.#text[place];
      if (char === undefined) throw new FilterProblem('syntax error, unexpected end of file', place - 1);
      if (char === '"') break;
      if (char !== '\\') {
        text += char;
        place++;
        continue;
      }
      const next = this.#text[place + 1];
      if (next === '(') {
        parts.push(text);
        text = '';
        const inner = new Parser(this.#text, place + 2);
        parts.push(inner.#pipe());
        if (!inner.#isOperator(')')) inner.#unexpected();
        place = inner.#token.at + 1;
        continue;
      }
      const unicode = /^[0-9a-fA-F]{4}/.exec(this.#text.slice(place + 2))?.[0];
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

  #advance(): Token {
    const token = this.#token;
    this.#token = this.#next();
    return token;
  }

  #isOperator(text: string): boolean {
    return this.#token.kind === 'operator' && this.#token.text === text;
  }

  #is(kind: Token['kind']): boolean {
    return this.#token.kind === kind;
  }

  #isName(text: string): boolean {
    return this.#token.kind === 'name' && this.#token.text === text;
  }

  #unexpected(): never {
    const { kind, text, at } = this.#token;
    if (kind === 'end') throw new FilterProblem('syntax error, unexpected end of file', Math.max(0, this.#text.length - 1));
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

  #expect(text: string): void {
    if (!this.#isOperator(text) && !this.#isName(text)) this.#unexpected();
    this.#advance();
  }

  #definition(): Definition {
    this.#expect('def');
    if (!this.#is('name')) this.#unexpected();
    const name = this.#advance().text;
    const parameters: string[] = [];
    if (this.#isOperator('(')) {
      do {
        this.#advance();
        const { kind, text } = this.#token;
        if (kind !== 'name' && kind !== 'variable') this.#unexpected();
        parameters.push(kind === 'variable' ? `$${text}` : text);
        this.#advance();
      } while (this.#isOperator(';'));
      this.#expect(')');
    }
    this.#expect(':');
    const body = this.#pipe();
    this.#expect(';');
    return { name, parameters, body };
  }

  #pipe(): Filter {
    if (this.#isName('def')) {
      const definition = this.#definition();
      return { kind: 'define', definition, body: this.#pipe() };
    }
    if (this.#isName('label')) {
      this.#advance();
      if (!this.#is('variable')) this.#unexpected();
      const name = this.#advance().text;
      this.#expect('|');
      return { kind: 'label', name, body: this.#pipe() };
    }
    const left = this.#comma();
    if (this.#isName('as')) {
      this.#advance();
      const patterns = this.#patterns();
      this.#expect('|');
      return { kind: 'bind', source: left, patterns, body: this.#pipe() };
    }
    if (!this.#isOperator('|')) return left;
    this.#advance();
    return { kind: 'pipe', left, right: this.#pipe() };
  }

  #patterns(): Pattern[] {
    const list = [this.#pattern()];
    while (this.#isOperator('?//')) {
      this.#advance();
      list.push(this.#pattern());
    }
    return list;
  }

  #pattern(): Pattern {
    if (this.#is('variable')) return { kind: 'variable', name: this.#advance().text };
    if (this.#isOperator('[')) {
      const items: Pattern[] = [];
      do {
        this.#advance();
        items.push(this.#pattern());
      } while (this.#isOperator(','));
      this.#expect(']');
      return { kind: 'array', items };
    }
    if (!this.#isOperator('{')) this.#unexpected();
    const entries: Extract<Pattern, { kind: 'object' }>['entries'] = [];
    do {
      this.#advance();
      const { kind, text } = this.#token;
      let key: Filter;
      let variable: string | undefined;
      if (kind === 'variable') {
        variable = text;
        key = { kind: 'literal', value: text };
        this.#advance();
      } else if (kind === 'name') {
        key = { kind: 'literal', value: text };
        this.#advance();
      } else if (kind === 'string') key = this.#text1(undefined);
      else {
        this.#expect('(');
        key = this.#pipe();
        this.#expect(')');
      }
      let pattern: Pattern | undefined;
      if (this.#isOperator(':')) {
        this.#advance();
        pattern = this.#pattern();
      } else if (variable === undefined) this.#unexpected();
      entries.push({ key, variable, pattern });
    } while (this.#isOperator(','));
    this.#expect('}');
    return { kind: 'object', entries };
  }

  #comma(): Filter {
    let left = this.#alternative();
    while (this.#isOperator(',')) {
      this.#advance();
      left = { kind: 'comma', left, right: this.#alternative() };
    }
    return left;
  }

  /** "//" binds looser than assignment, and to the right. */
  #alternative(): Filter {
    const left = this.#assignment();
    if (!this.#isOperator('//')) return left;
    this.#advance();
    return { kind: 'alternative', left, right: this.#alternative() };
  }

  #assignment(): Filter {
    const left = this.#or();
    if (this.#token.kind !== 'operator' || !['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='].includes(this.#token.text)) return left;
    const operator = this.#advance().text;
    return { kind: 'assign', operator, left, right: this.#alternative() };
  }

  #or(): Filter {
    let left = this.#and();
    while (this.#isName('or')) {
      this.#advance();
      left = { kind: 'or', left, right: this.#and() };
    }
    return left;
  }

  #and(): Filter {
    let left = this.#comparison();
    while (this.#isName('and')) {
      this.#advance();
      left = { kind: 'and', left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Filter {
    const left = this.#sum();
    if (this.#token.kind !== 'operator' || !['==', '!=', '<', '<=', '>', '>='].includes(this.#token.text)) return left;
    const operator = this.#advance().text;
    return { kind: 'binary', operator, left, right: this.#sum() };
  }

  #sum(): Filter {
    let left = this.#product();
    while (this.#isOperator('+') || this.#isOperator('-')) {
      const operator = this.#advance().text;
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Filter {
    let left = this.#unary();
    while (this.#isOperator('*') || this.#isOperator('/') || this.#isOperator('%')) {
      const operator = this.#advance().text;
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Filter {
    if (this.#isOperator('-')) {
      this.#advance();
      return { kind: 'negate', of: this.#unary() };
    }
    return this.#postfix();
  }

  #postfix(): Filter {
    let term = this.#term();
    for (;;) {
      if (this.#token.kind === 'field') {
        term = { kind: 'index', of: term, key: { kind: 'literal', value: this.#advance().text } };
      } else if (this.#isOperator('.')) {
        this.#advance();
        const { kind } = this.#token;
        if (kind === 'string') term = { kind: 'index', of: term, key: this.#text1(undefined) };
        else if (this.#isOperator('[')) term = this.#bracket(term);
        else this.#unexpected();
      } else if (this.#isOperator('[')) term = this.#bracket(term);
      else if (this.#isOperator('?')) {
        this.#advance();
        term = { kind: 'try', body: term, handler: undefined };
      } else if (this.#isName('as')) {
        this.#advance();
        const patterns = this.#patterns();
        this.#expect('|');
        return { kind: 'bind', source: term, patterns, body: this.#pipe() };
      } else return term;
    }
  }

  #bracket(of: Filter): Filter {
    this.#advance();
    if (this.#isOperator(']')) {
      this.#advance();
      return { kind: 'iterate', of };
    }
    if (this.#isOperator(':')) {
      this.#advance();
      const to = this.#pipe();
      this.#expect(']');
      return { kind: 'slice', of, from: undefined, to };
    }
    const key = this.#pipe();
    if (this.#isOperator(':')) {
      this.#advance();
      const to = this.#isOperator(']') ? undefined : this.#pipe();
      this.#expect(']');
      return { kind: 'slice', of, from: key, to };
    }
    this.#expect(']');
    return { kind: 'index', of, key };
  }

  #text1(format: string | undefined): Filter {
    const { parts } = this.#advance();
    if (parts!.length === 1) return { kind: 'literal', value: parts![0] as string };
    return { kind: 'text', format, parts: parts! };
  }

  #term(): Filter {
    const { kind, text, at } = this.#token;
    switch (kind) {
      case 'number':
        this.#advance();
        return { kind: 'literal', value: numberLiteral(text) };
      case 'string':
        return this.#text1(undefined);
      case 'format':
        this.#advance();
        return (this.#token.kind as Token['kind']) === 'string' ? this.#text1(text) : { kind: 'format', name: text };
      case 'field':
        this.#advance();
        return { kind: 'index', of: { kind: 'identity' }, key: { kind: 'literal', value: text } };
      case 'variable':
        this.#advance();
        if (text === '__loc__') return { kind: 'literal', value: location(this.#text.slice(0, at).split('\n').length) };
        return { kind: 'variable', name: text, at };
      case 'name':
        return this.#named(text, at);
      case 'operator':
        return this.#operatorTerm(text);
      default:
        return this.#unexpected();
    }
  }

  #operatorTerm(text: string): Filter {
    if (text === '..') {
      this.#advance();
      return { kind: 'recurse' };
    }
    if (text === '.') {
      this.#advance();
      if (this.#token.kind === 'string') return { kind: 'index', of: { kind: 'identity' }, key: this.#text1(undefined) };
      return this.#isOperator('[') ? this.#bracket({ kind: 'identity' }) : { kind: 'identity' };
    }
    if (text === '(') {
      this.#advance();
      const inner = this.#pipe();
      this.#expect(')');
      return inner;
    }
    if (text === '[') {
      this.#advance();
      if (this.#isOperator(']')) {
        this.#advance();
        return { kind: 'array', of: undefined };
      }
      const of = this.#pipe();
      this.#expect(']');
      return { kind: 'array', of };
    }
    if (text === '{') return this.#object();
    return this.#unexpected();
  }

  #object(): Filter {
    this.#advance();
    const entries: { key: Filter; value: Filter }[] = [];
    while (!this.#isOperator('}')) {
      entries.push(this.#entry());
      if (this.#isOperator(',')) this.#advance();
      else if (!this.#isOperator('}')) this.#unexpected();
    }
    this.#advance();
    return { kind: 'object', entries };
  }

  #entry(): { key: Filter; value: Filter } {
    const { kind, text, at } = this.#token;
    let key: Filter;
    let value: Filter | undefined;
    if (kind === 'variable') {
      this.#advance();
      key = { kind: 'literal', value: text };
      value = text === '__loc__' ? { kind: 'literal', value: location(1) } : { kind: 'variable', name: text, at };
      return { key, value };
    }
    if (kind === 'name' || kind === 'number') {
      this.#advance();
      key = { kind: 'literal', value: text };
    } else if (kind === 'string') key = this.#text1(undefined);
    else if (kind === 'format') {
      this.#advance();
      key = (this.#token.kind as Token['kind']) === 'string' ? this.#text1(text) : { kind: 'format', name: text };
    } else {
      this.#expect('(');
      key = this.#pipe();
      this.#expect(')');
      if (key.kind === 'literal' && typeof key.value !== 'string') {
        throw new FilterProblem(
          `Cannot use ${key.value === null ? 'null' : typeof key.value} (${String(key.value)}) as object key`,
          at + 1,
        );
      }
    }
    if (!this.#isOperator(':')) return { key, value: { kind: 'index', of: { kind: 'identity' }, key } };
    this.#advance();
    return { key, value: this.#objectValue() };
  }

  /** Values of an object: no commas, but pipes of terms. */
  #objectValue(): Filter {
    const left = this.#alternative();
    if (!this.#isOperator('|')) return left;
    this.#advance();
    return { kind: 'pipe', left, right: this.#objectValue() };
  }

  #named(text: string, at: number): Filter {
    this.#advance();
    switch (text) {
      case 'if':
        return this.#if();
      case 'try': {
        const body = this.#postfixOnly();
        if (!this.#isName('catch')) return { kind: 'try', body, handler: undefined };
        this.#advance();
        return { kind: 'try', body, handler: this.#postfixOnly() };
      }
      case 'reduce':
      case 'foreach':
        return this.#fold(text);
      case 'break':
        if (this.#token.kind !== 'variable') throw new FilterProblem('break requires a label to break to', at);
        return { kind: 'break', name: this.#advance().text, at };
      case 'null':
        return { kind: 'literal', value: null };
      case 'true':
      case 'false':
        return { kind: 'literal', value: text === 'true' };
      default:
        break;
    }
    if (text === 'def') this.#unexpected();
    if (KEYWORDS.has(text) && text !== 'not') throw new FilterProblem(`syntax error, unexpected ${text}`, at, at + text.length);
    const args: Filter[] = [];
    if (this.#isOperator('(')) {
      do {
        this.#advance();
        args.push(this.#pipe());
      } while (this.#isOperator(';'));
      this.#expect(')');
    }
    return { kind: 'call', name: text, args, at };
  }

  /** The body of try: a term with what follows it. */
  #postfixOnly(): Filter {
    return this.#isOperator('-') ? this.#unary() : this.#postfix();
  }

  #if(): Filter {
    const condition = this.#pipe();
    this.#expect('then');
    const yes = this.#pipe();
    if (this.#isName('elif')) {
      this.#advance();
      return { kind: 'if', condition, yes, no: this.#if() };
    }
    let no: Filter | undefined;
    if (this.#isName('else')) {
      this.#advance();
      no = this.#pipe();
    }
    this.#expect('end');
    return { kind: 'if', condition, yes, no };
  }

  #fold(kind: 'reduce' | 'foreach'): Filter {
    const source = this.#sourceTerm();
    this.#expect('as');
    const patterns = this.#patterns();
    this.#expect('(');
    const start = this.#pipe();
    this.#expect(';');
    const update = this.#pipe();
    let extract: Filter | undefined;
    if (kind === 'foreach' && this.#isOperator(';')) {
      this.#advance();
      extract = this.#pipe();
    }
    this.#expect(')');
    return kind === 'reduce' ? { kind, source, patterns, start, update } : { kind, source, patterns, start, update, extract };
  }

  /** A term with its suffixes, but without "as". */
  #sourceTerm(): Filter {
    let term = this.#term();
    for (;;) {
      if (this.#token.kind === 'field') term = { kind: 'index', of: term, key: { kind: 'literal', value: this.#advance().text } };
      else if (this.#isOperator('[')) term = this.#bracket(term);
      else if (this.#isOperator('?')) {
        this.#advance();
        term = { kind: 'try', body: term, handler: undefined };
      } else if (this.#isOperator('.')) {
        this.#advance();
        term = this.#isOperator('[') ? this.#bracket(term) : { kind: 'index', of: term, key: this.#text1(undefined) };
      } else return term;
    }
  }
}

function location(line: number): Json {
  return new JsonObject([
    ['file', '<top-level>'],
    ['line', line],
  ]);
}
