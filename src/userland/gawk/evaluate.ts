// awk's expressions that wait for nothing, worked out. As gawk 5.3.

import { AwkArray } from './array.ts';
import type { Expr, Func } from './ast.ts';
import { characters, SIMPLE, sortArray } from './builtins.ts';
import { Cell, Fatal, HookedCell } from './cell.ts';
import { fieldIndex, splitBy, splitByRegex } from './record.ts';
import type { Runtime } from './runtime.ts';
import { matchText, replace } from './substitute.ts';
import { compare, inputValue, StrNum, toBoolean, toNumber, type Value } from './value.ts';

/** How deep functions may call each other. */
export const DEPTH_MOST = 1500;

/** Runs a function's body: the interpreter of statements gives it. */
export interface Calls {
  call(func: Func, frame: Cell[]): Value;
  callSlow(func: Func, frame: Cell[]): Promise<Value>;
  /** getline from the main input. */
  nextRecord(): Promise<string | undefined>;
}

/** Works out what waits for nothing; what may wait is SlowEvaluator's. */
export class Evaluator {
  readonly runtime: Runtime;
  readonly calls: Calls;
  frame: Cell[] = [];
  depth = 0;

  constructor(runtime: Runtime, calls: Calls) {
    this.runtime = runtime;
    this.calls = calls;
  }

  /** The value of an expression that waits for nothing. */
  value(expr: Expr): Value {
    const runtime = this.runtime;
    switch (expr.kind) {
      case 'number':
      case 'string':
        return expr.value;
      case 'value':
        return expr.value as Value;
      case 'regex':
        return this.#matches(runtime.record.text, runtime.regex(expr.source)) ? 1 : 0;
      case 'name':
        return this.cell(expr).get();
      case 'field':
        return runtime.record.get(fieldIndex(this.value(expr.index)));
      case 'index':
        return this.#element(expr);
      case 'in':
        return this.array(expr.array).has(this.#key(expr.keys)) ? 1 : 0;
      case 'group':
        return this.value(expr.of);
      case 'concat': {
        let text = '';
        for (const part of expr.parts) text += runtime.text(this.value(part));
        return text;
      }
      case 'binary':
        return arithmetic(expr.operator, toNumber(this.value(expr.left)), toNumber(this.value(expr.right)));
      case 'compare':
        return this.#compare(expr.operator, this.value(expr.left), this.value(expr.right));
      case 'match':
        return this.#matches(runtime.text(this.value(expr.left)), this.regexOf(expr.right)) !== expr.inverted ? 1 : 0;
      case 'and':
        return toBoolean(this.value(expr.left)) && toBoolean(this.value(expr.right)) ? 1 : 0;
      case 'or':
        return toBoolean(this.value(expr.left)) || toBoolean(this.value(expr.right)) ? 1 : 0;
      case 'choose':
        return this.value(toBoolean(this.value(expr.condition)) ? expr.yes : expr.no);
      case 'unary':
        return this.#unary(expr.operator, this.value(expr.of));
      case 'assign':
        return this.assign(expr.target, expr.operator, this.value(expr.value));
      case 'change':
        return this.#change(expr.target, expr.by, expr.prefix);
      case 'builtin':
        return this.builtin(expr.name, expr.args);
      case 'call':
        return this.#call(expr.name, expr.args);
      case 'getline':
        throw new Fatal('fatal: internal error: getline without a wait');
    }
  }

  #matches(text: string, regex: RegExp): boolean {
    regex.lastIndex = 0;
    return regex.test(text);
  }

  /** The regular expression of an operand: a literal, or a value's text. */
  regexOf(expr: Expr): RegExp {
    return this.runtime.regex(expr.kind === 'regex' ? expr.source : this.runtime.text(this.value(expr)));
  }

  cell(expr: Extract<Expr, { kind: 'name' }>): Cell {
    return expr.local ? this.frame[expr.slot]! : this.runtime.globals[expr.slot]!;
  }

  /** The array that an expression names. */
  array(expr: Expr): AwkArray {
    if (expr.kind === 'name') return this.cell(expr).array();
    if (expr.kind === 'index') {
      const outer = this.array(expr.array);
      const key = this.#key(expr.keys);
      const inner = outer.get(key);
      if (inner instanceof AwkArray) return inner;
      if (inner !== undefined) throw new Fatal(`fatal: attempt to use scalar \`${nameOf(expr.array)}["${key}"]' as an array`);
      const made = new AwkArray();
      outer.set(key, made);
      return made;
    }
    throw new Fatal('fatal: attempt to use a scalar value as array');
  }

  #key(keys: readonly Expr[]): string {
    const runtime = this.runtime;
    const text = (expr: Expr): string => {
      const value = this.value(expr);
      return typeof value === 'number' && Number.isInteger(value) ? String(value === 0 ? 0 : value) : runtime.text(value);
    };
    return keys.length === 1 ? text(keys[0]!) : keys.map(text).join(runtime.subsep);
  }

  #element(expr: Extract<Expr, { kind: 'index' }>): Value {
    const array = this.array(expr.array);
    const key = this.#key(expr.keys);
    const value = array.get(key);
    if (value instanceof AwkArray) throw new Fatal(`fatal: attempt to use array \`${nameOf(expr.array)}["${key}"]' in a scalar context`);
    // To ask for an element makes it.
    if (value === undefined && !array.has(key)) array.set(key, undefined);
    return value;
  }

  #compare(operator: string, left: Value, right: Value): Value {
    const order = compare(left, right, this.runtime.convfmt);
    switch (operator) {
      case '<':
        return order < 0 ? 1 : 0;
      case '<=':
        return order <= 0 ? 1 : 0;
      case '==':
        return order === 0 ? 1 : 0;
      case '!=':
        return order !== 0 ? 1 : 0;
      case '>':
        return order > 0 ? 1 : 0;
      default:
        return order >= 0 ? 1 : 0;
    }
  }

  #unary(operator: string, value: Value): Value {
    if (operator === '!') return toBoolean(value) ? 0 : 1;
    return operator === '-' ? -toNumber(value) : toNumber(value);
  }

  /** Puts a value where a target says. */
  store(target: Expr, value: Value): void {
    if (target.kind === 'name') this.cell(target).set(value);
    else if (target.kind === 'field') this.runtime.record.assign(fieldIndex(this.value(target.index)), value);
    else if (target.kind === 'index') this.array(target.array).set(this.#key(target.keys), value);
  }

  assign(target: Expr, operator: string, value: Value): Value {
    if (operator === '=') {
      this.store(target, value);
      return value;
    }
    const result = arithmetic(operator[0]!, toNumber(this.value(target)), toNumber(value));
    this.store(target, result);
    return result;
  }

  #change(target: Expr, by: 1 | -1, prefix: boolean): Value {
    const before = toNumber(this.value(target));
    this.store(target, before + by);
    return prefix ? before + by : before;
  }

  builtin(name: string, args: readonly Expr[]): Value {
    const runtime = this.runtime;
    const simple = SIMPLE[name];
    if (simple !== undefined)
      return simple(
        runtime,
        args.map(arg => this.value(arg)),
      );
    switch (name) {
      case 'length':
        return this.#length(args[0]);
      case 'sub':
      case 'gsub': {
        const target = args[2] ?? ({ kind: 'field', index: { kind: 'number', value: 0 } } as const);
        const subject = runtime.text(this.value(target));
        const by = runtime.text(this.value(args[1]!));
        const { text, count } = replace(this.regexOf(args[0]!), by, subject, name === 'sub' ? 1 : 'all');
        if (count > 0) this.store(target, text);
        return count;
      }
      case 'gensub': {
        const how = this.value(args[2]!);
        const which = /^[gG]/.test(runtime.text(how)) ? 'all' : Math.max(1, Math.trunc(toNumber(how)));
        const subject = args[3] === undefined ? runtime.record.text : runtime.text(this.value(args[3]));
        return replace(this.regexOf(args[0]!), runtime.text(this.value(args[1]!)), subject, which, true).text;
      }
      case 'match':
        return matchText(
          runtime,
          runtime.text(this.value(args[0]!)),
          this.regexOf(args[1]!),
          args[2] === undefined ? undefined : this.array(args[2]),
        );
      case 'split':
      case 'patsplit':
        return this.#split(name, args);
      case 'asort':
      case 'asorti': {
        const source = this.array(args[0]!);
        const dest = args[1] === undefined ? source : this.array(args[1]);
        return sortArray(runtime, source, dest, name === 'asorti', args[2] === undefined ? '' : runtime.text(this.value(args[2])));
      }
      case 'isarray':
        return args[0]!.kind === 'name' && this.cell(args[0]!).holdsArray ? 1 : 0;
      default:
        return this.#typeOf(args[0]!);
    }
  }

  #length(arg: Expr | undefined): number {
    if (arg === undefined) return characters(this.runtime.record.text);
    if (arg.kind === 'name' && this.cell(arg).holdsArray) return this.cell(arg).array().size;
    if (arg.kind === 'index') {
      const value = this.array(arg.array).get(this.#key(arg.keys));
      if (value instanceof AwkArray) return value.size;
    }
    return characters(this.runtime.text(this.value(arg)));
  }

  #split(name: string, args: readonly Expr[]): number {
    const runtime = this.runtime;
    const text = runtime.text(this.value(args[0]!));
    const separator = args[2];
    const pieces = (): { parts: string[]; seps: string[] } => {
      if (name === 'patsplit') {
        const regex = separator === undefined ? runtime.regex(runtime.settings.fpat) : this.regexOf(separator);
        const { parts, seps } = splitByRegex(text, regex);
        return { parts: seps, seps: parts };
      }
      if (separator?.kind === 'regex') return text === '' ? { parts: [], seps: [] } : splitByRegex(text, runtime.regex(separator.source));
      return splitBy(text, separator === undefined ? runtime.settings.fs : runtime.text(this.value(separator)), runtime.settings);
    };
    const { parts, seps } = pieces();
    const into = this.array(args[1]!);
    into.clear();
    for (const [at, part] of parts.entries()) into.set(String(at + 1), inputValue(part));
    if (args[3] !== undefined) {
      const separators = this.array(args[3]);
      separators.clear();
      for (const [at, part] of seps.entries()) separators.set(String(name === 'patsplit' ? at : at + 1), part);
    }
    return parts.length;
  }

  #typeOf(arg: Expr): string {
    if (arg.kind === 'regex') return 'number';
    if (arg.kind === 'name') {
      const cell = this.cell(arg);
      if (cell.holdsArray) return 'array';
      if (cell.untyped && !(cell instanceof HookedCell)) return 'untyped';
    }
    const value = this.value(arg);
    if (value === undefined) return 'unassigned';
    return value instanceof StrNum ? 'strnum' : typeof value === 'number' ? 'number' : 'string';
  }

  funcOf(name: string, args: readonly Expr[]): Func {
    const func = this.runtime.program.functions.get(name);
    if (func === undefined) throw new Fatal(`fatal: function \`${name}' not defined`);
    if (args.length > func.parameters.length) throw new Fatal(`fatal: function \`${name}' called with more arguments than declared`);
    return func;
  }

  frameOf(func: Func, args: readonly Expr[]): Cell[] {
    return func.parameters.map((parameter, at) => {
      const arg = args[at];
      if (arg === undefined) return new Cell(parameter, undefined, undefined, true);
      if (arg.kind === 'name') {
        const cell = this.cell(arg);
        if (cell.holdsArray) return new Cell(parameter, cell.array(), undefined, true);
        if (cell.untyped) return new Cell(parameter, undefined, cell, true);
      }
      if (arg.kind === 'index') {
        const inner = this.array(arg.array).get(this.#key(arg.keys));
        if (inner instanceof AwkArray) return new Cell(parameter, inner, undefined, true);
      }
      return new Cell(parameter, this.value(arg), undefined, true);
    });
  }

  #call(name: string, args: readonly Expr[]): Value {
    const func = this.funcOf(name, args);
    const frame = this.frameOf(func, args);
    if (++this.depth > DEPTH_MOST) throw new Fatal(`fatal: function \`${name}' called itself too deeply`);
    const before = this.frame;
    this.frame = frame;
    try {
      return this.calls.call(func, frame);
    } finally {
      this.frame = before;
      this.depth--;
    }
  }
}

const nameOf = (expr: Expr): string => (expr.kind === 'name' ? expr.name : '');

function arithmetic(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      if (right === 0) throw new Fatal('fatal: division by zero attempted');
      return left / right;
    case '%':
      if (right === 0) throw new Fatal("fatal: division by zero attempted in `%'");
      return left % right;
    default:
      return left ** right;
  }
}
