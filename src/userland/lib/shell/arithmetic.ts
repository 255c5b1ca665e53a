// Shell arithmetic: $((…)), ((…)), let, subscripts. As bash 5.3's expr.c, in its words; parsed once into closures for each text.

import { complement, type Integer, isZero, negate, OPERATIONS, power } from './integer.ts';

/** A mistake in an expression; the message has the expression and the error token in it. */
export class ArithmeticError extends Error {
  /** The whole expression, and what is wrong with it, for shells with words of their own. */
  readonly expression: string;
  readonly reason: string;

  constructor(words: string, expression: string, reason: string) {
    super(words);
    this.expression = expression;
    this.reason = reason;
  }
}

/** Where an expression's variables live. */
export interface ArithmeticVariables {
  /** Only what POSIX has: no ++ -- ** and comma. */
  posix: boolean;
  /** The text of a variable (undefined: unset). */
  read(name: string, subscript: string | undefined): string | undefined;
  write(name: string, subscript: string | undefined, value: string): void;
}

interface Run {
  variables: ArithmeticVariables;
  depth: number;
}
type Compiled = (run: Run) => Integer;

const cache = new Map<string, Compiled>();
const plainCache = new Map<string, Compiled>();
const CACHE_MOST = 1000;
const RECURSION_MOST = 1024;

/** The value of an expression. An empty one is 0. Throws ArithmeticError, and what `variables` throws. */
export function evaluate(text: string, variables: ArithmeticVariables): Integer {
  return run(text, { variables, depth: 0 });
}

function run(text: string, how: Run): Integer {
  const plain = plainNumber(text);
  if (plain !== undefined) return plain;
  const { posix } = how.variables;
  const known = posix ? plainCache : cache;
  let compiled = known.get(text);
  if (compiled === undefined) {
    compiled = new Parser(text, posix).whole();
    if (known.size >= CACHE_MOST) known.clear();
    known.set(text, compiled);
  }
  return compiled(how);
}

/** A short decimal number without a leading zero, or undefined: the usual value of a variable. */
function plainNumber(text: string): number | undefined {
  const length = text.length;
  if (length === 0 || length > 15) return length === 0 ? 0 : undefined;
  let value = 0;
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return length > 1 && text.charCodeAt(0) === 48 ? undefined : value;
}

type Kind = 'end' | 'number' | 'name' | 'operator';

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const LONG_OPERATORS = ['<<=', '>>=', '**', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '*=', '/=', '%=', '+=', '-=', '&=', '^=', '|='];
const CHARACTERS = '=+-*/%<>!&|^~?:,()';
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

class Parser {
  readonly #text: string;
  #at = 0;
  #kind: Kind = 'end';
  #token = '';
  #number: Integer = 0;
  #subscript: string | undefined;
  /** Where the last token began: what "error token" shows. */
  #start = 0;

  readonly #posix: boolean;

  constructor(text: string, posix: boolean) {
    this.#posix = posix;
    this.#text = text.replace(/^[ \t\n]+/, '');
  }

  whole(): Compiled {
    this.#next();
    if (this.#kind === 'end' && this.#posix) this.#fail('arithmetic syntax error: operand expected');
    if (this.#kind === 'end') return () => 0;
    const compiled = this.#comma();
    if (!this.#ended()) this.#fail('arithmetic syntax error in expression');
    return compiled;
  }

  #error(words: string, at: number, end = this.#text.length): ArithmeticError {
    const token = this.#text.slice(at, end);
    return new ArithmeticError(
      `${this.#text.slice(0, end)}: ${words}${token === '' ? '' : ` (error token is "${token}")`}`,
      this.#text,
      words,
    );
  }

  #fail(words: string, at = this.#start): never {
    throw this.#error(words, at);
  }

  #next(): void {
    const before = this.#kind;
    const text = this.#text;
    while (this.#at < text.length && /\s/.test(text[this.#at]!)) this.#at++;
    if (this.#at >= text.length) {
      this.#kind = 'end';
      this.#token = '';
      return;
    }
    this.#start = this.#at;
    const char = text[this.#at]!;
    if (/[A-Za-z_]/.test(char)) this.#readName();
    else if (/[0-9]/.test(char)) this.#readNumber();
    else this.#readOperator(char, before);
  }

  #readOperator(char: string, before: Kind): void {
    const text = this.#text;
    const long = LONG_OPERATORS.find(operator => text.startsWith(operator, this.#at) && !(this.#posix && operator === '**'));
    let token = long ?? char;
    if (!this.#posix && (char === '+' || char === '-') && text[this.#at + 1] === char) {
      const prefix = /^\s*[A-Za-z_]/.test(text.slice(this.#at + 2));
      if (before === 'name' || prefix) token = char + char;
    }
    if (!CHARACTERS.includes(char) || (this.#posix && char === ',')) {
      const operand = before === 'end' || before === 'operator';
      if (this.#posix) this.#fail(operand ? 'arithmetic syntax error: operand expected' : 'arithmetic syntax error in expression');
      this.#fail(
        operand && char !== '.' ? 'arithmetic syntax error: operand expected' : 'arithmetic syntax error: invalid arithmetic operator',
      );
    }
    this.#at += token.length;
    this.#kind = 'operator';
    this.#token = token;
  }

  #readName(): void {
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(this.#text.slice(this.#at))![0];
    this.#at += name.length;
    this.#kind = 'name';
    this.#token = name;
    this.#subscript = undefined;
    if (this.#text[this.#at] !== '[') return;
    let depth = 0;
    let end = this.#at;
    for (; end < this.#text.length; end++) {
      if (this.#text[end] === '[') depth++;
      else if (this.#text[end] === ']' && --depth === 0) break;
    }
    if (end >= this.#text.length) this.#fail('bad array subscript');
    this.#subscript = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
  }

  #readNumber(): void {
    const digits = /^[0-9A-Za-z_@#]+/.exec(this.#text.slice(this.#at))![0];
    this.#at += digits.length;
    this.#kind = 'number';
    this.#token = digits;
    this.#number = this.#parseNumber(digits);
  }

  #parseNumber(digits: string): Integer {
    let base = 10;
    let body = digits;
    const hash = digits.indexOf('#');
    const bad = (words: string): never => {
      throw this.#error(words, this.#start, this.#at);
    };
    if (hash >= 0) {
      base = Number(digits.slice(0, hash));
      body = digits.slice(hash + 1);
      if (!(base >= 2 && base <= 64)) bad('invalid arithmetic base');
      if (body === '') bad('invalid integer constant');
    } else if (/^0x/i.test(digits)) {
      base = 16;
      body = digits.slice(2);
    } else if (digits.startsWith('0')) {
      base = 8;
      body = digits.slice(1);
    }
    let value: Integer = 0;
    for (const digit of base <= 36 ? body.toLowerCase() : body) {
      const worth = DIGITS.indexOf(digit);
      if (digit === '#') bad('invalid number');
      if (worth < 0 || worth >= base) bad('value too great for base');
      value = OPERATIONS['+']!(OPERATIONS['*']!(value, base), worth);
    }
    return value;
  }

  #ended(): boolean {
    return this.#kind === 'end';
  }

  #is(token: string): boolean {
    return this.#kind === 'operator' && this.#token === token;
  }

  #comma(): Compiled {
    let left = this.#assignment();
    while (this.#is(',')) {
      this.#next();
      const first = left;
      const second = this.#assignment();
      left = how => {
        first(how);
        return second(how);
      };
    }
    return left;
  }

  #assignment(): Compiled {
    const named = this.#kind === 'name' ? { name: this.#token, subscript: this.#subscript } : undefined;
    const value = this.#conditional();
    if (this.#kind !== 'operator' || !/^(?:[-*/%+&^|]|<<|>>)?=$/.test(this.#token)) return value;
    if (named === undefined || !this.#lastWasName) this.#fail('attempted assignment to non-variable');
    const { name, subscript } = named;
    const operator = this.#token.slice(0, -1);
    this.#next();
    const start = this.#start;
    const right = this.#assignment();
    const divides = operator === '/' || operator === '%';
    const operation = operator === '' ? undefined : OPERATIONS[operator]!;
    return how => {
      const before = operation === undefined ? 0 : readVariable(how, name, subscript);
      const given = right(how);
      if (divides && isZero(given)) this.#fail('division by 0', start);
      const after = operation === undefined ? given : operation(before, given);
      how.variables.write(name, subscript, String(after));
      return after;
    };
  }

  #lastWasName = false;

  #conditional(): Compiled {
    const test = this.#binary(0);
    if (!this.#is('?')) return test;
    this.#lastWasName = false;
    this.#next();
    if (this.#ended() || this.#is(':')) this.#fail('expression expected');
    const yes = this.#comma();
    if (!this.#is(':')) this.#fail("`:' expected for conditional expression");
    this.#next();
    if (this.#ended()) this.#fail('expression expected');
    const no = this.#conditional();
    this.#lastWasName = false;
    return how => (isZero(test(how)) ? no(how) : yes(how));
  }

  #binary(level: number): Compiled {
    if (level === LEVELS.length) return this.#power();
    const operators = LEVELS[level]!;
    let left = this.#binary(level + 1);
    while (this.#kind === 'operator' && operators.includes(this.#token)) {
      const operator = this.#token;
      this.#next();
      const start = this.#start;
      const right = this.#binary(level + 1);
      left = this.#join(operator, left, right, start);
      this.#lastWasName = false;
    }
    return left;
  }

  #join(operator: string, left: Compiled, right: Compiled, start: number): Compiled {
    if (operator === '||') return how => (!isZero(left(how)) || !isZero(right(how)) ? 1 : 0);
    if (operator === '&&') return how => (!isZero(left(how)) && !isZero(right(how)) ? 1 : 0);
    const operation = OPERATIONS[operator]!;
    if (operator !== '/' && operator !== '%') return how => operation(left(how), right(how));
    return how => {
      const dividend = left(how);
      const divisor = right(how);
      if (isZero(divisor)) this.#fail('division by 0', start);
      return operation(dividend, divisor);
    };
  }

  #power(): Compiled {
    const base = this.#unary();
    if (!this.#is('**')) return base;
    this.#next();
    const exponent = this.#power();
    const end = this.#start;
    this.#lastWasName = false;
    return how => {
      const low = base(how);
      const high = exponent(how);
      if (high < 0) this.#fail('exponent less than 0', end);
      return power(low, high);
    };
  }

  #unary(): Compiled {
    if (this.#kind !== 'operator') return this.#postfix();
    const operator = this.#token;
    if (operator === '++' || operator === '--') return this.#prefixStep(operator);
    if (!'!~+-'.includes(operator)) return this.#postfix();
    this.#next();
    const operand = this.#unary();
    this.#lastWasName = false;
    if (operator === '!') return how => (isZero(operand(how)) ? 1 : 0);
    if (operator === '~') return how => complement(operand(how));
    return operator === '-' ? how => negate(operand(how)) : operand;
  }

  #prefixStep(operator: string): Compiled {
    this.#next();
    if (this.#kind !== 'name') this.#fail('identifier expected after pre-increment or pre-decrement');
    const name = this.#token;
    const subscript = this.#subscript;
    this.#next();
    this.#lastWasName = false;
    return how => step(how, name, subscript, operator).after;
  }

  #postfix(): Compiled {
    if (this.#kind === 'number') {
      const value = this.#number;
      this.#next();
      this.#lastWasName = false;
      return () => value;
    }
    if (this.#is('(')) return this.#group();
    if (this.#kind !== 'name') this.#fail('arithmetic syntax error: operand expected');
    const name = this.#token;
    const subscript = this.#subscript;
    this.#next();
    if (this.#is('++') || this.#is('--')) {
      const operator = this.#token;
      this.#next();
      this.#lastWasName = false;
      return how => step(how, name, subscript, operator).before;
    }
    this.#lastWasName = true;
    return how => readVariable(how, name, subscript);
  }

  #group(): Compiled {
    this.#next();
    const inside = this.#comma();
    if (!this.#is(')')) this.#fail("missing `)'");
    this.#next();
    this.#lastWasName = false;
    return inside;
  }
}

/** A variable's value is an expression in turn. */
function readVariable(how: Run, name: string, subscript: string | undefined): Integer {
  const text = how.variables.read(name, subscript);
  if (text === undefined || text === '') return 0;
  const plain = plainNumber(text);
  if (plain !== undefined) return plain;
  if (how.depth >= RECURSION_MOST)
    throw new ArithmeticError(
      `${text}: expression recursion level exceeded (error token is "${text}")`,
      text,
      'expression recursion level exceeded',
    );
  return run(text, { variables: how.variables, depth: how.depth + 1 });
}

function step(how: Run, name: string, subscript: string | undefined, operator: string): { before: Integer; after: Integer } {
  const before = readVariable(how, name, subscript);
  const after = operator === '++' ? OPERATIONS['+']!(before, 1) : OPERATIONS['-']!(before, 1);
  how.variables.write(name, subscript, String(after));
  return { before, after };
}
