// Which parts of a program may wait for input, output or another program: those are run with awaits, all others without.

import type { Expr, Program, Statement } from './ast.ts';

const WAITING = new Set(['system', 'close', 'fflush']);

/** Marks every expression and statement that may wait. */
export function markSlow(program: Program): void {
  const marker = new Marker(program);
  let before = -1;
  // A function that calls a slow one is slow: until nothing changes.
  while (marker.count !== before) {
    before = marker.count;
    marker.whole();
  }
}

class Marker {
  readonly #program: Program;
  count = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  whole(): void {
    this.count = 0;
    const { begin, end, beginFile, endFile, rules, functions } = this.#program;
    for (const func of functions.values()) {
      func.slow = this.#statement(func.body);
      if (func.slow) this.count++;
    }
    for (const statement of [...begin, ...end, ...beginFile, ...endFile]) this.#statement(statement);
    for (const { pattern, until, action } of rules) {
      if (pattern !== undefined) this.#expr(pattern);
      if (until !== undefined) this.#expr(until);
      if (action !== undefined) this.#statement(action);
    }
  }

  #any(exprs: readonly (Expr | undefined)[]): boolean {
    let slow = false;
    for (const expr of exprs) if (expr !== undefined && this.#expr(expr)) slow = true;
    return slow;
  }

  #all(statements: readonly (Statement | undefined)[]): boolean {
    let slow = false;
    for (const statement of statements) if (statement !== undefined && this.#statement(statement)) slow = true;
    return slow;
  }

  #expr(expr: Expr): boolean {
    let slow = this.#any(children(expr));
    if (expr.kind === 'getline') slow = true;
    if (expr.kind === 'builtin' && WAITING.has(expr.name)) slow = true;
    if (expr.kind === 'call' && (expr.indirect === true || this.#program.functions.get(expr.name)?.slow === true)) slow = true;
    expr.slow = slow;
    return slow;
  }

  #statement(statement: Statement): boolean {
    const slow = this.#parts(statement);
    statement.slow = slow;
    return slow;
  }

  #parts(s: Statement): boolean {
    switch (s.kind) {
      case 'expression':
        return this.#expr(s.expr);
      case 'print':
      case 'printf':
        return this.#any([...s.args, s.redirection?.to]);
      case 'block':
        return this.#all(s.body);
      case 'if':
        return [this.#expr(s.condition), this.#all([s.yes, s.no])].includes(true);
      case 'while':
      case 'do':
        return [this.#expr(s.condition), this.#statement(s.body)].includes(true);
      case 'for':
        return [this.#any([s.condition]), this.#all([s.start, s.step, s.body])].includes(true);
      case 'forin':
        return [this.#any([s.array]), this.#statement(s.body)].includes(true);
      case 'switch':
        return [this.#expr(s.of), this.#any(s.cases.map(({ match }) => match)), this.#all(s.cases.flatMap(({ body }) => body))].includes(
          true,
        );
      case 'delete':
        return this.#any([s.array, ...(s.keys ?? [])]);
      case 'return':
        return this.#any([s.value]);
      case 'exit':
        return this.#any([s.status]);
      default:
        return false;
    }
  }
}

/** The expressions directly inside one. */
export function children(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'field':
      return [expr.index];
    case 'index':
    case 'in':
      return [expr.array, ...expr.keys];
    case 'assign':
      return [expr.target, expr.value];
    case 'change':
      return [expr.target];
    case 'unary':
    case 'group':
      return [expr.of];
    case 'binary':
    case 'compare':
    case 'match':
    case 'and':
    case 'or':
      return [expr.left, expr.right];
    case 'choose':
      return [expr.condition, expr.yes, expr.no];
    case 'concat':
      return expr.parts;
    case 'builtin':
    case 'call':
      return expr.args;
    case 'getline':
      return [expr.source, expr.target].filter(part => part !== undefined);
    default:
      return [];
  }
}
