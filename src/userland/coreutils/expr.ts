// expr: expressions of numbers, texts and patterns. As GNU coreutils 9.10.

import { command, Failure, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { compileBre, RegexError } from '../lib/regex.ts';

export default command({
  name: 'expr',
  summary: 'print the value of EXPRESSION to standard output',
  usage: 'EXPRESSION\nOPTION',
  usageStatus: 2,
  async run(tool: Tool) {
    const words = tool.argv.slice(1);
    if (words.length === 1 && (words[0] === '--help' || words[0] === '--version')) {
      tool.out.write(
        words[0] === '--help'
          ? `Usage: ${tool.name} EXPRESSION\n  or:  ${tool.name} OPTION\nPrint the value of EXPRESSION to standard output.\n`
          : 'expr (GNU coreutils) 9.10\n',
      );
      return 0;
    }
    if (words[0] === '--') words.shift();
    if (words.length === 0) tool.usage('missing operand');
    const value = new Evaluator(words).whole();
    tool.out.write(`${value}\n`);
    return isNull(value) ? 1 : 0;
  },
});

const isNull = (value: string): boolean => value === '' || /^-?0+$/.test(value);
const isInteger = (text: string): boolean => /^-?\d+$/.test(text);
const fail = (words: string): never => {
  throw new Failure(words, 2);
};

const LEVELS: readonly (readonly string[])[] = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']];

class Evaluator {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  whole(): string {
    const value = this.#level(0, true);
    if (this.#at < this.#words.length) fail(`syntax error: unexpected argument ${quote(this.#words[this.#at]!)}`);
    return value;
  }

  #need(): string {
    return this.#words[this.#at] ?? fail(`syntax error: missing argument after ${quote(this.#words[this.#at - 1] ?? '')}`);
  }

  /** `counts` is false where the other side of | or & has decided: then nothing is checked. */
  #level(level: number, counts: boolean): string {
    if (level === LEVELS.length) return this.#word(counts);
    let left = this.#level(level + 1, counts);
    for (;;) {
      const operator = this.#words[this.#at];
      if (operator === undefined || !LEVELS[level]!.includes(operator)) return left;
      this.#at++;
      this.#need();
      const decided = (operator === '|' && !isNull(left)) || (operator === '&' && isNull(left));
      const right = this.#level(level + 1, counts && !decided);
      left = counts ? apply(left, operator, right) : left;
    }
  }

  #word(counts: boolean): string {
    const word = this.#need();
    this.#at++;
    if (word === '(') {
      const value = this.#level(0, counts);
      if (this.#words[this.#at] !== ')') {
        fail(
          this.#at < this.#words.length
            ? `syntax error: expecting ')' instead of ${quote(this.#words[this.#at]!)}`
            : `syntax error: expecting ')' after ${quote(this.#words[this.#at - 1]!)}`,
        );
      }
      this.#at++;
      return value;
    }
    if (word === ')') return fail("syntax error: unexpected ')'");
    if (word === '+') {
      const text = this.#need();
      this.#at++;
      return text;
    }
    return this.#function(word, counts) ?? word;
  }

  #function(name: string, counts: boolean): string | undefined {
    const next = (): string => {
      this.#need();
      return this.#level(LEVELS.length, counts);
    };
    if (name === 'length') return String([...next()].length);
    if (name === 'match') {
      const text = next();
      return match(text, next());
    }
    if (name === 'index') {
      const [text, characters] = [[...next()], new Set(next())];
      return String(text.findIndex(character => characters.has(character)) + 1);
    }
    if (name !== 'substr') return undefined;
    const text = [...next()];
    const [from, count] = [next(), next()];
    if (!isInteger(from) || !isInteger(count) || Number(from) < 1 || Number(count) < 1) return '';
    return text.slice(Number(from) - 1, Number(from) - 1 + Number(count)).join('');
  }
}

function match(text: string, pattern: string): string {
  try {
    const regex = compileBre(`${pattern.startsWith('^') ? '' : ''}${pattern}`, 'y');
    regex.lastIndex = 0;
    const found = regex.exec(text);
    const groups = /\\\(/.test(pattern);
    if (found === null) return groups ? '' : '0';
    return groups ? (found[1] ?? '') : String([...found[0]].length);
  } catch (error) {
    if (error instanceof RegexError) return fail(error.message);
    throw error;
  }
}

function apply(left: string, operator: string, right: string): string {
  if (operator === '|') return isNull(left) ? (isNull(right) ? '0' : right) : left;
  if (operator === '&') return isNull(left) || isNull(right) ? '0' : left;
  if (operator === ':') return match(left, right);
  if (LEVELS[2]!.includes(operator)) return compare(left, operator, right) ? '1' : '0';
  if (!isInteger(left) || !isInteger(right)) return fail('non-integer argument');
  const [a, b] = [BigInt(left), BigInt(right)];
  if (operator === '+') return String(a + b);
  if (operator === '-') return String(a - b);
  if (operator === '*') return String(a * b);
  if (b === 0n) return fail('division by zero');
  return String(operator === '/' ? a / b : a % b);
}

function compare(left: string, operator: string, right: string): boolean {
  const numbers = isInteger(left) && isInteger(right);
  const [a, b] = numbers ? [BigInt(left), BigInt(right)] : [left, right];
  const order = a < b ? -1 : a > b ? 1 : 0;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  return operator === '!=' ? order !== 0 : order === 0;
}
