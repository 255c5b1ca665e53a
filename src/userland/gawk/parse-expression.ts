// awk's expressions, by precedence. As gawk 5.3's grammar.

import { Failure } from '../lib/command.ts';
import type { Expr } from './ast.ts';
import { BUILTINS } from './lexer.ts';
import { TokenReader } from './token-reader.ts';

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=']);
const COMPARISONS = new Set(['<', '<=', '==', '!=', '>', '>=']);

export class ExpressionParser extends TokenReader {
  readonly #globals: Map<string, number>;
  readonly #calls: Map<string, string>;
  locals: Map<string, number> | undefined;
  /** Inside print's list ">" redirects; inside for's head "in" belongs to it. */
  #noGreater = false;
  #noIn = false;

  constructor(text: string, name: string, globals: Map<string, number>, calls: Map<string, string>) {
    super(text, name);
    this.#globals = globals;
    this.#calls = calls;
  }

  expression(): Expr {
    const [greater, inside] = [this.#noGreater, this.#noIn];
    this.#noGreater = false;
    this.#noIn = false;
    const expr = this.#assignment();
    [this.#noGreater, this.#noIn] = [greater, inside];
    return expr;
  }

  /** The list of print: in parentheses, or bare with ">" a redirection. */
  printList(): Expr[] {
    this.#noGreater = true;
    const list: Expr[] = [];
    for (;;) {
      const expr = this.#assignment();
      // "(a, b)" is a list, "(a, b) in c" is not.
      if (expr.kind === 'in' && expr.array.kind === 'value') list.push(...expr.keys);
      else list.push(expr);
      if (!this.isOperator(',')) break;
      this.advance();
      this.newlines();
    }
    this.#noGreater = false;
    return list;
  }

  #assignment(): Expr {
    const left = this.#choice();
    if (this.token.kind !== 'operator' || !ASSIGNMENTS.has(this.token.text)) return left;
    if (left.kind !== 'name' && left.kind !== 'field' && left.kind !== 'index') {
      // "a && b = 1" assigns to b.
      const inner = this.#lastOperand(left);
      if (inner === undefined) this.syntax();
      const operator = this.token.text;
      this.advance();
      this.newlines();
      const value = this.#assignment();
      return inner.replace({ kind: 'assign', operator, target: inner.target, value });
    }
    const operator = this.token.text;
    this.advance();
    this.newlines();
    return { kind: 'assign', operator, target: left, value: this.#assignment() };
  }

  #lastOperand(expr: Expr): { target: Expr; replace: (by: Expr) => Expr } | undefined {
    const lvalue = (of: Expr): boolean => of.kind === 'name' || of.kind === 'field' || of.kind === 'index';
    if ((expr.kind === 'and' || expr.kind === 'or' || expr.kind === 'match' || expr.kind === 'compare') && lvalue(expr.right)) {
      return { target: expr.right, replace: by => ({ ...expr, right: by }) };
    }
    if (expr.kind === 'unary' && expr.operator === '!' && lvalue(expr.of)) return { target: expr.of, replace: by => ({ ...expr, of: by }) };
    return undefined;
  }

  #choice(): Expr {
    const condition = this.#or();
    if (!this.isOperator('?')) return condition;
    this.advance();
    this.newlines();
    const yes = this.#assignment();
    this.newlines();
    this.expect(':');
    this.newlines();
    return { kind: 'choose', condition, yes, no: this.#assignment() };
  }

  #or(): Expr {
    let left = this.#and();
    while (this.isOperator('||')) {
      this.advance();
      this.newlines();
      left = { kind: 'or', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expr {
    let left = this.#in();
    while (this.isOperator('&&')) {
      this.advance();
      this.newlines();
      left = { kind: 'and', left, right: this.#in() };
    }
    return left;
  }

  #in(): Expr {
    let left = this.#match();
    while (this.isKeyword('in') && !this.#noIn) {
      this.advance();
      const array = this.primary();
      if (array.kind !== 'name' && array.kind !== 'index') this.syntax();
      const keys = left.kind === 'in' && left.array.kind === 'value' ? left.keys : [left];
      left = { kind: 'in', keys, array };
    }
    return left;
  }

  #match(): Expr {
    let left = this.#comparison();
    while (this.isOperator('~') || this.isOperator('!~')) {
      const inverted = this.token.text === '!~';
      this.advance();
      left = { kind: 'match', inverted, left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Expr {
    let left = this.concatenation(false);
    for (;;) {
      if (this.isOperator('|') && this.#nextIsGetline()) {
        left = this.#commandGetline(left);
        continue;
      }
      if (this.token.kind !== 'operator' || !COMPARISONS.has(this.token.text) || (this.token.text === '>' && this.#noGreater)) return left;
      const operator = this.token.text;
      this.advance();
      left = { kind: 'compare', operator, left, right: this.concatenation(false) };
    }
  }

  #nextIsGetline(): boolean {
    const mark = this.mark();
    this.advance();
    const found = this.isKeyword('getline');
    this.reset(mark);
    return found;
  }

  #commandGetline(command: Expr): Expr {
    this.advance();
    this.advance();
    return { kind: 'getline', from: 'command', source: command, target: this.#optionalTarget() };
  }

  #optionalTarget(): Expr | undefined {
    const { kind } = this.token;
    return kind === 'name' || this.isOperator('$') ? this.#targetOnly() : undefined;
  }

  #targetOnly(): Expr {
    if (this.isOperator('$')) {
      this.advance();
      return { kind: 'field', index: this.isOperator('++') || this.isOperator('--') ? this.#prefix() : this.primary() };
    }
    return this.primary();
  }

  /** Values side by side. In a redirection's target, "|" and ">" end it anyway. */
  concatenation(_redirection: boolean): Expr {
    const first = this.#sum();
    const parts = [first];
    while (this.#startsOperand()) parts.push(this.#sum());
    return parts.length === 1 ? first : { kind: 'concat', parts };
  }

  #startsOperand(): boolean {
    const { kind, text } = this.token;
    if (['number', 'string', 'regex', 'name', 'function-name', 'builtin'].includes(kind)) return true;
    if (kind === 'operator') return ['$', '!', '(', '-', '+', '++', '--'].includes(text);
    return false;
  }

  #sum(): Expr {
    let left = this.#product();
    while (this.isOperator('+') || this.isOperator('-')) {
      const operator = this.token.text;
      this.advance();
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expr {
    let left = this.#unary();
    while (this.isOperator('*') || this.isOperator('/') || this.isOperator('%')) {
      const operator = this.token.text;
      this.advance();
      const right = this.#unary();
      if (operator !== '*' && right.kind === 'number' && right.value === 0 && left.kind === 'number') {
        throw new Failure(`${this.place()}: error: division by zero attempted${operator === '%' ? " in `%'" : ''}`, 1);
      }
      left = { kind: 'binary', operator, left, right };
    }
    return left;
  }

  #unary(): Expr {
    if (this.isOperator('!') || this.isOperator('-') || this.isOperator('+')) {
      const operator = this.token.text;
      this.advance();
      return { kind: 'unary', operator, of: this.#unary() };
    }
    return this.#power();
  }

  #power(): Expr {
    const base = this.#prefix();
    if (!this.isOperator('^')) return base;
    this.advance();
    // The exponent may have a sign, and groups to the right.
    const sign = this.isOperator('-') || this.isOperator('+') || this.isOperator('!') ? this.token.text : undefined;
    if (sign !== undefined) this.advance();
    const exponent = this.#power();
    return {
      kind: 'binary',
      operator: '^',
      left: base,
      right: sign === undefined ? exponent : { kind: 'unary', operator: sign, of: exponent },
    };
  }

  #prefix(): Expr {
    if (this.isOperator('++') || this.isOperator('--')) {
      const by = this.token.text === '++' ? 1 : -1;
      this.advance();
      const target = this.#targetOnly();
      return { kind: 'change', by, prefix: true, target };
    }
    const expr = this.primary();
    const lvalue = expr.kind === 'name' || expr.kind === 'field' || expr.kind === 'index';
    if (lvalue && (this.isOperator('++') || this.isOperator('--'))) {
      const by = this.token.text === '++' ? 1 : -1;
      this.advance();
      return { kind: 'change', by, prefix: false, target: expr };
    }
    return expr;
  }

  primary(): Expr {
    const { kind, text, value } = this.token;
    switch (kind) {
      case 'number':
        this.advance();
        return { kind: 'number', value };
      case 'string':
        this.advance();
        return { kind: 'string', value: text };
      case 'regex':
        this.advance();
        return { kind: 'regex', source: text };
      case 'name':
        return this.#name(text);
      case 'function-name':
        if (!this.#calls.has(text)) this.#calls.set(text, this.place());
        this.advance();
        return { kind: 'call', name: text, args: this.#arguments() };
      case 'builtin':
        return this.#builtin(text);
      case 'keyword':
        if (text === 'getline') return this.#getline();
        return this.syntax();
      case 'operator':
        return this.#operator(text);
      default:
        return this.syntax();
    }
  }

  #operator(text: string): Expr {
    if (text === '$') {
      this.advance();
      const index =
        this.isOperator('++') || this.isOperator('--')
          ? this.#prefix()
          : this.isOperator('-') || this.isOperator('+') || this.isOperator('!')
            ? this.#unary()
            : this.primary();
      return { kind: 'field', index };
    }
    if (text === '@') {
      this.advance();
      if (this.token.kind !== 'function-name') this.syntax();
      const name = this.token.text;
      this.advance();
      return { kind: 'call', name, args: this.#arguments(), indirect: true };
    }
    if (text === '-' || text === '+' || text === '!') return this.#unary();
    if (text !== '(') return this.syntax();
    this.advance();
    this.newlines();
    const first = this.expression();
    if (this.isOperator(')')) {
      this.advance();
      return { kind: 'group', of: first };
    }
    const keys = [first];
    while (this.isOperator(',')) {
      this.advance();
      this.newlines();
      keys.push(this.expression());
    }
    this.expect(')');
    // Resolved by what follows: "in ARRAY", or print's list.
    return { kind: 'in', keys, array: { kind: 'value', value: undefined } };
  }

  #name(name: string): Expr {
    this.advance();
    let expr: Expr = this.#variable(name);
    while (this.isOperator('[')) {
      this.advance();
      const keys = [this.expression()];
      while (this.isOperator(',')) {
        this.advance();
        this.newlines();
        keys.push(this.expression());
      }
      this.expect(']');
      expr = { kind: 'index', array: expr, keys };
    }
    return expr;
  }

  #variable(name: string): Expr {
    const local = this.locals?.get(name);
    if (local !== undefined) return { kind: 'name', name, slot: local, local: true };
    let slot = this.#globals.get(name);
    if (slot === undefined) {
      slot = this.#globals.size;
      this.#globals.set(name, slot);
    }
    return { kind: 'name', name, slot, local: false };
  }

  #arguments(): Expr[] {
    this.expect('(');
    this.newlines();
    const args: Expr[] = [];
    while (!this.isOperator(')')) {
      args.push(this.expression());
      this.newlines();
      if (this.isOperator(',')) {
        this.advance();
        this.newlines();
      } else if (!this.isOperator(')')) this.syntax();
    }
    this.advance();
    return args;
  }

  #builtin(name: string): Expr {
    this.advance();
    if (name === 'length' && !this.isOperator('(')) return { kind: 'builtin', name, args: [] };
    const args = this.#arguments();
    const [least, most] = BUILTINS[name]!;
    if (args.length < least || args.length > most)
      this.lexer.fail(this.before.at, `${args.length} is invalid as number of arguments for ${name}`);
    return { kind: 'builtin', name, args };
  }

  #getline(): Expr {
    this.advance();
    const target = this.#optionalTarget();
    if (!this.isOperator('<')) return { kind: 'getline', from: 'input', source: undefined, target };
    this.advance();
    return { kind: 'getline', from: 'file', source: this.#prefix(), target };
  }
}
