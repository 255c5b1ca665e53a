// Running bc's statements. As GNU bc 1.07.

import {
  add,
  compare,
  type Decimal,
  digits,
  divide,
  modulo,
  multiply,
  ONE,
  parse,
  power,
  print,
  rescale,
  squareRoot,
  ZERO,
} from './decimal.ts';
import type { Expr, Statement } from './parser.ts';

/** What ends the statements in hand: "Divide by zero". */
export class RuntimeProblem extends Error {}
export class Quit extends Error {}

type Flow = 'on' | 'break' | 'continue' | 'return';
type Func = Extract<Statement, { kind: 'define' }>;

const LINE_MOST = 70;
const number = (value: number): Decimal => ({ value: BigInt(value), scale: 0 });
const truth = (value: boolean): Decimal => (value ? ONE : ZERO);

export class Machine {
  readonly #functions = new Map<string, Func>();
  #variables = new Map<string, Decimal>();
  #arrays = new Map<string, Map<string, Decimal>>();
  #returned: Decimal = ZERO;
  #last: Decimal = ZERO;
  #scale = 0;
  #ibase = 10;
  #obase = 10;
  /** How far into its code a statement is, as GNU bc's machine counts it. */
  #address = 0;
  #inside = '(main)';
  output = '';

  constructor(scale: number) {
    this.#scale = scale;
  }

  get place(): string {
    return `func=${this.#inside}, adr=${this.#address}`;
  }

  run(statements: readonly Statement[]): void {
    this.#address = 0;
    this.#inside = '(main)';
    for (const statement of statements) this.#statement(statement);
  }

  #fail(words: string): never {
    throw new RuntimeProblem(words);
  }

  #show(text: string): void {
    if (text.length < LINE_MOST) {
      this.output += text;
      return;
    }
    for (let at = 0; at < text.length; at += LINE_MOST - 2) {
      const part = text.slice(at, at + LINE_MOST - 2);
      this.output += at + LINE_MOST - 2 < text.length ? `${part}\\\n` : part;
    }
  }

  #statement(s: Statement): Flow {
    switch (s.kind) {
      case 'expression': {
        const value = this.#value(s.expr);
        if (s.prints) {
          this.#last = value;
          this.#show(`${print(value, this.#obase)}`);
          this.output += '\n';
        }
        return 'on';
      }
      case 'text':
        this.output += s.text;
        return 'on';
      case 'print':
        for (const item of s.items) {
          if (typeof item === 'string')
            this.output += item.replace(
              /\\(.)/g,
              (_, char: string) => ({ n: '\n', t: '\t', a: '\x07', b: '\b', f: '\f', r: '\r', q: '"', '\\': '\\' })[char] ?? '',
            );
          else this.output += print(this.#value(item), this.#obase);
        }
        return 'on';
      case 'block':
        return this.#block(s.body);
      case 'if':
        if (this.#holds(s.condition)) return this.#statement(s.yes);
        return s.no === undefined ? 'on' : this.#statement(s.no);
      case 'while':
        while (this.#holds(s.condition)) {
          const flow = this.#statement(s.body);
          if (flow === 'break') break;
          if (flow === 'return') return flow;
        }
        return 'on';
      case 'for':
        if (s.start !== undefined) this.#value(s.start);
        for (; s.condition === undefined || this.#holds(s.condition); s.step !== undefined && this.#value(s.step)) {
          const flow = this.#statement(s.body);
          if (flow === 'break') break;
          if (flow === 'return') return flow;
        }
        return 'on';
      case 'return':
        this.#returned = s.value === undefined ? ZERO : this.#value(s.value);
        return 'return';
      case 'define':
        this.#functions.set(s.name, s);
        return 'on';
      case 'break':
      case 'continue':
        return s.kind;
      default:
        throw new Quit();
    }
  }

  #block(body: readonly Statement[]): Flow {
    for (const statement of body) {
      const flow = this.#statement(statement);
      if (flow !== 'on') return flow;
    }
    return 'on';
  }

  #holds(condition: Expr): boolean {
    return this.#value(condition).value !== 0n;
  }

  #value(expr: Expr): Decimal {
    switch (expr.kind) {
      case 'number':
        this.#address += expr.text === '0' || expr.text === '1' ? 1 : expr.text.length + 2;
        return parse(expr.text, this.#ibase);
      case 'variable':
        this.#address += 2;
        return this.#variables.get(expr.name) ?? ZERO;
      case 'element':
        return this.#array(expr.name).get(this.#index(expr.index)) ?? ZERO;
      case 'array':
        return ZERO;
      case 'special':
        return expr.name === 'last' ? this.#last : number({ scale: this.#scale, ibase: this.#ibase, obase: this.#obase }[expr.name]);
      case 'call':
        return this.#call(expr.name, expr.args);
      case 'unary': {
        const value = this.#value(expr.of);
        if (expr.operator === '!') return truth(value.value === 0n);
        return expr.operator === '-' ? { value: -value.value, scale: value.scale } : value;
      }
      case 'step': {
        const before = this.#value(expr.target);
        const after = add(before, number(expr.by));
        this.#store(expr.target, after);
        return expr.prefix ? after : before;
      }
      case 'assign': {
        const value = this.#value(expr.value);
        const made = expr.operator === '=' ? value : this.#binary(expr.operator[0]!, this.#value(expr.target), value);
        this.#store(expr.target, made);
        return made;
      }
      case 'binary':
        if (expr.operator === '&&') return truth(this.#holds(expr.left) && this.#holds(expr.right));
        if (expr.operator === '||') return truth(this.#holds(expr.left) || this.#holds(expr.right));
        return this.#binary(expr.operator, this.#value(expr.left), this.#value(expr.right));
    }
  }

  #array(name: string): Map<string, Decimal> {
    const array = this.#arrays.get(name) ?? new Map<string, Decimal>();
    this.#arrays.set(name, array);
    return array;
  }

  #index(expr: Expr): string {
    return String(rescale(this.#value(expr), 0).value);
  }

  #store(target: Expr, value: Decimal): void {
    if (target.kind === 'variable') this.#variables.set(target.name, value);
    else if (target.kind === 'element') this.#array(target.name).set(this.#index(target.index), value);
    else if (target.kind === 'special') {
      const whole = Number(rescale(value, 0).value);
      if (target.name === 'last') this.#last = value;
      else if (target.name === 'scale') this.#scale = Math.max(0, whole);
      else if (target.name === 'ibase') this.#ibase = Math.min(16, Math.max(2, whole));
      else this.#obase = Math.max(2, whole);
    }
  }

  #binary(operator: string, left: Decimal, right: Decimal): Decimal {
    this.#address++;
    const order = compare(left, right);
    switch (operator) {
      case '+':
        return add(left, right);
      case '-':
        return add(left, right, -1n);
      case '*':
        return multiply(left, right, this.#scale);
      case '/':
        return divide(left, right, this.#scale) ?? this.#fail('Divide by zero');
      case '%':
        return modulo(left, right, this.#scale) ?? this.#fail('Modulo by zero');
      case '^':
        return power(left, rescale(right, 0).value, this.#scale) ?? this.#fail('Divide by zero');
      case '<':
        return truth(order < 0);
      case '<=':
        return truth(order <= 0);
      case '==':
        return truth(order === 0);
      case '!=':
        return truth(order !== 0);
      case '>':
        return truth(order > 0);
      default:
        return truth(order >= 0);
    }
  }

  #call(name: string, args: readonly Expr[]): Decimal {
    const first = args[0];
    if (first !== undefined && (name === 'length' || name === 'sqrt' || name === 'scale')) {
      const value = this.#value(first);
      if (name === 'length') return number(digits(value));
      if (name === 'scale') return number(value.scale);
      return value.value < 0n ? this.#fail('Square root of a negative number') : squareRoot(value, this.#scale);
    }
    const func = this.#functions.get(name) ?? this.#fail(`Function ${name} not defined.`);
    if (func.parameters.length !== args.length) this.#fail('Parameter number mismatch');
    const [variables, arrays, inside] = [this.#variables, this.#arrays, this.#inside];
    const [ownVariables, ownArrays] = [new Map(variables), new Map(arrays)];
    for (const [at, { name: parameter, array }] of func.parameters.entries()) {
      const arg = args[at]!;
      if (array && arg.kind === 'array') ownArrays.set(parameter, new Map(this.#array(arg.name)));
      else ownVariables.set(parameter, this.#value(arg));
    }
    for (const { name: auto, array } of func.autos) {
      if (array) ownArrays.set(auto, new Map());
      else ownVariables.set(auto, ZERO);
    }
    [this.#variables, this.#arrays, this.#inside] = [ownVariables, ownArrays, name];
    this.#returned = ZERO;
    this.#block(func.body);
    const result = this.#returned;
    // What is no parameter and no auto is everyone's.
    const local = new Set([...func.parameters, ...func.autos].map(one => one.name));
    for (const [key, value] of this.#variables) if (!local.has(key)) variables.set(key, value);
    for (const [key, value] of this.#arrays) if (!local.has(key)) arrays.set(key, value);
    [this.#variables, this.#arrays, this.#inside] = [variables, arrays, inside];
    return result;
  }
}
