// The expressions of test(1): POSIX's rules by the number of words, and the longer grammar with -a, -o, ! and parentheses.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Stat } from '../../abi/types.ts';
import { Failure } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { isTerminal } from '../lib/stdout.ts';

const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);
const UNARY = /^-[abcdefghkLNnOGprSstuwxz]$/;

const bad = (words: string): never => {
  throw new Failure(words, 2);
};

export class Expression {
  readonly #sys: Sys;
  readonly #words: readonly string[];
  #at = 0;

  constructor(sys: Sys, words: readonly string[]) {
    this.#sys = sys;
    this.#words = words;
  }

  /** Whether it is true; throws a Failure with status 2 where it is no expression. */
  async value(): Promise<boolean> {
    if (this.#words.length === 0) return false;
    const value = await this.#posix(this.#words);
    if (value !== undefined) return value;
    const result = await this.#or();
    if (this.#at < this.#words.length) bad(`extra argument ${quote(this.#words[this.#at]!)}`);
    return result;
  }

  async #posix(words: readonly string[]): Promise<boolean | undefined> {
    const [one = '', two = '', three = ''] = words;
    if (words.length === 1) return one !== '';
    if (words.length === 2) {
      if (one === '!') return two === '';
      if (UNARY.test(one)) return this.#unary(one, two);
      return bad(one.startsWith('-') ? `${quote(one)}: unary operator expected` : `missing argument after ${quote(two)}`);
    }
    if (words.length === 3) {
      if (BINARY.has(two)) return this.#binary(one, two, three);
      if (one === '!') return !(await this.#posix([two, three]));
      if (one === '(' && three === ')') return two !== '';
      if (two === '-a' || two === '-o') return undefined;
      return bad(`${quote(two)}: binary operator expected`);
    }
    if (words.length === 4) {
      if (one === '!') return !(await this.#posix(words.slice(1)));
      if (one === '(' && words[3] === ')') return this.#posix(words.slice(1, 3));
    }
    return undefined;
  }

  async #or(): Promise<boolean> {
    let value = await this.#and();
    while (this.#words[this.#at] === '-o') {
      this.#at++;
      const other = await this.#and();
      value ||= other;
    }
    return value;
  }

  async #and(): Promise<boolean> {
    let value = await this.#term();
    while (this.#words[this.#at] === '-a') {
      this.#at++;
      const other = await this.#term();
      value &&= other;
    }
    return value;
  }

  async #term(): Promise<boolean> {
    const word = this.#words[this.#at];
    if (word === undefined) return bad(`missing argument after ${quote(this.#words.at(-1)!)}`);
    const next = this.#words[this.#at + 1];
    if (word === '!') {
      this.#at++;
      return !(await this.#term());
    }
    if (word === '(' && !(next !== undefined && BINARY.has(next) && this.#words[this.#at + 2] !== ')')) {
      this.#at++;
      const value = await this.#or();
      if (this.#words[this.#at] !== ')') bad('‘)’ expected');
      this.#at++;
      return value;
    }
    if (next !== undefined && BINARY.has(next)) {
      const right = this.#words[this.#at + 2];
      if (right === undefined) return bad(`missing argument after ${quote(next)}`);
      this.#at += 3;
      return this.#binary(word, next, right);
    }
    if (UNARY.test(word) && next !== undefined) {
      this.#at += 2;
      return this.#unary(word, next);
    }
    this.#at++;
    return word !== '';
  }

  #integer(text: string): bigint {
    return /^\s*[+-]?\d+\s*$/.test(text) ? BigInt(text.trim().replace(/^\+/, '')) : bad(`invalid integer ${quote(text)}`);
  }

  async #binary(left: string, operator: string, right: string): Promise<boolean> {
    switch (operator) {
      case '=':
      case '==':
        return left === right;
      case '!=':
        return left !== right;
      case '<':
        return left < right;
      case '>':
        return left > right;
      case '-nt':
      case '-ot':
        return this.#newer(operator === '-nt' ? left : right, operator === '-nt' ? right : left);
      case '-ef': {
        const [one, two] = [await this.#stat(left), await this.#stat(right)];
        return (
          one !== undefined &&
          two !== undefined &&
          one.ino === two.ino &&
          one.dev.major === two.dev.major &&
          one.dev.minor === two.dev.minor
        );
      }
    }
    const one = this.#integer(left);
    const two = this.#integer(right);
    const results: Readonly<Record<string, boolean>> = {
      '-eq': one === two,
      '-ne': one !== two,
      '-lt': one < two,
      '-le': one <= two,
      '-gt': one > two,
    };
    return results[operator] ?? one >= two;
  }

  async #newer(left: string, right: string): Promise<boolean> {
    const [one, two] = [await this.#stat(left), await this.#stat(right)];
    if (one === undefined) return false;
    if (two === undefined) return true;
    return (
      one.mtime.seconds > two.mtime.seconds || (one.mtime.seconds === two.mtime.seconds && one.mtime.nanoseconds > two.mtime.nanoseconds)
    );
  }

  async #stat(path: string, nofollow = false): Promise<Stat | undefined> {
    try {
      return await this.#sys.stat(path, { nofollow });
    } catch (error) {
      if (error instanceof Errno) return undefined;
      throw error;
    }
  }

  async #access(path: string, mode: { read?: boolean; write?: boolean; execute?: boolean }): Promise<boolean> {
    try {
      await this.#sys.access(path, mode, { effective: true });
      return true;
    } catch (error) {
      if (error instanceof Errno) return false;
      throw error;
    }
  }

  async #unary(operator: string, text: string): Promise<boolean> {
    const letter = operator[1]!;
    if (letter === 'n') return text !== '';
    if (letter === 'z') return text === '';
    if (letter === 't')
      return /^\d+$/.test(text) ? isTerminal(this.#sys, Number(text)).catch(() => false) : bad(`invalid integer ${quote(text)}`);
    if (letter === 'r') return this.#access(text, { read: true });
    if (letter === 'w') return this.#access(text, { write: true });
    if (letter === 'x') return this.#access(text, { execute: true });
    const stat = await this.#stat(text, letter === 'h' || letter === 'L');
    if (stat === undefined) return false;
    const kinds: Readonly<Record<string, string>> = {
      b: 'block',
      c: 'char',
      d: 'directory',
      f: 'file',
      h: 'symlink',
      L: 'symlink',
      p: 'fifo',
      S: 'socket',
    };
    if (kinds[letter] !== undefined) return stat.kind === kinds[letter];
    if (letter === 's') return stat.sizeBytes > 0;
    if (letter === 'g') return (stat.mode & 0o2000) !== 0;
    if (letter === 'u') return (stat.mode & 0o4000) !== 0;
    if (letter === 'k') return (stat.mode & 0o1000) !== 0;
    if (letter === 'O') return stat.uid === (await this.#sys.getids()).euid;
    if (letter === 'G') return stat.gid === (await this.#sys.getids()).egid;
    if (letter === 'N')
      return (
        stat.mtime.seconds > stat.atime.seconds ||
        (stat.mtime.seconds === stat.atime.seconds && stat.mtime.nanoseconds > stat.atime.nanoseconds)
      );
    return true;
  }
}
