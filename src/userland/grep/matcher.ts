// The patterns of grep, put together: -G -E -F -P, -i, -w, -x. As GNU grep 3.12.

import { compileBre, compileEre, GREP_SYNTAX, quoteRegex, RegexError } from '../lib/regex.ts';

export interface MatcherOptions {
  syntax: 'basic' | 'extended' | 'fixed' | 'perl';
  ignoreCase: boolean;
  word: boolean;
  line: boolean;
}

export interface Span {
  start: number;
  end: number;
}

const WORD = '[\\p{L}\\p{N}_]';

/** What grep says of a pattern that it cannot use. */
export class PatternError extends Error {}

export class Matcher {
  readonly #regexes: RegExp[];
  /** A text without special characters is looked for as it is. */
  readonly #literal: string | undefined;
  readonly #literals: string[] | undefined;

  constructor(patterns: readonly string[], options: MatcherOptions) {
    const { syntax, ignoreCase, word, line } = options;
    const plain = !ignoreCase && !word && !line;
    const fixed = syntax === 'fixed' || (syntax !== 'perl' && patterns.every(pattern => /^[^\\.[\]*^$+?(){}|]*$/.test(pattern)));
    this.#literals = plain && fixed ? [...patterns] : undefined;
    this.#literal = this.#literals?.length === 1 ? patterns[0] : undefined;
    const flags = ignoreCase ? 'gi' : 'g';
    if (syntax === 'fixed') {
      const longestFirst = [...patterns].sort((a, b) => b.length - a.length);
      this.#regexes = patterns.length === 0 ? [] : [wrap(new RegExp(longestFirst.map(quoteRegex).join('|'), `${flags}us`), options)];
      return;
    }
    this.#regexes = patterns.map(pattern => wrap(compileOne(pattern, syntax, flags), options));
  }

  /** Whether the line has a match. */
  test(line: string): boolean {
    if (this.#literal !== undefined) return line.includes(this.#literal);
    if (this.#literals !== undefined) return this.#literals.some(literal => line.includes(literal));
    for (const regex of this.#regexes) {
      regex.lastIndex = 0;
      if (regex.test(line)) return true;
    }
    return false;
  }

  /** The matches from left to right, the longest at each place, none of them empty. */
  *spans(line: string): Generator<Span> {
    let from = 0;
    while (from <= line.length) {
      const best = this.#next(line, from);
      if (best === undefined) return;
      if (best.end > best.start) yield best;
      from = best.end > best.start ? best.end : best.end + 1;
    }
  }

  #next(line: string, from: number): Span | undefined {
    let best: Span | undefined;
    for (const regex of this.#regexes) {
      let at = from;
      for (;;) {
        regex.lastIndex = at;
        const found = regex.exec(line);
        if (found === null) break;
        const span = { start: found.index, end: found.index + found[0].length };
        // An empty match hides no later one.
        if (span.start === span.end) {
          at = span.start + 1;
          if (at > line.length) break;
          continue;
        }
        if (best === undefined || span.start < best.start || (span.start === best.start && span.end > best.end)) best = span;
        break;
      }
    }
    return best;
  }
}

function compileOne(pattern: string, syntax: 'basic' | 'extended' | 'perl', flags: string): RegExp {
  try {
    if (syntax === 'perl') return compilePerl(pattern, flags);
    return syntax === 'basic' ? compileBre(pattern, flags) : compileEre(pattern, flags, GREP_SYNTAX);
  } catch (error) {
    if (error instanceof RegexError) throw new PatternError(/(^|[^\\])\[\^?$/.test(pattern) ? 'Invalid regular expression' : error.message);
    throw error;
  }
}

/** Perl's syntax is close to the native one; what differs is put in its words. */
function compilePerl(pattern: string, flags: string): RegExp {
  let ignoreCase = flags;
  let source = pattern.replace(/^\(\?([imsx]+)\)/, (_, letters: string) => {
    if (letters.includes('i') && !ignoreCase.includes('i')) ignoreCase += 'i';
    return '';
  });
  source = source
    .replace(/\[\[:(\w+):\]\]/g, (_, name: string) => `[${POSIX[name] ?? ''}]`)
    .replace(/\[:(\w+):\]/g, (_, name: string) => POSIX[name] ?? '')
    .replace(/\\h/g, '[ \\t]')
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\(\?P?<(\w+)>/g, '(?<$1>')
    .replace(/([*+?}])\+/g, '$1')
    .replace(/\(\?>/g, '(?:');
  // \K keeps what is before it out of the match.
  const keep = source.indexOf('\\K');
  if (keep >= 0) source = `(?<=${source.slice(0, keep)})${source.slice(keep + 2)}`;
  try {
    return new RegExp(source, `${ignoreCase}s`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new PatternError(perlWords(pattern));
    throw error;
  }
}

const POSIX: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

function perlWords(pattern: string): string {
  if (/\[[^\]]*$/.test(pattern)) return 'missing terminating ] for character class';
  const opened = pattern.replace(/\\./g, '').split('(').length - pattern.replace(/\\./g, '').split(')').length;
  if (opened > 0) return 'missing closing parenthesis';
  if (opened < 0) return 'unmatched closing parenthesis';
  if (/(^|[|(])[*+?]/.test(pattern)) return 'quantifier does not follow a repeatable item';
  return /\\$/.test(pattern) ? '\\ at end of pattern' : 'unrecognized character follows \\';
}

function wrap(regex: RegExp, { word, line }: MatcherOptions): RegExp {
  if (line) return new RegExp(`^(?:${regex.source})$`, regex.flags);
  if (!word) return regex;
  const flags = regex.flags.includes('u') ? regex.flags : `${regex.flags}u`;
  try {
    return new RegExp(`(?<!${WORD})(?:${regex.source})(?!${WORD})`, flags);
  } catch {
    return new RegExp(`(?<!\\w)(?:${regex.source})(?!\\w)`, regex.flags);
  }
}
