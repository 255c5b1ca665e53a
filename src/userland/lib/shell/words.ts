// A word's source to its parts: quotes taken off, expansions told apart. As bash 5.3's subst.c and dash's parser read them.

import type { Operand, Parameter, Part, Template, Word } from './ast.ts';
import { expandBraces } from './brace.ts';
import { ansiText } from './quoting.ts';
import {
  closeOfArithmetic,
  endOfAnsi,
  endOfBacktick,
  endOfBraces,
  endOfCommand,
  endOfDollar,
  endOfDouble,
  endOfSingle,
  endOfSubscript,
} from './scan.ts';

/** What a shell's words may hold beyond POSIX. */
export interface WordFeatures {
  braces: boolean;
  /** ${a[1]}, ${!x}, ${x^^}, ${x@Q}, ${ …; }, $[…]. */
  arrays: boolean;
  /** ${x:1:2} and ${x/a/b}. */
  slices: boolean;
  /** $'…' and $"…". */
  ansi: boolean;
  /** <(…) and >(…). */
  process: boolean;
}

/** How a stretch of text is quoted: a bare word, inside double quotes, a here-document's body, the operand of ${x:-…} in quotes, or arithmetic. */
export type Context = 'word' | 'double' | 'document' | 'operand' | 'arithmetic';

/** Where tildes stand for home folders: at a word's start, or after "=" and ":" as well. */
export type Tildes = 'none' | 'start' | 'assignment' | 'assigning';

/** A word that looks like an assignment: its value has tildes too. */
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*\+?=/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
const SPECIAL = '@*#?-$!0123456789';

/** The templates of a word: one, or more where it has brace lists. */
export function templatesOf(word: Word, features: WordFeatures): Template[] {
  if (word.templates !== undefined) return word.templates;
  const sources = features.braces ? expandBraces(word.raw) : [word.raw];
  word.templates = sources.map(source =>
    readTemplate(source, 'word', features.arrays && ASSIGNMENT.test(source) ? 'assigning' : 'start', features),
  );
  return word.templates;
}

/** The one template of a word where brace lists stay as they are: values of assignments, patterns, operands. */
export function readTemplate(raw: string, context: Context, tildes: Tildes, features: WordFeatures): Template {
  if (context === 'word' && /^[\w./:,%@+-]*$/.test(raw))
    return { parts: raw === '' ? [] : [{ kind: 'text', text: raw, quoted: false }], literal: raw };
  const reader = new Reader(raw, context, tildes, features);
  const parts = reader.read();
  return { parts, literal: literalOf(parts) };
}

/** The text a word stands for whatever the state, or undefined: unquoted characters of patterns may find files. */
function literalOf(parts: Part[]): string | undefined {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'empty') continue;
    if (part.kind !== 'text' || (!part.quoted && /[*?[\]()!+@|\\]/.test(part.text))) return undefined;
    text += part.text;
  }
  return text;
}

class Reader {
  readonly #text: string;
  readonly #context: Context;
  readonly #tildes: Tildes;
  readonly #features: WordFeatures;
  readonly #parts: Part[] = [];
  #at = 0;
  /** Inside quotes, or in a context that counts as quoted. */
  #quoted: boolean;

  constructor(text: string, context: Context, tildes: Tildes, features: WordFeatures) {
    this.#text = text;
    this.#context = context;
    this.#tildes = tildes;
    this.#features = features;
    this.#quoted = context !== 'word';
  }

  read(): Part[] {
    if (this.#tildes !== 'none') this.#tilde(0);
    while (this.#at < this.#text.length) this.#unit();
    return this.#parts;
  }

  #add(text: string, quoted: boolean): void {
    if (text === '') return;
    const last = this.#parts.at(-1);
    if (last?.kind === 'text' && last.quoted === quoted) last.text += text;
    else this.#parts.push({ kind: 'text', text, quoted });
  }

  #unit(): void {
    const char = this.#text[this.#at]!;
    if (char === '\\') this.#backslash();
    else if (char === '$') this.#dollar();
    else if (char === '`') this.#backtick();
    else if (char === '"' && this.#context !== 'document' && this.#context !== 'double') this.#double();
    else if (char === "'" && this.#context === 'word') this.#single();
    else if ((char === '<' || char === '>') && this.#context === 'word' && this.#features.process && this.#text[this.#at + 1] === '(')
      this.#process(char);
    else this.#plain(char);
  }

  #plain(char: string): void {
    this.#add(char, this.#quoted);
    this.#at++;
    if (this.#tildes === 'assignment' && char === ':') this.#tilde(this.#at);
    if (this.#tildes === 'assigning' && ((char === '=' && !this.#text.slice(0, this.#at - 1).includes('=')) || char === ':'))
      this.#tilde(this.#at);
  }

  #tilde(at: number): void {
    if (this.#quoted || this.#text[at] !== '~') return;
    const found = /^~([A-Za-z0-9_.+-]*)(?=\/|:|$)/.exec(this.#text.slice(at));
    if (found === null || (this.#tildes === 'start' && this.#text[at + found[0].length] === ':')) return;
    this.#parts.push({ kind: 'tilde', user: found[1]! });
    this.#at = at + found[0].length;
  }

  #backslash(): void {
    const next = this.#text[this.#at + 1];
    if (next === undefined) {
      this.#add('\\', true);
      this.#at++;
      return;
    }
    this.#at += 2;
    if (next === '\n') return;
    if (!this.#quoted) {
      const point = String.fromCodePoint(this.#text.codePointAt(this.#at - 1)!);
      this.#at += point.length - 1;
      this.#add(point, true);
      return;
    }
    const escapable = this.#context === 'document' ? '$`\\' : this.#context === 'operand' ? '$`"\\}' : '$`"\\';
    if (escapable.includes(next)) this.#add(next, true);
    else {
      this.#add('\\', true);
      this.#at--;
    }
  }

  #single(): void {
    const end = endOfSingle(this.#text, this.#at);
    const inner = this.#text.slice(this.#at + 1, end - 1);
    this.#quote(inner === '' ? [] : [{ kind: 'text', text: inner, quoted: true }]);
    this.#at = end;
  }

  /** Adds the parts of a quoted stretch; an empty one leaves its mark. */
  #quote(parts: Part[]): void {
    if (parts.length === 0) this.#parts.push({ kind: 'empty' });
    for (const part of parts) {
      if (part.kind === 'text') this.#add(part.text, true);
      else this.#parts.push(part);
    }
  }

  #double(): void {
    if (this.#context === 'operand') {
      // Within "${x:-…}" a quote only toggles: all of it is quoted anyway.
      this.#at++;
      return;
    }
    const end = endOfDouble(this.#text, this.#at);
    const inner = this.#text.slice(this.#at + 1, end - 1);
    this.#quote(new Reader(inner, 'double', 'none', this.#features).read());
    this.#at = end;
  }

  #backtick(): void {
    const end = endOfBacktick(this.#text, this.#at);
    const escaped = this.#quoted ? /\\([$`\\"])/g : /\\([$`\\])/g;
    const text = this.#text.slice(this.#at + 1, end - 1).replace(escaped, '$1');
    this.#parts.push({ kind: 'command', quoted: this.#quoted, text, form: 'subshell' });
    this.#at = end;
  }

  #process(direction: '<' | '>'): void {
    const end = endOfCommand(this.#text, this.#at + 1);
    this.#parts.push({ kind: 'process', direction, text: this.#text.slice(this.#at + 2, end - 1) });
    this.#at = end;
  }

  #dollar(): void {
    const at = this.#at;
    const next = this.#text[at + 1] ?? '';
    if (next === '(') this.#parenthesis(at);
    else if (next === '{') this.#braces(at);
    else if (!this.#bashDollar(at, next)) this.#parameter(at, next);
  }

  /** What only bash takes after a "$": whether it was one. */
  #bashDollar(at: number, next: string): boolean {
    if (next === '[' && this.#features.arrays) {
      const end = endOfDollar(this.#text, at, this.#quoted);
      this.#arithmetic(this.#text.slice(at + 2, end - 1), end);
      return true;
    }
    if (!this.#features.ansi || this.#context !== 'word' || (next !== "'" && next !== '"')) return false;
    if (next === '"') {
      this.#at++;
      return true;
    }
    const end = endOfAnsi(this.#text, at + 1);
    const inner = ansiText(this.#text.slice(at + 2, end - 1));
    this.#quote(inner === '' ? [] : [{ kind: 'text', text: inner, quoted: true }]);
    this.#at = end;
    return true;
  }

  #parameter(at: number, next: string): void {
    const name = NAME.exec(this.#text.slice(at + 1))?.[0] ?? (next !== '' && SPECIAL.includes(next) ? next : undefined);
    if (name === undefined) {
      this.#add('$', this.#quoted);
      this.#at++;
      return;
    }
    this.#parts.push({ kind: 'parameter', quoted: this.#quoted, parameter: { name, raw: `$${name}` } });
    this.#at = at + 1 + name.length;
  }

  #parenthesis(at: number): void {
    if (this.#text[at + 2] === '(') {
      const end = closeOfArithmetic(this.#text, at + 3);
      if (end !== undefined) {
        this.#arithmetic(this.#text.slice(at + 3, end - 2), end);
        return;
      }
    }
    const end = endOfCommand(this.#text, at + 1);
    this.#parts.push({ kind: 'command', quoted: this.#quoted, text: this.#text.slice(at + 2, end - 1), form: 'subshell' });
    this.#at = end;
  }

  #arithmetic(text: string, end: number): void {
    this.#parts.push({ kind: 'arithmetic', quoted: this.#quoted, text });
    this.#at = end;
  }

  #braces(at: number): void {
    const end = endOfDollar(this.#text, at, this.#quoted);
    const first = this.#text[at + 2] ?? '';
    if (this.#features.arrays && /[\s|]/.test(first) && endOfBraces(this.#text, at + 1, this.#quoted) > 0 && this.#text[end - 1] === '}') {
      const text = this.#text.slice(at + (first === '|' ? 3 : 2), end - 1);
      this.#parts.push({ kind: 'command', quoted: this.#quoted, text, form: first === '|' ? 'reply' : 'here' });
      this.#at = end;
      return;
    }
    const parameter = readParameter(this.#text.slice(at + 2, end - 1), this.#quoted, this.#features);
    this.#parts.push({ kind: 'parameter', quoted: this.#quoted, parameter });
    this.#at = end;
  }
}

/** The inside of ${…}. */
function readParameter(inside: string, quoted: boolean, features: WordFeatures): Parameter {
  const raw = `\${${inside}}`;
  const bad: Parameter = { name: '', raw, bad: true };
  let text = inside;
  let length = false;
  let indirect = false;
  if (text[0] === '#' && text.length > 1 && !/^#(?:[-=+?:#%/]|$)/.test(text)) length = true;
  else if (text[0] === '#' && /^#[-?#@*$!]$/.test(text)) length = true;
  if (length) text = text.slice(1);
  else if (features.arrays && text[0] === '!' && /^![A-Za-z_0-9@*#?$!-]/.test(text) && !/^!-./.test(text)) {
    indirect = true;
    text = text.slice(1);
  }
  const name = NAME.exec(text)?.[0] ?? /^[0-9]+/.exec(text)?.[0] ?? /^[@*#?$!-]/.exec(text)?.[0];
  if (name === undefined) return bad;
  let rest = text.slice(name.length);
  let index: string | undefined;
  if (features.arrays && rest[0] === '[' && NAME.test(name)) {
    const end = endOfSubscript(rest, 0);
    if (end > rest.length) return bad;
    index = rest.slice(1, end - 1);
    rest = rest.slice(end);
  }
  const parameter: Parameter = { name, index, indirect, length, raw };
  if (rest === '') return parameter;
  if (length) return bad;
  if (indirect && (rest === '*' || rest === '@') && index === undefined)
    return { ...parameter, operator: 'names', operands: [{ raw: rest, quoted }] };
  return readOperation(parameter, rest, quoted, features) ?? bad;
}

function readOperation(parameter: Parameter, rest: string, quoted: boolean, features: WordFeatures): Parameter | undefined {
  const operator = /^(?::?[-=+?]|##?|%%?)/.exec(rest)?.[0];
  if (operator !== undefined) {
    const pattern = operator[0] === '#' || operator[0] === '%';
    return { ...parameter, operator, operands: [{ raw: rest.slice(operator.length), quoted: quoted && !pattern }] };
  }
  if (!features.slices) return undefined;
  const kase = features.arrays ? /^(?:\^\^?|,,?|~~?)/.exec(rest)?.[0] : undefined;
  if (kase !== undefined) return { ...parameter, operator: kase, operands: [{ raw: rest.slice(kase.length), quoted: false }] };
  if (rest[0] === '@')
    return rest.length === 2 && /[UuLQEPAKak]/.test(rest[1]!)
      ? { ...parameter, operator: '@', operands: [{ raw: rest[1]!, quoted }] }
      : undefined;
  if (rest[0] === ':') return { ...parameter, operator: ':', operands: cut(rest.slice(1), ':', true).map(raw => ({ raw, quoted: true })) };
  if (rest[0] !== '/') return undefined;
  const slashes = /^\/[/#%]?/.exec(rest)![0];
  const operands: Operand[] = cut(rest.slice(slashes.length), '/', false).map(raw => ({ raw, quoted: false }));
  return { ...parameter, operator: slashes, operands };
}

/** The text at the first separator outside quotes and expansions (for ":" also outside a ternary's "?"), cut in two; or whole. */
function cut(text: string, separator: string, arithmetic: boolean): string[] {
  let pending = 0;
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (arithmetic && char === '?') pending++;
    if (arithmetic && char === '(') depth++;
    if (arithmetic && char === ')') depth--;
    if (char === separator && depth === 0) {
      if (pending === 0) return [text.slice(0, at), text.slice(at + 1)];
      pending--;
    }
    if (char === '\\') at += 2;
    else if (char === "'" && !arithmetic) at = endOfSingle(text, at);
    else if (char === '"') at = endOfDouble(text, at);
    else if (char === '`') at = endOfBacktick(text, at);
    else if (char === '$') at = endOfDollar(text, at, false);
    else at++;
  }
  return [text];
}
