// Shell quoting in both directions: $'…' escapes read, words written so that a shell reads them back. As bash 5.3's strtrans.c and shquote.c.

import { isEscapedByte } from '../bytes.ts';

const LETTERS: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A byte as a character of text: those above 0x7f as escaped bytes, which lib/bytes turns back. */
export const byteChar = (byte: number): string => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);

const pointText = (point: number): string => (point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? '' : String.fromCodePoint(point));

export interface Escapes {
  /** "$'": \' \" \? and \cX are escapes, octal has up to 3 digits; "echo": \0nnn and \c stops; "printf": the format; "%b". */
  style: 'ansi' | 'echo' | 'printf' | '%b';
  /** Told of an escape without its digits. */
  complain?: (what: 'hex' | 'unicode', letter: string) => void;
}

/** The text with its backslash escapes replaced; `stopped` where a \c ended it. */
export function unescapeText(text: string, { style, complain }: Escapes): { text: string; stopped: boolean } {
  if (!text.includes('\\')) return { text, stopped: false };
  let out = '';
  let at = 0;
  while (at < text.length) {
    const backslash = text.indexOf('\\', at);
    if (backslash < 0 || backslash === text.length - 1) break;
    out += text.slice(at, backslash);
    const letter = text[backslash + 1]!;
    if (letter === 'c' && (style === 'echo' || style === '%b')) return { text: out, stopped: true };
    const { value, length } = readEscape(text, backslash + 1, style, complain);
    out += value;
    at = backslash + 1 + length;
  }
  return { text: out + text.slice(at), stopped: false };
}

/** The escape whose letter is at `at`: what it stands for and how many characters it took. */
function readEscape(text: string, at: number, style: Escapes['style'], complain: Escapes['complain']): { value: string; length: number } {
  const letter = text[at]!;
  const simple = LETTERS[letter];
  if (simple !== undefined) return { value: simple, length: 1 };
  if (letter === '\\') return { value: '\\', length: 1 };
  if (letter === 'x') return digits(text, at, 2, 'hex', complain);
  if (letter === 'u' || letter === 'U') return digits(text, at, letter === 'u' ? 4 : 8, 'unicode', complain);
  if (/[0-7]/.test(letter)) return octal(text, at, style);
  if (style === 'ansi') {
    if (letter === "'" || letter === '"' || letter === '?') return { value: letter, length: 1 };
    const control = text[at + 1];
    if (letter === 'c' && control !== undefined) {
      const code = control === '?' ? 0x7f : control.charCodeAt(0) & 0x1f;
      return { value: String.fromCharCode(code), length: control === '\\' && text[at + 2] === '\\' ? 3 : 2 };
    }
  }
  if (style === 'printf' && (letter === '"' || letter === "'" || letter === '?')) return { value: letter, length: 1 };
  if (style === '%b' && (letter === '"' || letter === "'" || letter === '?')) return { value: letter, length: 1 };
  return { value: `\\${letter}`, length: 1 };
}

function octal(text: string, at: number, style: Escapes['style']): { value: string; length: number } {
  if (style === 'echo' && text[at] !== '0') return { value: `\\${text[at]}`, length: 1 };
  const most = (style === 'echo' || style === '%b') && text[at] === '0' ? 4 : 3;
  const found = /^[0-7]+/.exec(text.slice(at, at + most))![0];
  return { value: byteChar(Number.parseInt(found, 8) & 0xff), length: found.length };
}

function digits(
  text: string,
  at: number,
  most: number,
  what: 'hex' | 'unicode',
  complain: Escapes['complain'],
): { value: string; length: number } {
  const found = /^[0-9A-Fa-f]+/.exec(text.slice(at + 1, at + 1 + most))?.[0];
  if (found === undefined) {
    complain?.(what, text[at]!);
    return { value: `\\${text[at]}`, length: 1 };
  }
  const number = Number.parseInt(found, 16);
  return { value: what === 'hex' ? byteChar(number) : pointText(number), length: found.length + 1 };
}

/** The text of $'…'. A NUL ends it. */
export const ansiText = (inside: string): string => unescapeText(inside, { style: 'ansi' }).text.replace(/\0.*$/s, '');

const UNPRINTABLE = /[\x00-\x1f\x7f]/;

const hasBytes = (text: string): boolean => /[\udc80-\udcff]/.test(text);

/** $'…' of a text with what cannot be printed. */
export function ansiQuote(text: string): string {
  let out = '';
  for (const char of text) {
    const code = char.charCodeAt(0);
    const named = Object.entries(LETTERS).find(([letter, value]) => value === char && letter !== 'e')?.[0];
    if (char === "'" || char === '\\') out += `\\${char}`;
    else if (named !== undefined) out += `\\${named}`;
    else if (code < 0x20 || code === 0x7f) out += `\\${code.toString(8).padStart(3, '0')}`;
    else if (char.length === 1 && isEscapedByte(code)) out += `\\${(code - 0xdc00).toString(8)}`;
    else out += char;
  }
  return `$'${out}'`;
}

const needsAnsi = (text: string): boolean => UNPRINTABLE.test(text) || hasBytes(text);

/** sh_single_quote: 'it'\''s'. */
export const singleQuote = (text: string): string => (text === "'" ? "\\'" : `'${text.replaceAll("'", "'\\''")}'`);

/** sh_double_quote as declare -p writes values. */
export const doubleQuote = (text: string): string => (needsAnsi(text) ? ansiQuote(text) : `"${text.replace(/[$`"\\]/g, '\\$&')}"`);

/** printf %q: backslashes before what a shell would read. */
export function backslashQuote(text: string): string {
  if (text === '') return "''";
  if (needsAnsi(text)) return ansiQuote(text);
  return text.replace(/[\s'"\\|&;()<>!{}*[\]?^$`,]|^[#~]|(?<=[:=])~/g, '\\$&');
}

const META = /[\s'"\\|&;()<>!{}*[\]?^$`]|^[#~]|(?<=[:=])~|^$/;

/** What xtrace, set and alias print: bare where a shell would read it unchanged, else in single quotes. */
export function quoteIfNeeded(text: string): string {
  if (needsAnsi(text)) return ansiQuote(text);
  return META.test(text) ? singleQuote(text) : text;
}

/** ${x@Q}: always quoted. */
export const alwaysQuote = (text: string): string => (needsAnsi(text) ? ansiQuote(text) : `'${text.replaceAll("'", "'\\''")}'`);

/** A subscript of an associative array in arithmetic: its quotes go. */
export const subscriptText = (text: string): string => text.replace(/\\(.)/gs, '$1').replace(/^(['"])(.*)\1$/s, '$2');
