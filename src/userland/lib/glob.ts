// Shell patterns: fnmatch(3) and glob(3), with bash 5.3's extended patterns and options. In a pattern a backslash quotes the next character.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { characterClass, quoteRegex } from './regex.ts';

export interface PatternOptions {
  /** ?(…) *(…) +(…) @(…) !(…) are patterns. */
  extended?: boolean;
  ignoreCase?: boolean;
  /** FNM_PATHNAME: no wildcard matches a slash. */
  pathname?: boolean;
}

export interface GlobOptions extends PatternOptions {
  /** Names that begin with a dot are found by wildcards too. */
  dots?: boolean;
  /** "**" stands for any number of folders. */
  globstar?: boolean;
  /** Without it, "." and ".." are found by ".*". */
  skipDots?: boolean;
}

const cache = new Map<string, RegExp>();
const CACHE_MOST = 2000;

/** The pattern as native source, without anchors. */
export const patternSource = (pattern: string, options: PatternOptions = {}): string => new PatternReader(pattern, options).sequence();

/** A RegExp that matches the whole of what the pattern matches; "d" and "g" are not set. */
export function patternRegex(pattern: string, options: PatternOptions = {}): RegExp {
  const key = `${options.extended ? 'x' : '-'}${options.ignoreCase ? 'i' : '-'}${options.pathname ? 'p' : '-'}${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const source = new PatternReader(pattern, options, true).sequence();
  const regex = new RegExp(`^(?:${source})$`, options.ignoreCase ? 'sui' : 'su');
  if (cache.size >= CACHE_MOST) cache.clear();
  cache.set(key, regex);
  return regex;
}

/** fnmatch(3): whether the pattern matches all of the text. */
export const fnmatch = (pattern: string, text: string, options: PatternOptions = {}): boolean => patternRegex(pattern, options).test(text);

/** Whether a text has an unquoted wildcard in it. */
export function hasMagic(pattern: string, extended = false): boolean {
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\') at++;
    else if (char === '*' || char === '?' || (char === '[' && pattern.indexOf(']', at + 2) > 0)) return true;
    else if (extended && '+@!'.includes(char) && pattern[at + 1] === '(') return true;
  }
  return false;
}

/** The text a pattern without wildcards stands for. */
export const unquotePattern = (pattern: string): string => (pattern.includes('\\') ? pattern.replace(/\\(.)/gs, '$1') : pattern);

/** A text as a pattern that matches only it. */
export const quotePattern = (text: string): string => text.replace(/[\\*?[\]()|!+@^-]/g, '\\$&');

class PatternReader {
  readonly #text: string;
  readonly #any: string;
  readonly #options: PatternOptions;
  #at = 0;

  /** The source stands behind "^". */
  readonly #anchored: boolean;

  constructor(text: string, options: PatternOptions, anchored = false) {
    this.#text = text;
    this.#anchored = anchored;
    this.#options = options;
    this.#any = options.pathname ? '[^\\/]' : '[^]';
  }

  /** The source up to the end, or to a "|" or ")" of an enclosing list. */
  sequence(inList = false): string {
    let source = '';
    while (this.#at < this.#text.length) {
      const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
      if (inList && (char === '|' || char === ')')) break;
      if (this.#options.extended && '?*+@!'.includes(char) && this.#text[this.#at + 1] === '(' && this.#closes()) {
        source += this.#list(char, inList, source);
        continue;
      }
      this.#at += char.length;
      if (char === '*') source += source.endsWith(`${this.#any}*`) ? '' : `${this.#any}*`;
      else if (char === '?') source += this.#any;
      else if (char === '[') source += this.#bracket();
      else if (char === '\\') source += this.#escaped();
      else source += quoteRegex(char);
    }
    return source;
  }

  #closes(): boolean {
    let depth = 0;
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      if (this.#text[at] === '\\') at++;
      else if (this.#text[at] === '(') depth++;
      else if (this.#text[at] === ')' && --depth === 0) return true;
    }
    return false;
  }

  #escaped(): string {
    if (this.#at >= this.#text.length) return '\\\\';
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += char.length;
    return quoteRegex(char);
  }

  #list(operator: string, inList: boolean, before: string): string {
    this.#at += 2;
    const branches = [this.sequence(true)];
    while (this.#text[this.#at] === '|') {
      this.#at++;
      branches.push(this.sequence(true));
    }
    this.#at++;
    const body = branches.join('|');
    if (operator === '@') return `(?:${body})`;
    if (operator !== '!') return `(?:${body})${operator}`;
    // Behind a text that is the same for every match, a stretch is told to be none of the list by looking back from its end.
    if (this.#anchored && !inList && /^(?:\\[^\w]|[^\\[(*+?|])*$/.test(before)) return `${this.#any}*(?<!^${before}(?:${body}))`;
    // What follows has to be known: the whole must not be one of the list with the rest after it.
    const rest = this.sequence(inList);
    return `(?!(?:${body})${rest}${inList ? '(?:$|\\))' : '$'})${this.#any}*${rest}`;
  }

  #bracket(): string {
    const start = this.#at;
    const inverted = this.#text[this.#at] === '!' || this.#text[this.#at] === '^';
    if (inverted) this.#at++;
    let members = '';
    let first = true;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || (char === '/' && this.#options.pathname)) {
        this.#at = start;
        return '\\[';
      }
      if (char === ']' && !first) break;
      first = false;
      members += this.#member();
    }
    this.#at++;
    if (members === '') return inverted ? this.#any : '(?!)';
    return `[${inverted ? '^' : ''}${inverted && this.#options.pathname ? '\\/' : ''}${members}]`;
  }

  #member(): string {
    const named = /^\[:([a-z]+):\]/.exec(this.#text.slice(this.#at, this.#at + 14));
    if (named !== null) {
      this.#at += named[0].length;
      return characterClass(named[1]!) ?? '';
    }
    const low = this.#character();
    if (this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']' || this.#at + 1 >= this.#text.length) return bracketChar(low);
    this.#at++;
    const high = this.#character();
    return low.codePointAt(0)! > high.codePointAt(0)! ? '' : `${bracketChar(low)}-${bracketChar(high)}`;
  }

  #character(): string {
    const collating = /^\[([.=])(.)\1\]/u.exec(this.#text.slice(this.#at, this.#at + 8));
    if (collating !== null) {
      this.#at += collating[0].length;
      return collating[2]!;
    }
    if (this.#text[this.#at] === '\\' && this.#at + 1 < this.#text.length) this.#at++;
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += char.length;
    return char;
  }
}

const bracketChar = (char: string): string => (/[\\\]^[-]/.test(char) ? `\\${char}` : char);

/** glob(3): the files that match, sorted; none where there are none. Folders that cannot be read have none. */
export async function glob(sys: Sys, pattern: string, options: GlobOptions = {}): Promise<string[]> {
  const absolute = pattern.startsWith('/');
  const parts = splitComponents(pattern.replace(/^\/+/, ''));
  // "**" after "**" adds nothing.
  const components = options.globstar ? parts.filter((part, at) => part !== '**' || parts[at + 1] !== '**') : parts;
  let found = [absolute ? '/' : ''];
  for (const [at, component] of components.entries()) {
    const last = at === components.length - 1;
    found = await step(sys, found, component, last, options);
    if (found.length === 0) return [];
  }
  return found.filter(path => path !== '').sort();
}

/** The parts between slashes; a trailing slash gives an empty last part. */
function splitComponents(pattern: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '\\' && pattern[at + 1] !== '/') {
      part += char + (pattern[at + 1] ?? '');
      at++;
    } else if (char === '/') {
      parts.push(part);
      part = '';
      while (pattern[at + 1] === '/') at++;
    } else if (char !== '\\') part += char;
  }
  parts.push(part);
  return parts;
}

async function step(sys: Sys, bases: string[], component: string, last: boolean, options: GlobOptions): Promise<string[]> {
  const found: string[] = [];
  for (const base of bases) {
    if (component === '') {
      if (await isDirectory(sys, base === '' ? '.' : base)) found.push(base);
    } else if (options.globstar && component === '**') found.push(...(await descend(sys, base, last, options)));
    else if (hasMagic(component, options.extended)) {
      for (const name of await matching(sys, base, component, options)) found.push(last ? base + name : `${base}${name}/`);
    } else {
      const path = base + unquotePattern(component);
      if (last ? await exists(sys, path) : true) found.push(last ? path : `${path}/`);
    }
  }
  if (last || component === '') return found;
  const folders: string[] = [];
  for (const path of found) if (path === '' || (await isDirectory(sys, path))) folders.push(path);
  return folders;
}

async function matching(sys: Sys, base: string, component: string, options: GlobOptions): Promise<string[]> {
  const regex = patternRegex(component, options);
  const dotted =
    component.startsWith('.') ||
    component.startsWith('\\.') ||
    (options.extended === true && /^[?*+@]\((?:[^|)]*\|)*\\?\./.test(component));
  const names: string[] = [];
  for (const { name } of await entries(sys, base)) {
    if (name === '.' || name === '..') {
      if (options.skipDots !== false || !dotted) continue;
    } else if (name.startsWith('.') && !dotted && !options.dots) continue;
    if (regex.test(name)) names.push(name);
  }
  return names;
}

/** Every folder under base (with a slash at the end), itself first; its files too where it is the last part. */
async function descend(sys: Sys, base: string, last: boolean, options: GlobOptions): Promise<string[]> {
  const found: string[] = base === '' || !last ? [base] : [base];
  for (const { name, kind } of await entries(sys, base)) {
    if (name === '.' || name === '..' || (name.startsWith('.') && !options.dots)) continue;
    if (kind === 'directory') {
      if (last) found.push(base + name);
      found.push(...(await descend(sys, `${base}${name}/`, last, options)).slice(last ? 1 : 0));
    } else if (last) found.push(base + name);
  }
  return found;
}

async function entries(sys: Sys, base: string): Promise<{ name: string; kind: string }[]> {
  try {
    const fd = await sys.open(base === '' ? '.' : base, { read: true, directory: true, cloexec: true });
    const all: { name: string; kind: string }[] = [];
    for (;;) {
      const some = await sys.getdents(fd);
      if (some.length === 0) break;
      all.push(...some);
    }
    await sys.close(fd);
    return all;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return [];
  }
}

async function exists(sys: Sys, path: string): Promise<boolean> {
  try {
    await sys.stat(path, { nofollow: true });
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

async function isDirectory(sys: Sys, path: string): Promise<boolean> {
  try {
    return (await sys.stat(path)).kind === 'directory';
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}
