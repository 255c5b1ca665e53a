// POSIX regular expressions, basic and extended with GNU's additions, as native RegExp objects. As glibc 2.41's regcomp(3), in its words.

/** A pattern that regcomp(3) refuses; the message is regerror(3)'s. */
export class RegexError extends Error {}

/** What the users of regcomp's syntaxes take differently. */
export interface RegexSyntax {
  /** A repetition with nothing before it: an error, skipped (grep -E), or an ordinary character. */
  leadingRepeat?: 'error' | 'skip' | 'literal';
  /** A ")" without its "(" stands for itself (regcomp's REG_EXTENDED), or is an error (grep, sed, awk). */
  strayParen?: 'literal' | 'error';
  /** Escapes such as \t and \/ inside brackets, as awk reads them. */
  bracketEscapes?: boolean;
}

const WORD = '[\\p{L}\\p{N}_]';
const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}\\p{Nl}',
  digit: '0-9',
  alnum: '\\p{L}\\p{Nl}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: ' \\t\\n\\v\\f\\r\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~\\u00a1-\\u00bf\\u2010-\\u2027\\u2030-\\u205e\\u20a0-\\u20cf\\u2190-\\u2bff\\u3001-\\u303f',
  print: ' -~\\u00a0-\\uffff\\u{10000}-\\u{10ffff}',
  graph: '!-~\\u00a1-\\uffff\\u{10000}-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};
const ESCAPES: Readonly<Record<string, string>> = {
  w: WORD,
  W: '[^\\p{L}\\p{N}_]',
  s: '[\\t-\\r ]',
  S: '[^\\t-\\r ]',
  '<': `(?<!${WORD})(?=${WORD})`,
  '>': `(?<=${WORD})(?!${WORD})`,
  b: `(?:(?<!${WORD})(?=${WORD})|(?<=${WORD})(?!${WORD}))`,
  B: `(?:(?<!${WORD})(?!${WORD})|(?<=${WORD})(?=${WORD}))`,
  '`': '(?<![^])',
  "'": '(?![^])',
};
const REPEAT_MOST = 32767;

/** The members of a POSIX class ("alpha") as the inside of a native bracket, or undefined where there is no such class. */
export const characterClass = (name: string): string | undefined => (Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined);

/** One character as native source that matches only it. */
export const quoteRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** One branch of an alternation: its source, which groups it holds, and its text where it is nothing but text. */
interface Branch {
  source: string;
  firstGroup: number;
  groups: number;
  literal: string | undefined;
}

class Translator {
  readonly #text: string;
  readonly #extended: boolean;
  readonly #syntax: RegexSyntax;
  #at = 0;
  #groups = 0;
  readonly #closed = new Set<number>();

  constructor(text: string, extended: boolean, syntax: RegexSyntax) {
    this.#text = text;
    this.#extended = extended;
    this.#syntax = syntax;
  }

  whole(): Branch[] {
    const branches = this.#branches(0);
    if (this.#at < this.#text.length) throw new RegexError('Unmatched ) or \\)');
    return branches;
  }

  get groups(): number {
    return this.#groups;
  }

  #looking(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  #atBar(): boolean {
    return this.#looking(this.#extended ? '|' : '\\|');
  }

  #atClose(): boolean {
    return this.#looking(this.#extended ? ')' : '\\)');
  }

  #branches(depth: number): Branch[] {
    const branches: Branch[] = [];
    for (;;) {
      branches.push(this.#branch(depth));
      if (!this.#atBar()) return branches;
      this.#at += this.#extended ? 1 : 2;
    }
  }

  #branch(depth: number): Branch {
    const firstGroup = this.#groups;
    let source = '';
    let literal: string | undefined = '';
    let first = true;
    while (this.#at < this.#text.length && !this.#atBar()) {
      if (this.#atClose()) {
        if (depth > 0 || !this.#extended || this.#syntax.strayParen !== 'literal') break;
      }
      const atom = this.#atom(depth, first);
      const anchor = atom.anchor === true;
      const repeated = anchor && !this.#extended ? undefined : this.#repeat(atom.source);
      source += repeated ?? atom.source;
      literal = literal === undefined || atom.char === undefined || repeated !== undefined ? undefined : literal + atom.char;
      first = anchor;
    }
    return { source, firstGroup, groups: this.#groups - firstGroup, literal };
  }

  #atom(depth: number, first: boolean): { source: string; char?: string; anchor?: boolean } {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    if (char === '\\') return this.#escape(depth);
    this.#at += char.length;
    if (char === '[') return { source: this.#bracket() };
    if (char === '.') return { source: '.' };
    if (char === '^' && (this.#extended || first)) return { source: '^', anchor: true };
    if (char === '$' && (this.#extended || this.#atEnd())) return { source: '$', anchor: true };
    if (this.#extended && char === '(') return { source: this.#group(depth) };
    if (first && (char === '*' || (this.#extended && '+?'.includes(char)))) return this.#leading(char, depth);
    if (first && this.#extended && char === '{') return this.#leadingBrace(char, depth);
    return { source: quoteRegex(char), char };
  }

  #leading(char: string, depth: number): { source: string; char?: string } {
    const how = this.#extended ? (this.#syntax.leadingRepeat ?? 'error') : 'literal';
    if (how === 'error') throw new RegexError('Invalid preceding regular expression');
    if (how === 'literal') return { source: quoteRegex(char), char };
    if (this.#at >= this.#text.length || this.#atBar() || (this.#atClose() && depth > 0)) return { source: '' };
    return this.#atom(depth, true);
  }

  #leadingBrace(char: string, depth: number): { source: string; char?: string } {
    if (!/^\d*,?\d*\}/.test(this.#text.slice(this.#at))) return { source: '\\{', char };
    return this.#syntax.leadingRepeat === 'skip' ? { source: '\\{', char } : this.#leading(char, depth);
  }

  #atEnd(): boolean {
    return this.#at >= this.#text.length || this.#looking('\\)') || this.#looking('\\|');
  }

  #escape(depth: number): { source: string; char?: string; anchor?: boolean } {
    const next = this.#text[this.#at + 1];
    if (next === undefined) throw new RegexError('Trailing backslash');
    this.#at += 2;
    if (!this.#extended && next === '(') return { source: this.#group(depth) };
    if (!this.#extended && next === '{') {
      throw new RegexError('Invalid preceding regular expression');
    }
    if (next >= '1' && next <= '9') return this.#backReference(Number(next));
    const known = ESCAPES[next];
    if (known !== undefined) return { source: known };
    if (next === 'n') return { source: '\\n', char: '\n' };
    if (!this.#extended && '+?'.includes(next)) return { source: quoteRegex(next), char: next };
    const point = String.fromCodePoint(this.#text.codePointAt(this.#at - 1)!);
    this.#at += point.length - 1;
    return { source: quoteRegex(point), char: point };
  }

  #backReference(number: number): { source: string } {
    if (number > this.#groups || !this.#closed.has(number)) throw new RegexError('Invalid back reference');
    return { source: `(?:\\${number})` };
  }

  #group(depth: number): string {
    const number = ++this.#groups;
    const branches = this.#branches(depth + 1);
    if (!this.#atClose()) throw new RegexError('Unmatched ( or \\(');
    this.#at += this.#extended ? 1 : 2;
    this.#closed.add(number);
    return `(${joinBranches(branches)})`;
  }

  /** The atom with its repetitions, or undefined where it has none. */
  #repeat(atom: string): string | undefined {
    let source: string | undefined;
    for (;;) {
      const bounds = this.#repetition();
      if (bounds === undefined) return source;
      const base = source ?? atom;
      source = source === undefined && isUnit(atom) ? `${atom}${bounds}` : `(?:${base})${bounds}`;
    }
  }

  #repetition(): string | undefined {
    const char = this.#text[this.#at];
    if (char === '*') return this.#take(1, '*');
    if (this.#extended) {
      if (char === '+' || char === '?') return this.#take(1, char);
      return char === '{' ? this.#interval(1) : undefined;
    }
    if (char !== '\\') return undefined;
    const next = this.#text[this.#at + 1];
    if (next === '+' || next === '?') return this.#take(2, next);
    return next === '{' ? this.#interval(2) : undefined;
  }

  #take(length: number, source: string): string {
    this.#at += length;
    return source;
  }

  #interval(width: number): string | undefined {
    const close = this.#extended ? '}' : '\\}';
    const body = /^(\d*)(,?)(\d*)/.exec(this.#text.slice(this.#at + width))!;
    const end = this.#at + width + body[0].length;
    const valid = (body[1] !== '' || body[2] !== '') && this.#text.startsWith(close, end);
    if (!valid) {
      if (this.#extended) return undefined;
      throw new RegexError(end >= this.#text.length ? 'Unmatched \\{' : 'Invalid content of \\{\\}');
    }
    const low = body[1] === '' ? 0 : Number(body[1]);
    const high = body[2] === '' ? low : body[3] === '' ? Number.POSITIVE_INFINITY : Number(body[3]);
    if (low > high) throw new RegexError('Invalid content of \\{\\}');
    if (low > REPEAT_MOST || (high !== Number.POSITIVE_INFINITY && high > REPEAT_MOST)) throw new RegexError('Regular expression too big');
    this.#at = end + close.length;
    return high === Number.POSITIVE_INFINITY ? `{${low},}` : `{${low},${high}}`;
  }

  #bracket(): string {
    const inverted = this.#looking('^');
    if (inverted) this.#at++;
    let members = '';
    let first = true;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=');
      if (char === ']' && !first) break;
      first = false;
      if (char === '[' && this.#text[this.#at + 1] === ':') {
        members += this.#namedClass();
        continue;
      }
      const low = this.#member();
      const ranges = this.#looking('-') && this.#at + 1 < this.#text.length && this.#text[this.#at + 1] !== ']';
      if (!ranges) {
        members += bracketChar(low);
        continue;
      }
      this.#at++;
      const high = this.#member();
      if (low.codePointAt(0)! > high.codePointAt(0)!) throw new RegexError('Invalid range end');
      members += `${bracketChar(low)}-${bracketChar(high)}`;
    }
    this.#at++;
    return `[${inverted ? '^' : ''}${members}]`;
  }

  #namedClass(): string {
    const end = this.#text.indexOf(':]', this.#at + 2);
    if (end < 0) throw new RegexError('Unmatched [, [^, [:, [., or [=');
    const members = characterClass(this.#text.slice(this.#at + 2, end));
    if (members === undefined) throw new RegexError('Invalid character class name');
    this.#at = end + 2;
    return members;
  }

  #member(): string {
    const kind = this.#text[this.#at + 1];
    if (this.#looking('[') && (kind === '.' || kind === '=')) {
      const end = this.#text.indexOf(`${kind}]`, this.#at + 2);
      if (end < 0) throw new RegexError('Unmatched [, [^, [:, [., or [=');
      const name = this.#text.slice(this.#at + 2, end);
      if ([...name].length !== 1) throw new RegexError('Invalid collation character');
      this.#at = end + 2;
      return name;
    }
    if (this.#syntax.bracketEscapes && this.#looking('\\') && kind !== undefined) {
      this.#at += 2;
      return kind;
    }
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += char.length;
    return char;
  }
}

const bracketChar = (char: string): string => (/[\\\]^[-]/.test(char) ? `\\${char}` : char);

/** Whether a repetition can follow the source as it is. */
const isUnit = (source: string): boolean =>
  source.length === 1 ||
  /^\\[^pP]$/.test(source) ||
  /^[^\\]$/u.test(source) ||
  (source.startsWith('[') && source.endsWith(']') && !/\]./.test(source.replace(/\\./g, ''))) ||
  (source.startsWith('(') && balanced(source));

function balanced(source: string): boolean {
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (char === '[') at = closeOfBracket(source, at);
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at === source.length - 1;
  }
  return false;
}

function closeOfBracket(source: string, open: number): number {
  for (let at = open + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === ']') return at;
  }
  return source.length;
}

/** Branches that are only text go longest first: the native engine takes the first that fits, POSIX the longest. */
function joinBranches(branches: Branch[]): string {
  if (branches.every(branch => branch.literal !== undefined)) {
    return [...branches]
      .sort((a, b) => b.literal!.length - a.literal!.length)
      .map(branch => branch.source)
      .join('|');
  }
  return branches.map(branch => branch.source).join('|');
}

/** A RegExp whose branches are all tried at the leftmost place, the longest winning, as POSIX asks. */
class LongestRegExp extends RegExp {
  readonly #branches: RegExp[];

  constructor(source: string, flags: string, branches: string[]) {
    super(source, flags);
    const sticky = `${flags.replace(/[gy]/g, '')}y`;
    this.#branches = branches.map(branch => new RegExp(branch, sticky));
  }

  override exec(text: string): RegExpExecArray | null {
    const found = super.exec(text);
    if (found === null) return null;
    let best = found;
    for (const branch of this.#branches) {
      branch.lastIndex = found.index;
      const other = branch.exec(text);
      if (other !== null && other[0].length > best[0].length) best = other;
    }
    if (this.global || this.sticky) this.lastIndex = best.index + best[0].length;
    return best;
  }

  static override get [Symbol.species](): RegExpConstructor {
    return RegExp;
  }
}

function build(text: string, extended: boolean, flags: string, syntax: RegexSyntax): RegExp {
  const translator = new Translator(text, extended, syntax);
  const branches = translator.whole();
  const native = `${flags.replace(/[us]/g, '')}us`;
  const source = joinBranches(branches) || '(?:)';
  if (branches.length === 1 || branches.every(branch => branch.literal !== undefined)) return new RegExp(source, native);
  // Each branch alone, with the groups of the others as placeholders that never match, so that numbers stay.
  const alone = branches.map(branch => {
    const before = '()'.repeat(branch.firstGroup);
    const after = '()'.repeat(translator.groups - branch.firstGroup - branch.groups);
    return `(?:(?!)${before}|${branch.source}|(?!)${after})`;
  });
  return new LongestRegExp(source, native, alone);
}

/**
 * A basic regular expression as a RegExp. `flags` are native ones: "i" ignores case, "m" makes ^ and $ match at each line, "g", "y", "d" as in
 * JavaScript. "." matches a newline. Throws RegexError.
 */
export const compileBre = (text: string, flags = ''): RegExp => build(text, false, flags, {});

/** An extended regular expression as a RegExp, with flags as for compileBre. Without `syntax` it is as regcomp(3) with REG_EXTENDED. Throws RegexError. */
export const compileEre = (text: string, flags = '', syntax: RegexSyntax = { strayParen: 'literal' }): RegExp =>
  build(text, true, flags, syntax);

/** What grep -E, sed -E and awk take differently from regcomp(3). */
export const GREP_SYNTAX: RegexSyntax = { leadingRepeat: 'skip', strayParen: 'error' };
export const SED_SYNTAX: RegexSyntax = { leadingRepeat: 'error', strayParen: 'error' };
export const AWK_SYNTAX: RegexSyntax = { leadingRepeat: 'literal', strayParen: 'error', bracketEscapes: true };
