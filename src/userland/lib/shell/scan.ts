// Where quoted stretches and expansions end in a shell's text, without reading what is in them. As bash 5.3's parse.y: parse_matched_pair.

/** What was found open at a text's end: the innermost, and where it began. A scan that finds its text unended gives an offset beyond the end. */
export interface Unclosed {
  closer: string;
  at: number;
}

let unclosed: Unclosed | undefined;

/** Forgets what was found open before. */
export function resetUnclosed(): void {
  unclosed = undefined;
}

export const lastUnclosed = (): Unclosed | undefined => unclosed;

function open(text: string, closer: string, at: number): number {
  unclosed ??= { closer, at };
  return text.length + 1;
}

/** The offset after the single-quoted text whose opening quote is at `at`. */
export function endOfSingle(text: string, at: number): number {
  const end = text.indexOf("'", at + 1);
  return end < 0 ? open(text, "'", at) : end + 1;
}

/** The offset after $'…', given the offset of its quote. */
export function endOfAnsi(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === "'") return index + 1;
  }
  return open(text, "'", at);
}

/** The offset after the double-quoted text whose opening quote is at `at`. */
export function endOfDouble(text: string, at: number): number {
  let index = at + 1;
  while (index < text.length) {
    const char = text[index];
    if (char === '"') return index + 1;
    if (char === '\\') index += 2;
    else if (char === '`') index = endOfBacktick(text, index);
    else if (char === '$') index = endOfDollar(text, index, true);
    else index++;
  }
  return open(text, '"', at);
}

/** The offset after `…`. */
export function endOfBacktick(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '`') return index + 1;
  }
  return open(text, '`', at);
}

/** The offset after the expansion that the "$" at `at` begins, or after the "$" where it begins none that has an end of its own. */
export function endOfDollar(text: string, at: number, quoted: boolean): number {
  const next = text[at + 1];
  if (next === '{') return /[\s|]/.test(text[at + 2] ?? '') ? endOfBraceCommand(text, at + 1) : endOfBraces(text, at + 1, quoted);
  if (next === '(') return text[at + 2] === '(' ? endOfArithmetic(text, at) : endOfCommand(text, at + 1);
  if (next === '[') return endOfSquare(text, at + 1);
  if (next === "'" && !quoted) return endOfAnsi(text, at + 1);
  if (next === '"' && !quoted) return endOfDouble(text, at + 1);
  return at + 1;
}

/** Where the commands of $(…), <(…) and >(…) stand between two offsets, in double quotes too: from and to, parentheses left out. */
export function commandsWithin(text: string, from: number, to: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let double = false;
  let index = from;
  while (index < to) {
    const char = text[index]!;
    const opens = text[index + 1] === '(' && (char === '$' || (!double && (char === '<' || char === '>')));
    if (char === '\\') index += 2;
    else if (char === "'" && !double) index = endOfSingle(text, index);
    else if (char === '`') index = endOfBacktick(text, index);
    else if (char === '$' && text[index + 1] === "'" && !double) index = endOfAnsi(text, index + 1);
    else if (opens && !(char === '$' && text[index + 2] === '(' && closeOfArithmetic(text, index + 3) !== undefined)) {
      const end = endOfCommand(text, index + 1);
      found.push({ from: index + 2, to: end - 1 });
      index = end;
    } else {
      if (char === '"') double = !double;
      index++;
    }
  }
  return found;
}

/** The offset after any quoted stretch or expansion at `at`, or the next character's where there is none. */
export function skipUnit(text: string, at: number): number {
  switch (text[at]) {
    case '\\':
      return Math.min(at + 2, text.length);
    case "'":
      return endOfSingle(text, at);
    case '"':
      return endOfDouble(text, at);
    case '`':
      return endOfBacktick(text, at);
    case '$':
      return endOfDollar(text, at, false);
    case '<':
    case '>':
      return text[at + 1] === '(' ? endOfCommand(text, at + 1) : at + 1;
    default:
      return at + 1;
  }
}

/** The offset after $((…)), or after $( (…) ) where the parentheses do not close together. */
export function endOfArithmetic(text: string, at: number): number {
  return closeOfArithmetic(text, at + 3) ?? endOfCommand(text, at + 1);
}

/** The offset after the "))" that ends arithmetic whose text begins at `from`, or undefined where a lone ")" comes first. */
export function closeOfArithmetic(text: string, from: number): number | undefined {
  let depth = 0;
  let index = from;
  while (index < text.length) {
    const char = text[index];
    if (char === '(') depth++;
    else if (char === ')') {
      if (depth === 0) return text[index + 1] === ')' ? index + 2 : undefined;
      depth--;
    }
    index = char === "'" ? index + 1 : skipUnit(text, index);
  }
  return undefined;
}

function endOfSquare(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    if (text[index] === '[') depth++;
    else if (text[index] === ']' && --depth === 0) return index + 1;
  }
  return open(text, ']', at);
}

/** The offset after the "]" that closes the "[" at `at`; quotes and expansions inside are skipped. */
export function endOfSubscript(text: string, at: number): number {
  let depth = 0;
  let index = at;
  while (index < text.length) {
    const char = text[index];
    if (char === '[') depth++;
    else if (char === ']' && --depth === 0) return index + 1;
    index = skipUnit(text, index);
  }
  return text.length + 1;
}

/** The offset after ${…}, given the offset of its "{". */
export function endOfBraces(text: string, at: number, quoted: boolean): number {
  // Within double quotes a single quote is itself, but in a pattern it quotes.
  const pattern = /^\{[!#]?(?:\w+|[@*#?$!-])(?:\[[^\]]*\])?[#%/^,~]/.test(text.slice(at, at + 80));
  let index = at + 1;
  while (index < text.length) {
    const char = text[index];
    if (char === '}') return index + 1;
    if (char === "'" && quoted && !pattern) index++;
    else if (char === '$') index = endOfDollar(text, index, quoted);
    else if (char === '<' || char === '>') index++;
    else index = skipUnit(text, index);
  }
  return open(text, '}', at);
}

/** The offset after ${ list; }, given the offset of its "{": a "}" where a command could begin. */
function endOfBraceCommand(text: string, at: number): number {
  let depth = 0;
  let index = at + 1;
  let begins = true;
  while (index < text.length) {
    const char = text[index]!;
    if (char === '#' && /[\s;]/.test(text[index - 1] ?? ' ')) {
      index = endOfLine(text, index);
      continue;
    }
    if (begins && char === '{' && /\s/.test(text[index + 1] ?? '')) depth++;
    if (begins && char === '}') {
      if (depth === 0) return index + 1;
      depth--;
    }
    if (!/[ \t|]/.test(char) || char === '|') begins = /[\n;&|(]/.test(char);
    index = skipUnit(text, index);
  }
  return open(text, '}', at);
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** The offset after $(…), <(…) or (…), given the offset of its "(". Comments, here-documents and the patterns of case are seen through. */
export function endOfCommand(text: string, at: number): number {
  const scan = new CommandScan(text, at + 1);
  return scan.end();
}

class CommandScan {
  readonly #text: string;
  #at: number;
  #depth = 0;
  /** For each open case, the depth of parentheses it stands at, and whether a pattern comes next. */
  readonly #cases: { depth: number; pattern: boolean }[] = [];
  #documents: { delimiter: string; tabs: boolean }[] = [];

  readonly #start: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
    this.#start = at - 1;
  }

  end(): number {
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      if (char === ')' && this.#close()) return this.#at + 1;
      if (char === '(') this.#depth++;
      if (char === '\n') this.#newline();
      else if (char === '#' && /[\s;&|()]/.test(this.#text[this.#at - 1] ?? ' ')) this.#at = endOfLine(this.#text, this.#at);
      else if (this.#text.startsWith('<<', this.#at) && !this.#text.startsWith('<<<', this.#at)) this.#document();
      else if (this.#text.startsWith('<<<', this.#at)) this.#at += 3;
      else if (/[a-z]/.test(char) && /[\s;&|()]/.test(this.#text[this.#at - 1] ?? ' ')) this.#word();
      else if (char === ';' && this.#text[this.#at + 1] === ';') this.#terminator();
      else this.#at = skipUnit(this.#text, this.#at);
    }
    return open(this.#text, ')', this.#start);
  }

  /** Whether this ")" ends the whole. */
  #close(): boolean {
    const inner = this.#cases.at(-1);
    if (inner?.pattern && inner.depth === this.#depth) {
      inner.pattern = false;
      return false;
    }
    if (this.#depth === 0) return true;
    this.#depth--;
    if (inner?.pattern && inner.depth === this.#depth) inner.pattern = false;
    return false;
  }

  #terminator(): void {
    const inner = this.#cases.at(-1);
    if (inner?.depth === this.#depth) inner.pattern = true;
    this.#at += this.#text.startsWith(';;&', this.#at) ? 3 : 2;
  }

  #word(): void {
    const word = /^[a-z]+/.exec(this.#text.slice(this.#at, this.#at + 8))![0];
    const ends = /^[\s;&|()]?$/.test(this.#text[this.#at + word.length] ?? '');
    this.#at += word.length;
    if (!ends) return;
    if (word === 'case' && /(?:^|[\n;&|({]|\bthen|\bdo|\belse|!)\s*$/.test(this.#text.slice(Math.max(0, this.#at - 24), this.#at - 4))) {
      this.#cases.push({ depth: this.#depth, pattern: false });
    }
    const inner = this.#cases.at(-1);
    if (word === 'in' && inner && !inner.pattern && inner.depth === this.#depth) inner.pattern = true;
    if (word === 'esac' && inner?.depth === this.#depth) this.#cases.pop();
  }

  #document(): void {
    const found = /^<<(-?)[ \t]*((?:'[^']*'|"[^"]*"|\\.|[^\s;&|<>()'"])+)/.exec(this.#text.slice(this.#at));
    if (found === null) {
      this.#at += 2;
      return;
    }
    this.#at += found[0].length;
    this.#documents.push({ delimiter: found[2]!.replace(/['"\\]/g, ''), tabs: found[1] === '-' });
  }

  #newline(): void {
    this.#at++;
    for (const { delimiter, tabs } of this.#documents) {
      while (this.#at < this.#text.length) {
        const end = endOfLine(this.#text, this.#at);
        const line = this.#text.slice(this.#at, end);
        this.#at = Math.min(end + 1, this.#text.length);
        if ((tabs ? line.replace(/^\t+/, '') : line) === delimiter) break;
      }
    }
    this.#documents = [];
  }
}
