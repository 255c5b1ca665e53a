// Where the parts of a word gather: fields that are split and matched against files, one text, a pattern, or a regular expression.

import { hasMagic, quotePattern } from '../glob.ts';

/** What an expansion's parts are added to. */
export interface Sink {
  /** Text as it is; `quoted` text is never split or matched. */
  add(text: string, quoted: boolean): void;
  /** The result of an unquoted expansion: split by IFS where there are fields. */
  split(text: string): void;
  /** Between two elements of "$@". */
  breakField(): void;
  /** Whether elements become fields; otherwise they are joined. */
  readonly fields: boolean;
}

/** IFS taken apart. */
export interface Separators {
  text: string;
  /** Matches any separator; undefined where there is none. */
  any: RegExp | undefined;
  white: string;
  /** What "$*" joins with. */
  joint: string;
}

export function separatorsOf(ifs: string | undefined): Separators {
  const text = ifs ?? ' \t\n';
  const white = [...text].filter(char => ' \t\n'.includes(char)).join('');
  const any = text === '' ? undefined : new RegExp(`[${text.replace(/[\\\]^-]/g, '\\$&')}]`, 'u');
  return { text, any, white, joint: [...text][0] ?? '' };
}

/** A field, and its pattern where it has an unquoted wildcard. */
export interface Field {
  text: string;
  pattern: string | undefined;
}

export class FieldSink implements Sink {
  readonly fields = true;
  readonly list: Field[] = [];
  readonly #separators: Separators;
  readonly #extended: boolean;
  #text = '';
  #pattern = '';
  #magic = false;
  #present = false;
  /** The field before was ended by white space alone: a separator that follows belongs to it. */
  #afterWhite = false;

  constructor(separators: Separators, extended: boolean) {
    this.#separators = separators;
    this.#extended = extended;
  }

  add(text: string, quoted: boolean): void {
    this.#text += text;
    this.#present = this.#present || quoted || text !== '';
    this.#afterWhite = false;
    if (quoted) this.#pattern += quotePattern(text);
    else this.#addPattern(text);
  }

  #addPattern(text: string): void {
    this.#pattern += text;
    this.#magic = this.#magic || /[*?[\\(]/.test(text);
  }

  split(text: string): void {
    const { any, white } = this.#separators;
    if (any === undefined || !any.test(text)) {
      if (text !== '') this.add(text, false);
      return;
    }
    let run = '';
    for (const char of text) {
      if (!any.test(char)) {
        run += char;
        continue;
      }
      if (run !== '') this.add(run, false);
      run = '';
      this.#separate(white.includes(char));
    }
    if (run !== '') this.add(run, false);
  }

  #separate(white: boolean): void {
    if (this.#present) {
      this.#end();
      this.#afterWhite = white;
    } else if (!white) {
      if (!this.#afterWhite) this.list.push({ text: '', pattern: undefined });
      this.#afterWhite = false;
    }
  }

  breakField(): void {
    if (this.#present) this.#end();
  }

  #end(): void {
    const magic = this.#magic && hasMagic(this.#pattern, this.#extended);
    this.list.push({ text: this.#text, pattern: magic ? this.#pattern : undefined });
    this.#text = '';
    this.#pattern = '';
    this.#magic = false;
    this.#present = false;
    this.#afterWhite = false;
  }

  /** Ends the word: what is left is its last field. */
  finish(): Field[] {
    if (this.#present) this.#end();
    return this.list;
  }
}

export class TextSink implements Sink {
  readonly fields = false;
  text = '';

  add(text: string): void {
    this.text += text;
  }

  split(text: string): void {
    this.text += text;
  }

  breakField(): void {
    this.text += ' ';
  }
}

/** A pattern: quoted text matches only itself. */
export class PatternSink extends TextSink {
  override add(text: string, quoted = false): void {
    this.text += quoted ? quotePattern(text) : text;
  }
}

/** The replacement of ${x/a/b}: an unquoted "&" stands for what matched, a quoted one for itself. */
export class ReplacementSink extends TextSink {
  override add(text: string, quoted = false): void {
    this.text += quoted ? text.replace(/[\\&]/g, '\\$&') : text;
  }
}

/** The right side of =~: quoted text matches only itself. */
export class RegexSink extends TextSink {
  override add(text: string, quoted = false): void {
    this.text += quoted ? text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : text;
  }
}
