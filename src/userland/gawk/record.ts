// The record in hand and its fields. As gawk 5.3.

import { Fatal } from './cell.ts';
import { inputValue, toNumber, toText, type Value } from './value.ts';

export interface RecordSettings {
  fs: string;
  ofs: string;
  convfmt: string;
  fieldWidths: string;
  fpat: string;
  /** Which of FS, FIELDWIDTHS and FPAT was set last. */
  splitBy: 'fs' | 'fieldwidths' | 'fpat';
  /** RS is "": newlines part fields too. */
  paragraphs: boolean;
  ignoreCase: boolean;
  regex(source: string): RegExp;
}

export class AwkRecord {
  readonly #settings: RecordSettings;
  #text = '';
  #value: Value;
  #fields: Value[] = [];
  #split = true;
  #joined = true;

  constructor(settings: RecordSettings) {
    this.#settings = settings;
  }

  /** Takes a record read from input. */
  set(text: string): void {
    this.#text = text;
    this.#value = undefined;
    this.#joined = true;
    this.#split = false;
  }

  #splitNow(): void {
    if (this.#split) return;
    this.#split = true;
    this.#fields = splitRecord(this.#text, this.#settings).map(inputValue);
  }

  #joinNow(): void {
    if (this.#joined) return;
    this.#joined = true;
    const { ofs, convfmt } = this.#settings;
    this.#text = this.#fields.map(field => toText(field, convfmt)).join(ofs);
    this.#value = undefined;
  }

  get text(): string {
    this.#joinNow();
    return this.#text;
  }

  get count(): number {
    this.#splitNow();
    return this.#fields.length;
  }

  set count(count: number) {
    if (count < 0) throw new Fatal('fatal: NF set to negative value');
    this.#splitNow();
    this.#fields.length = Math.min(count, this.#fields.length);
    while (this.#fields.length < count) this.#fields.push('');
    this.#joined = false;
  }

  get(index: number): Value {
    if (index === 0) {
      this.#joinNow();
      this.#value ??= inputValue(this.#text);
      return this.#value;
    }
    if (index < 0) throw new Fatal(`fatal: attempt to access field ${index}`);
    this.#splitNow();
    return this.#fields[index - 1];
  }

  /** Assigns to a field; $0 is split again, another makes $0 anew. */
  assign(index: number, value: Value): void {
    if (index === 0) {
      this.set(toText(value, this.#settings.convfmt));
      return;
    }
    if (index < 0) throw new Fatal(`fatal: attempt to access field ${index}`);
    this.#splitNow();
    while (this.#fields.length < index) this.#fields.push('');
    this.#fields[index - 1] = value ?? '';
    this.#joined = false;
  }
}

function splitRecord(text: string, settings: RecordSettings): string[] {
  if (text === '') return [];
  if (settings.splitBy === 'fieldwidths') return byWidths(text, settings.fieldWidths);
  if (settings.splitBy === 'fpat') {
    return [...text.matchAll(new RegExp(settings.regex(settings.fpat).source, settings.ignoreCase ? 'giu' : 'gu'))].map(([part]) => part);
  }
  if (settings.paragraphs && settings.fs !== ' ' && settings.fs !== '\n') {
    return text.split('\n').flatMap(line => splitBy(line, settings.fs, settings).parts);
  }
  return splitBy(text, settings.fs, settings).parts;
}

function byWidths(text: string, widths: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (const part of widths.trim().split(/\s+/)) {
    if (at >= text.length) break;
    const [skip, width = skip] = part.includes(':') ? part.split(':') : ['0', part];
    at += Number(skip);
    const size = width === '*' ? text.length : Number(width);
    fields.push(text.slice(at, at + size));
    at += size;
  }
  return fields;
}

/** A text split by FS's rules: " " is runs of blanks, one character itself, else a regular expression. */
export function splitBy(
  text: string,
  fs: string,
  settings: Pick<RecordSettings, 'regex' | 'ignoreCase'>,
): { parts: string[]; seps: string[] } {
  if (text === '') return { parts: [], seps: [] };
  if (fs === ' ') {
    const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, '');
    if (trimmed === '') return { parts: [], seps: [] };
    return { parts: trimmed.split(/[ \t\n]+/), seps: trimmed.match(/[ \t\n]+/g) ?? [] };
  }
  if (fs === '') return { parts: [...text], seps: [] };
  if (fs.length === 1 && fs !== '\\' && !(settings.ignoreCase && /[a-z]/i.test(fs))) {
    const parts = text.split(fs);
    return { parts, seps: parts.slice(1).map(() => fs) };
  }
  return splitByRegex(text, settings.regex(fs));
}

/** A text split at a regular expression's matches; an empty match splits nothing. */
export function splitByRegex(text: string, regex: RegExp): { parts: string[]; seps: string[] } {
  const parts: string[] = [];
  const seps: string[] = [];
  let from = 0;
  let search = 0;
  for (;;) {
    regex.lastIndex = search;
    const found = regex.exec(text);
    if (found === null) break;
    if (found[0] === '') {
      search = found.index + 1;
      if (search > text.length) break;
      continue;
    }
    parts.push(text.slice(from, found.index));
    seps.push(found[0]);
    from = found.index + found[0].length;
    search = from;
  }
  parts.push(text.slice(from));
  return { parts, seps };
}

/** A value as a field's number. */
export const fieldIndex = (value: Value): number => Math.trunc(toNumber(value));
