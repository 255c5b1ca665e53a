// Reading jq filters. As jq 1.8's lexer and grammar, in their words.

import type { Definition, Filter, Pattern } from './ast.ts';
import { type Json, JsonObject, numberLiteral } from './json.ts';
import { FilterProblem, KEYWORDS, type Token } from './lexer.ts';
import { OperatorGrammar } from './operator-grammar.ts';

/** A whole program: definitions and a filter. */
export function parseFilter(text: string): Filter {
  return new Parser(text).program();
}

/** Only definitions, as the prelude is. */
export function parseDefinitions(text: string): Definition[] {
  return new Parser(text).definitions();
}

class Parser extends OperatorGrammar {
  protected interpolation(start: number): { filter: Filter; end: number } {
    const inner = new Parser(this.text, start);
    const filter = inner.#pipe();
    if (!inner.isOperator(')')) inner.unexpected();
    return { filter, end: inner.token.at + 1 };
  }

  definitions(): Definition[] {
    const list: Definition[] = [];
    while (this.isName('def')) list.push(this.#definition());
    return list;
  }

  program(): Filter {
    const definitions = this.definitions();
    const body = this.token.kind === 'end' ? ({ kind: 'identity' } as const) : this.#pipe();
    if (this.token.kind !== 'end') this.unexpected();
    return definitions.reduceRight<Filter>((inner, definition) => ({ kind: 'define', definition, body: inner }), body);
  }

  #definition(): Definition {
    this.expect('def');
    if (!this.is('name')) this.unexpected();
    const name = this.advance().text;
    const parameters: string[] = [];
    if (this.isOperator('(')) {
      do {
        this.advance();
        const { kind, text } = this.token;
        if (kind !== 'name' && kind !== 'variable') this.unexpected();
        parameters.push(kind === 'variable' ? `$${text}` : text);
        this.advance();
      } while (this.isOperator(';'));
      this.expect(')');
    }
    this.expect(':');
    const body = this.#pipe();
    this.expect(';');
    return { name, parameters, body };
  }

  #pipe(): Filter {
    if (this.isName('def')) {
      const definition = this.#definition();
      return { kind: 'define', definition, body: this.#pipe() };
    }
    if (this.isName('label')) {
      this.advance();
      if (!this.is('variable')) this.unexpected();
      const name = this.advance().text;
      this.expect('|');
      return { kind: 'label', name, body: this.#pipe() };
    }
    const left = this.comma();
    if (this.isName('as')) {
      this.advance();
      const patterns = this.#patterns();
      this.expect('|');
      return { kind: 'bind', source: left, patterns, body: this.#pipe() };
    }
    if (!this.isOperator('|')) return left;
    this.advance();
    return { kind: 'pipe', left, right: this.#pipe() };
  }

  #patterns(): Pattern[] {
    const list = [this.#pattern()];
    while (this.isOperator('?//')) {
      this.advance();
      list.push(this.#pattern());
    }
    return list;
  }

  #pattern(): Pattern {
    if (this.is('variable')) return { kind: 'variable', name: this.advance().text };
    if (this.isOperator('[')) {
      const items: Pattern[] = [];
      do {
        this.advance();
        items.push(this.#pattern());
      } while (this.isOperator(','));
      this.expect(']');
      return { kind: 'array', items };
    }
    if (!this.isOperator('{')) this.unexpected();
    const entries: Extract<Pattern, { kind: 'object' }>['entries'] = [];
    do {
      this.advance();
      const { kind, text } = this.token;
      let key: Filter;
      let variable: string | undefined;
      if (kind === 'variable') {
        variable = text;
        key = { kind: 'literal', value: text };
        this.advance();
      } else if (kind === 'name') {
        key = { kind: 'literal', value: text };
        this.advance();
      } else if (kind === 'string') key = this.#text1(undefined);
      else {
        this.expect('(');
        key = this.#pipe();
        this.expect(')');
      }
      let pattern: Pattern | undefined;
      if (this.isOperator(':')) {
        this.advance();
        pattern = this.#pattern();
      } else if (variable === undefined) this.unexpected();
      entries.push({ key, variable, pattern });
    } while (this.isOperator(','));
    this.expect('}');
    return { kind: 'object', entries };
  }

  postfix(): Filter {
    let term = this.#term();
    for (;;) {
      if (this.token.kind === 'field') {
        term = { kind: 'index', of: term, key: { kind: 'literal', value: this.advance().text } };
      } else if (this.isOperator('.')) {
        this.advance();
        const { kind } = this.token;
        if (kind === 'string') term = { kind: 'index', of: term, key: this.#text1(undefined) };
        else if (this.isOperator('[')) term = this.#bracket(term);
        else this.unexpected();
      } else if (this.isOperator('[')) term = this.#bracket(term);
      else if (this.isOperator('?')) {
        this.advance();
        term = { kind: 'try', body: term, handler: undefined };
      } else if (this.isName('as')) {
        this.advance();
        const patterns = this.#patterns();
        this.expect('|');
        return { kind: 'bind', source: term, patterns, body: this.#pipe() };
      } else return term;
    }
  }

  #bracket(of: Filter): Filter {
    this.advance();
    if (this.isOperator(']')) {
      this.advance();
      return { kind: 'iterate', of };
    }
    if (this.isOperator(':')) {
      this.advance();
      const to = this.#pipe();
      this.expect(']');
      return { kind: 'slice', of, from: undefined, to };
    }
    const key = this.#pipe();
    if (this.isOperator(':')) {
      this.advance();
      const to = this.isOperator(']') ? undefined : this.#pipe();
      this.expect(']');
      return { kind: 'slice', of, from: key, to };
    }
    this.expect(']');
    return { kind: 'index', of, key };
  }

  #text1(format: string | undefined): Filter {
    const { parts } = this.advance();
    if (parts!.length === 1) return { kind: 'literal', value: parts![0] as string };
    return { kind: 'text', format, parts: parts! };
  }

  #term(): Filter {
    const { kind, text, at } = this.token;
    switch (kind) {
      case 'number':
        this.advance();
        return { kind: 'literal', value: numberLiteral(text) };
      case 'string':
        return this.#text1(undefined);
      case 'format':
        this.advance();
        return (this.token.kind as Token['kind']) === 'string' ? this.#text1(text) : { kind: 'format', name: text };
      case 'field':
        this.advance();
        return { kind: 'index', of: { kind: 'identity' }, key: { kind: 'literal', value: text } };
      case 'variable':
        this.advance();
        if (text === '__loc__') return { kind: 'literal', value: location(this.text.slice(0, at).split('\n').length) };
        return { kind: 'variable', name: text, at };
      case 'name':
        return this.#named(text, at);
      case 'operator':
        return this.#operatorTerm(text);
      default:
        return this.unexpected();
    }
  }

  #operatorTerm(text: string): Filter {
    if (text === '..') {
      this.advance();
      return { kind: 'recurse' };
    }
    if (text === '.') {
      this.advance();
      if (this.token.kind === 'string') return { kind: 'index', of: { kind: 'identity' }, key: this.#text1(undefined) };
      return this.isOperator('[') ? this.#bracket({ kind: 'identity' }) : { kind: 'identity' };
    }
    if (text === '(') {
      this.advance();
      const inner = this.#pipe();
      this.expect(')');
      return inner;
    }
    if (text === '[') {
      this.advance();
      if (this.isOperator(']')) {
        this.advance();
        return { kind: 'array', of: undefined };
      }
      const of = this.#pipe();
      this.expect(']');
      return { kind: 'array', of };
    }
    if (text === '{') return this.#object();
    return this.unexpected();
  }

  #object(): Filter {
    this.advance();
    const entries: { key: Filter; value: Filter }[] = [];
    while (!this.isOperator('}')) {
      entries.push(this.#entry());
      if (this.isOperator(',')) this.advance();
      else if (!this.isOperator('}')) this.unexpected();
    }
    this.advance();
    return { kind: 'object', entries };
  }

  #entry(): { key: Filter; value: Filter } {
    const { kind, text, at } = this.token;
    let key: Filter;
    let value: Filter | undefined;
    if (kind === 'variable') {
      this.advance();
      key = { kind: 'literal', value: text };
      value = text === '__loc__' ? { kind: 'literal', value: location(1) } : { kind: 'variable', name: text, at };
      return { key, value };
    }
    if (kind === 'name' || kind === 'number') {
      this.advance();
      key = { kind: 'literal', value: text };
    } else if (kind === 'string') key = this.#text1(undefined);
    else if (kind === 'format') {
      this.advance();
      key = (this.token.kind as Token['kind']) === 'string' ? this.#text1(text) : { kind: 'format', name: text };
    } else {
      this.expect('(');
      key = this.#pipe();
      this.expect(')');
      if (key.kind === 'literal' && typeof key.value !== 'string') {
        throw new FilterProblem(
          `Cannot use ${key.value === null ? 'null' : typeof key.value} (${String(key.value)}) as object key`,
          at + 1,
        );
      }
    }
    if (!this.isOperator(':')) return { key, value: { kind: 'index', of: { kind: 'identity' }, key } };
    this.advance();
    return { key, value: this.#objectValue() };
  }

  /** Values of an object: no commas, but pipes of terms. */
  #objectValue(): Filter {
    const left = this.alternative();
    if (!this.isOperator('|')) return left;
    this.advance();
    return { kind: 'pipe', left, right: this.#objectValue() };
  }

  #named(text: string, at: number): Filter {
    this.advance();
    switch (text) {
      case 'if':
        return this.#if();
      case 'try': {
        const body = this.#postfixOnly();
        if (!this.isName('catch')) return { kind: 'try', body, handler: undefined };
        this.advance();
        return { kind: 'try', body, handler: this.#postfixOnly() };
      }
      case 'reduce':
      case 'foreach':
        return this.#fold(text);
      case 'break':
        if (this.token.kind !== 'variable') throw new FilterProblem('break requires a label to break to', at);
        return { kind: 'break', name: this.advance().text, at };
      case 'null':
        return { kind: 'literal', value: null };
      case 'true':
      case 'false':
        return { kind: 'literal', value: text === 'true' };
      default:
        break;
    }
    if (text === 'def') this.unexpected();
    if (KEYWORDS.has(text) && text !== 'not') throw new FilterProblem(`syntax error, unexpected ${text}`, at, at + text.length);
    const args: Filter[] = [];
    if (this.isOperator('(')) {
      do {
        this.advance();
        args.push(this.#pipe());
      } while (this.isOperator(';'));
      this.expect(')');
    }
    return { kind: 'call', name: text, args, at };
  }

  /** The body of try: a term with what follows it. */
  #postfixOnly(): Filter {
    return this.isOperator('-') ? this.unary() : this.postfix();
  }

  #if(): Filter {
    const condition = this.#pipe();
    this.expect('then');
    const yes = this.#pipe();
    if (this.isName('elif')) {
      this.advance();
      return { kind: 'if', condition, yes, no: this.#if() };
    }
    let no: Filter | undefined;
    if (this.isName('else')) {
      this.advance();
      no = this.#pipe();
    }
    this.expect('end');
    return { kind: 'if', condition, yes, no };
  }

  #fold(kind: 'reduce' | 'foreach'): Filter {
    const source = this.#sourceTerm();
    this.expect('as');
    const patterns = this.#patterns();
    this.expect('(');
    const start = this.#pipe();
    this.expect(';');
    const update = this.#pipe();
    let extract: Filter | undefined;
    if (kind === 'foreach' && this.isOperator(';')) {
      this.advance();
      extract = this.#pipe();
    }
    this.expect(')');
    return kind === 'reduce' ? { kind, source, patterns, start, update } : { kind, source, patterns, start, update, extract };
  }

  /** A term with its suffixes, but without "as". */
  #sourceTerm(): Filter {
    let term = this.#term();
    for (;;) {
      if (this.token.kind === 'field') term = { kind: 'index', of: term, key: { kind: 'literal', value: this.advance().text } };
      else if (this.isOperator('[')) term = this.#bracket(term);
      else if (this.isOperator('?')) {
        this.advance();
        term = { kind: 'try', body: term, handler: undefined };
      } else if (this.isOperator('.')) {
        this.advance();
        term = this.isOperator('[') ? this.#bracket(term) : { kind: 'index', of: term, key: this.#text1(undefined) };
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
