// A terminal's capabilities by name, and strings with parameters. As terminfo(5) and tparm of ncurses 6.6.

import { TERMINFO, type TerminfoSource } from './terminfo-data.ts';

/** A capability: a claim, a number, or a string with its escapes decoded (bytes as characters). */
export type Capability = true | number | string;

export interface Terminal {
  source: TerminfoSource;
  /** The long name. */
  description: string;
  capabilities: ReadonlyMap<string, Capability>;
}

const known = new Map<string, Terminal>();

/** The terminal that $TERM names; undefined where no description has that name. */
export function findTerminal(name: string): Terminal | undefined {
  const found = known.get(name);
  if (found) return found;
  const source = TERMINFO.find(({ names }) => names.split('|').slice(0, -1).includes(name));
  if (!source) return undefined;
  const capabilities = new Map<string, Capability>();
  for (const item of splitItems(`${source.capabilities}, ${source.extended}`)) {
    const [, key = '', sign, value = ''] = /^([^=#]+)([=#]?)(.*)$/s.exec(item) ?? [];
    capabilities.set(key, sign === '=' ? decodeString(value) : sign === '#' ? Number(value) : true);
  }
  const terminal = { source, description: source.names.split('|').at(-1)!, capabilities };
  known.set(name, terminal);
  return terminal;
}

/** The items of a description's text; commas within strings are escaped. */
export const splitItems = (text: string): string[] => text.split(/(?<!\\), /).filter(item => item !== '');

const ESCAPES: Readonly<Record<string, string>> = { E: '\x1b', e: '\x1b', n: '\n', l: '\n', r: '\r', t: '\t', b: '\b', f: '\f', s: ' ' };

function decodeString(text: string): string {
  return text.replace(/\\([0-7]{3}|.)|\^(.)/gs, (_whole, escape: string | undefined, control: string | undefined) => {
    if (control !== undefined) return control === '?' ? '\x7f' : String.fromCharCode(control.charCodeAt(0) & 0x1f);
    if (escape!.length === 3) return String.fromCharCode(Number.parseInt(escape!, 8) & 0xff);
    return ESCAPES[escape!] ?? (escape === '0' ? '\0' : escape!);
  });
}

/** Takes the paddings ("$<5>") out: a terminal of these days needs none. */
export const withoutPadding = (text: string): string => text.replace(/\$<\d+\.?\d*[*/]*>/g, '');

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  m: (a, b) => (b === 0 ? 0 : a % b),
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '=': (a, b) => (a === b ? 1 : 0),
  '<': (a, b) => (a < b ? 1 : 0),
  '>': (a, b) => (a > b ? 1 : 0),
  A: (a, b) => (a && b ? 1 : 0),
  O: (a, b) => (a || b ? 1 : 0),
};

/** Where the part of a condition that begins at `at` ends: after its %e (where `orElse`) or its %;. */
function skip(text: string, at: number, orElse: boolean): number {
  let depth = 0;
  for (let place = at; place < text.length - 1; place++) {
    if (text[place] !== '%') continue;
    const letter = text[++place];
    if (letter === '?') depth++;
    else if (letter === ';') {
      if (depth === 0) return place + 1;
      depth--;
    } else if (letter === 'e' && depth === 0 && orElse) return place + 1;
  }
  return text.length;
}

/** A string with its parameters put in. Texts among them are for %s. */
export function expand(text: string, parameters: readonly (number | string)[]): string {
  const values = [...parameters];
  const stack: (number | string)[] = [];
  const variables = new Map<string, number | string>();
  const number = (): number => Number(stack.pop() ?? 0) || 0;
  let out = '';
  let at = 0;
  const rest = /%(?:([%icleA-Z?t;+\-*/m&|^=<>!~])|([pPg])(.)|'(.)'|\{(\d+)\}|:?([-+# ]*\d*(?:\.\d+)?)([doxXs]))/sy;
  while (at < text.length) {
    rest.lastIndex = at;
    const match = text[at] === '%' ? rest.exec(text) : null;
    if (!match) {
      out += text[at++];
      continue;
    }
    at = rest.lastIndex;
    const [, letter, memory, place = '', character, constant, layout = '', kind] = match;
    if (character !== undefined) stack.push(character.charCodeAt(0));
    else if (constant !== undefined) stack.push(Number(constant));
    else if (memory === 'p') stack.push(values[Number(place) - 1] ?? 0);
    else if (memory === 'P') variables.set(place, stack.pop() ?? 0);
    else if (memory === 'g') stack.push(variables.get(place) ?? 0);
    else if (kind !== undefined) out += layoutOf(kind, layout, stack.pop() ?? 0);
    else if (letter === '%') out += '%';
    else if (letter === 'c') out += String.fromCharCode(number());
    else if (letter === 'i') for (const index of [0, 1]) values[index] = Number(values[index] ?? 0) + 1;
    else if (letter === 'l') stack.push(String(stack.pop() ?? '').length);
    else if (letter === '!') stack.push(number() ? 0 : 1);
    else if (letter === '~') stack.push(~number());
    else if (letter === 't') at = number() ? at : skip(text, at, true);
    else if (letter === 'e') at = skip(text, at, false);
    else if (letter !== undefined && BINARY[letter]) {
      const second = number();
      stack.push(BINARY[letter](number(), second));
    }
  }
  return out;
}

function layoutOf(kind: string, layout: string, value: number | string): string {
  const radix = kind === 'o' ? 8 : kind === 'd' ? 10 : 16;
  const plain = kind === 's' ? String(value) : Math.trunc(Number(value) || 0).toString(radix);
  const text = kind === 'X' ? plain.toUpperCase() : plain;
  const [, signs = '', width = '', precision = ''] = /^([-+# ]*)(\d*)(?:\.(\d+))?$/.exec(layout) ?? [];
  const digits = kind === 's' ? text : text.padStart(Number(precision || 0), '0');
  if (signs.includes('-')) return digits.padEnd(Number(width));
  return digits.padStart(Number(width), width.startsWith('0') ? '0' : ' ');
}
