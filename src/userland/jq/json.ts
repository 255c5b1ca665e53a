// JSON values as jq has them: objects keep their order, numbers their text where a double cannot hold it. As jq 1.8.

/** A number whose text says more than a double: "1.0", "100000000000000000000". */
export class NumberText {
  readonly value: number;
  readonly text: string;

  constructor(value: number, text: string) {
    this.value = value;
    this.text = text;
  }
}

export type Json = null | boolean | number | NumberText | string | Json[] | JsonObject;
export class JsonObject extends Map<string, Json> {}

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function typeOf(value: Json): TypeName {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || value instanceof NumberText) return 'number';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

export const isNumber = (value: Json): value is number | NumberText => typeof value === 'number' || value instanceof NumberText;
export const numberOf = (value: number | NumberText): number => (typeof value === 'number' ? value : value.value);
export const truthy = (value: Json): boolean => value !== null && value !== false;

/** What no JSON text can be: "Invalid numeric literal" and the like, without its place. */
export class ParseProblem extends Error {}

/** A number's text in jq's canonical form. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (value === Infinity) return '1.7976931348623157e+308';
  if (value === -Infinity) return '-1.7976931348623157e+308';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const size = Math.abs(value);
  if (!text.includes('e')) return size >= 1e17 ? exponentText(value) : text;
  return size < 1e-5 ? exponentText(value).replace(/e-0?(\d)$/, 'e-0$1') : exponentText(value);
}

function exponentText(value: number): string {
  const text = value.toExponential();
  // Up to seventeen digits are written out, as jq's dtoa does.
  const [, exponent = '0'] = text.split('e');
  if (Number(exponent) === 17 || Number(exponent) === 16) return BigInt(value).toString();
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

const SKIP = /[ \t\n\r]*/y;
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]+/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;

/** Reads values one after another from a text that may go on growing. */
export class JsonReader {
  #text = '';
  #at = 0;
  /** Newlines that have been passed. */
  lines = 0;

  add(text: string): void {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
  }

  /** The next value; undefined where more text is needed (or, `ended`, where there is none). Throws a ParseProblem. */
  next(ended: boolean): Json | undefined {
    const start = this.#at;
    this.#skip();
    if (this.#at >= this.#text.length) return undefined;
    try {
      const value = this.#value(0, ended);
      this.lines += this.#text.slice(start, this.#at).split('\n').length - 1;
      return value;
    } catch (error) {
      if (error === MORE && !ended) {
        this.#at = start;
        return undefined;
      }
      if (error === MORE) throw new ParseProblem('Unfinished JSON term at EOF');
      throw error;
    }
  }

  /** How many lines the text has, for the place of a problem. */
  linesLeft(): number {
    return this.lines + this.#text.slice(this.#at).split('\n').length - 1;
  }

  #skip(): void {
    SKIP.lastIndex = this.#at;
    this.#at += SKIP.exec(this.#text)![0].length;
  }

  #value(depth: number, ended: boolean): Json {
    if (depth > 10000) throw new ParseProblem('Exceeds depth limit for parsing');
    this.#skip();
    const char = this.#text[this.#at];
    if (char === undefined) throw MORE;
    if (char === '{') return this.#object(depth, ended);
    if (char === '[') return this.#array(depth, ended);
    if (char === '"') return this.#string();
    if (char === '-' || char === '.' || (char >= '0' && char <= '9')) return this.#number(ended);
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0];
    if (word === undefined) throw new ParseProblem(char === "'" ? 'Invalid string literal; expected ", but got \'' : 'Invalid literal');
    if (this.#at + word.length >= this.#text.length && !ended) throw MORE;
    const known = { null: null, true: true, false: false, nan: Number.NaN, NaN: Number.NaN }[word];
    if (known === undefined) throw new ParseProblem('Invalid numeric literal');
    this.#at += word.length;
    return known;
  }

  #number(ended: boolean): Json {
    NUMBER.lastIndex = this.#at;
    const text = NUMBER.exec(this.#text)?.[0];
    if (text === undefined) {
      if (/^-nan/i.test(this.#text.slice(this.#at))) {
        this.#at += 4;
        return Number.NaN;
      }
      throw new ParseProblem('Invalid numeric literal');
    }
    if (this.#at + text.length >= this.#text.length && !ended) throw MORE;
    if (/[A-Za-z_0-9.]/.test(this.#text[this.#at + text.length] ?? '')) throw new ParseProblem('Invalid numeric literal');
    this.#at += text.length;
    return numberLiteral(text);
  }

  #string(): string {
    let value = '';
    let at = this.#at + 1;
    for (;;) {
      PLAIN.lastIndex = at;
      const plain = PLAIN.exec(this.#text)![0];
      value += plain;
      at += plain.length;
      const char = this.#text[at];
      if (char === undefined) throw MORE;
      if (char === '"') break;
      if (char !== '\\') {
        value += char;
        at++;
        continue;
      }
      const next = this.#text[at + 1];
      if (next === undefined || (next === 'u' && at + 6 > this.#text.length)) throw MORE;
      if (next === 'u') {
        const digits = this.#text.slice(at + 2, at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new ParseProblem('Invalid escape');
        value += String.fromCharCode(Number.parseInt(digits, 16));
        at += 6;
        continue;
      }
      const escaped = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[next];
      if (escaped === undefined) throw new ParseProblem('Invalid escape');
      value += escaped;
      at += 2;
    }
    this.#at = at + 1;
    return value;
  }

  #array(depth: number, ended: boolean): Json[] {
    this.#at++;
    const list: Json[] = [];
    this.#skip();
    if (this.#text[this.#at] === ']') {
      this.#at++;
      return list;
    }
    for (;;) {
      list.push(this.#value(depth + 1, ended));
      this.#skip();
      const char = this.#text[this.#at];
      if (char === undefined) throw MORE;
      this.#at++;
      if (char === ']') return list;
      if (char !== ',') throw new ParseProblem(char === '}' ? "Unmatched '}'" : 'Expected separator between values');
    }
  }

  #object(depth: number, ended: boolean): JsonObject {
    this.#at++;
    const object = new JsonObject();
    this.#skip();
    if (this.#text[this.#at] === '}') {
      this.#at++;
      return object;
    }
    for (;;) {
      this.#skip();
      const key = this.#value(depth + 1, ended);
      this.#skip();
      if (this.#at >= this.#text.length) throw MORE;
      if (this.#text[this.#at] !== ':') throw new ParseProblem('Objects must consist of key:value pairs');
      if (typeof key !== 'string') throw new ParseProblem('Object keys must be strings');
      this.#at++;
      object.set(key, this.#value(depth + 1, ended));
      this.#skip();
      const char = this.#text[this.#at];
      if (char === undefined) throw MORE;
      this.#at++;
      if (char === '}') return object;
      if (char !== ',') throw new ParseProblem(char === ']' ? "Unmatched ']'" : 'Expected separator between values');
    }
  }
}

const MORE = new Error('more text is needed');

/** A number by its text, which is kept where the double would print otherwise. */
export function numberLiteral(text: string): number | NumberText {
  const value = Number(text);
  const canonical = numberText(value);
  if (canonical === text || /^-?0*$/.test(text)) return value;
  const kept = literalText(text);
  return kept === canonical ? value : new NumberText(value, kept);
}

/** A literal as jq's decimal numbers print it. */
function literalText(text: string): string {
  const found = /^(-?)0*(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (found === null) return text;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = found;
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, '');
  const exponent = Number(exponentText) - fraction.length;
  const adjusted = exponent + digits.length - 1;
  if (exponent > 0 || adjusted < -6) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${mantissa}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`;
  }
  if (exponent === 0) return sign + digits;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

const ORDER: readonly TypeName[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

const byCodePoint = (a: string, b: string): number => {
  if (a === b) return 0;
  // Surrogates sort after the rest of the plane, as their UTF-8 does.
  const [one, two] = [[...a], [...b]];
  for (let at = 0; at < one.length && at < two.length; at++) {
    const order = one[at]!.codePointAt(0)! - two[at]!.codePointAt(0)!;
    if (order !== 0) return order;
  }
  return one.length - two.length;
};

export const sortedKeys = (object: JsonObject): string[] => [...object.keys()].sort(byCodePoint);

/** jq's order of all values. */
export function compareJson(a: Json, b: Json): number {
  const [one, two] = [typeOf(a), typeOf(b)];
  if (one !== two) return ORDER.indexOf(one) - ORDER.indexOf(two);
  if (one === 'number') {
    const [x, y] = [numberOf(a as number), numberOf(b as number)];
    if (x < y || Number.isNaN(x)) return -1;
    return x === y ? 0 : 1;
  }
  if (one === 'string') return byCodePoint(a as string, b as string);
  if (one === 'boolean') return Number(a) - Number(b);
  if (one === 'array') {
    const [x, y] = [a as Json[], b as Json[]];
    for (let at = 0; at < x.length && at < y.length; at++) {
      const order = compareJson(x[at]!, y[at]!);
      if (order !== 0) return order;
    }
    return x.length - y.length;
  }
  if (one === 'null') return 0;
  const [x, y] = [a as JsonObject, b as JsonObject];
  const keys = sortedKeys(x);
  const order = compareJson(keys, sortedKeys(y));
  if (order !== 0) return order;
  for (const key of keys) {
    const inner = compareJson(x.get(key)!, y.get(key)!);
    if (inner !== 0) return inner;
  }
  return 0;
}
