// Reading sed scripts. As GNU sed 4.9's compile.c, in its words.

import { compileBre, compileEre, RegexError, SED_SYNTAX } from '../lib/regex.ts';
import { resolvePattern, resolveText } from './escapes.ts';
import { parseReplacement } from './replacement.ts';
import { type Address, type Command, ScriptError, type Substitution } from './script.ts';

/** A part of a script: the text of one -e, or a file of -f. */
export interface Source {
  text: string;
  /** A file's name, undefined for -e. */
  file: string | undefined;
}

export interface ParseOptions {
  extended: boolean;
  sandbox: boolean;
}

/** The commands of a script. Throws a ScriptError with status 1. */
export function parseScript(sources: readonly Source[], options: ParseOptions): Command[] {
  return new Parser(sources, options).parse();
}

const ONE_ADDRESS = new Set(['=', 'a', 'i', 'q', 'Q', 'r', ':', '}']);
const TEXT = new Set(['a', 'i', 'c']);
const FILE = new Set(['r', 'R', 'w', 'W']);
const LABEL = new Set(['b', 't', 'T']);

class Parser {
  readonly #sources: readonly Source[];
  readonly #options: ParseOptions;
  #source = 0;
  #text: string;
  #at = 0;
  readonly #commands: Command[] = [];
  readonly #blocks: number[] = [];
  readonly #labels = new Map<string, number>();

  constructor(sources: readonly Source[], options: ParseOptions) {
    this.#sources = sources;
    this.#options = options;
    this.#text = sources[0]!.text;
  }

  parse(): Command[] {
    for (;;) {
      this.#skip(/^[\s;]+/);
      if (this.#at >= this.#text.length) {
        if (!this.#nextSource()) break;
        continue;
      }
      if (this.#text[this.#at] === '#') {
        this.#skip(/^[^\n]*/);
        continue;
      }
      this.#command();
    }
    if (this.#blocks.length > 0) this.#fail("unmatched `{'", 0);
    for (const command of this.#commands) {
      if (!LABEL.has(command.name)) continue;
      const target = command.text === '' ? this.#commands.length : this.#labels.get(command.text);
      if (target === undefined) throw new ScriptError(`can't find label for jump to \`${command.text}'`, 4);
      command.target = target;
    }
    return this.#commands;
  }

  #nextSource(): boolean {
    if (this.#source + 1 >= this.#sources.length) return false;
    this.#text = this.#sources[++this.#source]!.text;
    this.#at = 0;
    return true;
  }

  #fail(words: string, at = this.#at): never {
    const { file } = this.#sources[this.#source]!;
    if (file !== undefined) throw new ScriptError(`file ${file} line ${this.#text.slice(0, this.#at).split('\n').length}: ${words}`, 1);
    const number = this.#sources.slice(0, this.#source + 1).filter(source => source.file === undefined).length;
    throw new ScriptError(`-e expression #${number}, char ${at}: ${words}`, 1);
  }

  #skip(pattern: RegExp): string {
    const found = pattern.exec(this.#text.slice(this.#at))?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #command(): void {
    const from = this.#address(false);
    this.#skip(/^[ \t]+/);
    let to: Address | undefined;
    if (this.#text[this.#at] === ',') {
      this.#at++;
      if (from === undefined) this.#fail("unexpected `,'");
      this.#skip(/^[ \t]+/);
      to = this.#address(true);
      if (to === undefined) this.#fail("unexpected `,'");
    }
    if (from?.kind === 'line' && from.line === 0 && to?.kind !== 'regex') this.#fail('invalid usage of line address 0', this.#at + 1);
    this.#skip(/^[ \t]+/);
    let inverted = false;
    while (this.#text[this.#at] === '!') {
      this.#at++;
      if (inverted) this.#fail("multiple `!'s");
      inverted = true;
      this.#skip(/^[ \t]+/);
    }
    const name = this.#text[this.#at++];
    if (name === undefined || name === '\n') this.#fail('missing command', Math.min(this.#at, this.#text.length));
    const command: Command = {
      from,
      to,
      inverted,
      name,
      text: '',
      number: undefined,
      substitution: undefined,
      table: undefined,
      target: 0,
      active: false,
      endLine: 0,
    };
    if (to !== undefined && ONE_ADDRESS.has(name) && !'=aiqQr'.includes(name)) {
      if (name === ':') this.#fail(": doesn't want any addresses");
    }
    if (to !== undefined && (name === 'q' || name === 'Q')) this.#fail('command only uses one address');
    if (name === '}' && (from !== undefined || inverted)) this.#fail("} doesn't want any addresses");
    this.#body(command);
  }

  #body(command: Command): void {
    const { name } = command;
    if (name === '{') {
      this.#blocks.push(this.#commands.length);
      this.#commands.push(command);
      return;
    }
    if (name === '}') {
      const open = this.#blocks.pop();
      if (open === undefined) this.#fail("unexpected `}'");
      this.#commands[open]!.target = this.#commands.length;
      return this.#end();
    }
    if (name === ':') return this.#label(command);
    if (LABEL.has(name)) command.text = this.#skip(/^[ \t]*[^\n;}]*/).trim();
    else if (TEXT.has(name)) this.#textOf(command);
    else if (FILE.has(name)) {
      if (this.#options.sandbox) this.#fail('e/r/w commands disabled in sandbox mode');
      command.text = this.#skip(/^[^\n]*/).trimStart();
      if (command.text === '') this.#fail('missing filename in r/R/w/W commands');
    } else if (name === 's') command.substitution = this.#substitution();
    else if (name === 'y') command.table = this.#table();
    else if ('lLqQ'.includes(name)) {
      this.#skip(/^[ \t]+/);
      const digits = this.#skip(/^\d+/);
      command.number = digits === '' ? undefined : Number(digits);
      this.#end();
    } else if (name === 'v') {
      const version = this.#skip(/^[ \t]*[\w.]*/).trim();
      if (Number.parseFloat(version || '0') > 4.9) this.#fail('expected newer version of sed');
      this.#end();
    } else if ('=dDFgGhHnNpPxz'.includes(name)) this.#end();
    else if (name === 'e')
      this.#fail(this.#options.sandbox ? 'e/r/w commands disabled in sandbox mode' : 'command e is not simulated here');
    else this.#fail(`unknown command: \`${name}'`);
    this.#commands.push(command);
  }

  /** What may follow a command. */
  #end(): void {
    this.#skip(/^[ \t]+/);
    const next = this.#text[this.#at];
    if (next === undefined || next === '\n' || next === ';' || next === '}' || next === '#') return;
    this.#at++;
    this.#fail('extra characters after command');
  }

  #label(command: Command): void {
    if (command.from !== undefined) this.#fail(": doesn't want any addresses");
    const name = this.#skip(/^[ \t]*[^\s;]*/).trim();
    if (name === '') this.#fail('":" lacks a label');
    if (this.#labels.has(name)) this.#fail(`duplicate label ${name}`);
    this.#labels.set(name, this.#commands.length);
  }

  #address(second: boolean): Address | undefined {
    const char = this.#text[this.#at];
    if (char === '$') {
      this.#at++;
      return { kind: 'last' };
    }
    if (char === '/' || char === '\\') return this.#regexAddress(char);
    const found = /^([+~]?)(\d+)(?:[ \t]*~[ \t]*(\d*))?/.exec(this.#text.slice(this.#at));
    if (found === null) return undefined;
    const [whole, sign, digits, step] = found;
    if (sign !== '' && !second) {
      this.#at += whole.length;
      this.#fail('invalid usage of +N or ~N as first address');
    }
    this.#at += whole.length;
    if (sign === '+') return { kind: 'plus', count: Number(digits) };
    if (sign === '~') return { kind: 'multiple', count: Number(digits) };
    if (step !== undefined && !second) {
      const size = Number(step || 0);
      return size > 0 ? { kind: 'step', first: Number(digits), step: size } : { kind: 'line', line: Number(digits) };
    }
    return { kind: 'line', line: Number(digits) };
  }

  #regexAddress(char: string): Address {
    this.#at += char === '\\' ? 2 : 1;
    const mark = this.#text[this.#at - 1];
    const pattern = mark === undefined || mark === '\n' ? undefined : this.#until(mark, true);
    if (pattern === undefined) this.#fail('unterminated address regex', this.#text.length);
    let flags = '';
    for (;;) {
      const letter = this.#text[this.#at];
      if (letter !== 'I' && letter !== 'M') break;
      flags += letter === 'I' ? 'i' : 'm';
      this.#at++;
    }
    return { kind: 'regex', regex: this.#regex(pattern, flags) };
  }

  #regex(pattern: string, flags: string): RegExp | undefined {
    if (pattern === '') return undefined;
    const source = resolvePattern(pattern);
    try {
      return this.#options.extended ? compileEre(source, `${flags}g`, SED_SYNTAX) : compileBre(source, `${flags}g`);
    } catch (error) {
      if (error instanceof RegexError) this.#fail(error.message);
      throw error;
    }
  }

  /** Text up to the mark; `\` and the mark give the mark. Undefined where it does not come. */
  #until(mark: string, regex: boolean): string | undefined {
    let text = '';
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === mark) {
        this.#at++;
        return text;
      }
      if (char === '\\' && this.#at + 1 < this.#text.length) {
        const next = this.#text[++this.#at]!;
        if (next === mark)
          text += regex && !/[\w\s]/.test(mark) && /[.[\]*^$]/.test(mark) ? `\\${mark}` : mark === '&' && !regex ? '\\&' : mark;
        else text += regex && next === '\n' ? '\n' : `\\${next}`;
        continue;
      }
      if (char === '\n' && regex) return undefined;
      const bracket = regex && char === '[' ? this.#bracket() : undefined;
      if (bracket !== undefined) {
        text += bracket;
        this.#at += bracket.length - 1;
      } else text += char;
    }
    return undefined;
  }

  /** A whole bracket expression: the mark inside it ends nothing. */
  #bracket(): string {
    const rest = this.#text.slice(this.#at);
    return /^\[\^?\]?(?:\[[:.=][^\]]*[:.=]\]|[^\]])*\]/.exec(rest)?.[0] ?? rest;
  }

  #substitution(): Substitution {
    const mark = this.#text[this.#at++];
    const bad = (): never => this.#fail("unterminated `s' command", this.#text.length);
    if (mark === undefined || mark === '\n' || mark === '\\') bad();
    const pattern = this.#until(mark!, true) ?? bad();
    const replacement = this.#until(mark!, false) ?? bad();
    const result: Substitution = { regex: undefined, pieces: [], global: false, number: 0, print: false, file: undefined };
    const flags = this.#flags(result);
    result.regex = this.#regex(pattern, flags);
    result.pieces = parseReplacement(replacement);
    const groups = result.regex === undefined ? 9 : new RegExp(`${result.regex.source}|`, result.regex.flags).exec('')!.length - 1;
    for (const piece of result.pieces) {
      if (piece.kind === 'group' && piece.group > groups) this.#fail(`invalid reference \\${piece.group} on \`s' command's RHS`);
    }
    return result;
  }

  #flags(result: Substitution): string {
    let flags = '';
    for (;;) {
      const letter = this.#text[this.#at];
      if (letter === undefined || '\n;}#'.includes(letter)) break;
      this.#at++;
      if (letter === 'g') {
        if (result.global) this.#fail("multiple `g' options to `s' command");
        result.global = true;
      } else if (letter === 'p') {
        if (result.print) this.#fail("multiple `p' options to `s' command");
        result.print = true;
      } else if (letter === 'i' || letter === 'I') flags += 'i';
      else if (letter === 'm' || letter === 'M') flags += 'm';
      else if (/\d/.test(letter)) {
        if (result.number > 0) this.#fail("multiple number options to `s' command");
        const number = Number(letter + this.#skip(/^\d*/));
        if (number === 0) this.#fail("number option to `s' command may not be zero");
        result.number = number;
      } else if (letter === 'w') {
        if (this.#options.sandbox) this.#fail('e/r/w commands disabled in sandbox mode');
        result.file = this.#skip(/^[^\n]*/).trimStart();
        if (result.file === '') this.#fail('missing filename in r/R/w/W commands');
      } else if (letter === 'e') this.#fail("option e of `s' command is not simulated here");
      else if (letter !== ' ' && letter !== '\t' && letter !== '\r') this.#fail("unknown option to `s'");
    }
    return flags;
  }

  #table(): ReadonlyMap<string, string> {
    const mark = this.#text[this.#at++];
    const bad = (): never => this.#fail("unterminated `y' command", this.#text.length);
    if (mark === undefined) bad();
    const [from, to] = [this.#until(mark!, false) ?? bad(), this.#until(mark!, false) ?? bad()].map(text => [
      ...resolveText(text.replace(/\\n/g, '\n')),
    ]);
    if (from!.length !== to!.length) this.#fail("strings for `y' command are different lengths", this.#at + 1);
    this.#end();
    return new Map(from!.map((char, at) => [char, to![at]!]));
  }

  #textOf(command: Command): void {
    this.#skip(/^[ \t]+/);
    if (this.#at >= this.#text.length && !(this.#source + 1 < this.#sources.length && false)) {
      this.#fail("expected \\ after `a', `c' or `i'");
    }
    let source: string;
    if (this.#text[this.#at] === '\\') {
      this.#at++;
      const blanks = this.#skip(/^[ \t]*/);
      if (this.#text[this.#at] === '\n') this.#at++;
      else if (this.#at >= this.#text.length) {
        if (this.#nextSource()) this.#skip(/^[ \t]*/);
      } else if (blanks !== '') this.#at -= blanks.length;
      source = this.#textLines();
    } else source = this.#textLines();
    command.text = source;
  }

  /** Lines up to one that does not end in a backslash. */
  #textLines(): string {
    let text = '';
    for (;;) {
      const line = this.#skip(/^(?:\\[\s\S]|[^\\\n])*/);
      text += line;
      if (this.#text[this.#at] === '\\') this.#at++;
      if (this.#at < this.#text.length) {
        this.#at++;
        break;
      }
      // A last backslash goes on in the next -e.
      if (/(^|[^\\])(\\\\)*\\$/.test(this.#text) && this.#nextSource()) {
        text += '\n';
        continue;
      }
      break;
    }
    return `${resolveText(text)}\n`;
  }
}
