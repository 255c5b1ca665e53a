// Command lines as Go's cobra 1.9 and pflag 1.0 read them: a command's help page is the table of its flags, and mistakes are told in pflag's words.

import { checkValue, splitsAtCommas, takesMany } from './pflag-values.ts';

/** One flag, as its line on the help page says it: "  -t, --tag stringArray   Name (default "x")". */
export interface Flag {
  name: string;
  short: string | undefined;
  /** What is printed after the name: '' for a boolean, else 'string', 'int', 'list' … */
  type: string;
  usage: string;
  default: string | undefined;
  hidden?: boolean;
  /** Why it should not be used: pflag's "Flag --x has been deprecated, WHY". */
  deprecated?: string;
  /** The same of its one letter. */
  shortDeprecated?: string;
  /** The value where the flag is given without one. */
  bare?: string;
}

/** A help page taken apart at its flags. */
export interface Page {
  /** The line after "Usage:  ". */
  usage: string;
  /** Everything before the flags' section, and what comes after it. */
  before: string;
  title: string;
  flags: readonly Flag[];
  after: string;
}

/** What the command line says is wrong; the caller adds the usage line. */
export class FlagError extends Error {}

const FLAG = /^\s+(?:-(\S), )?--(\S+)(?: (\S+))?(?:\s{3,}(.*))?$/;
const SECTION = /(?:^|\n)((?:Global )?Options:)\n/;

/** Reads a help page as it is printed on a very wide terminal. */
export function parsePage(text: string): Page {
  const usage = /^Usage: {2}(.*(?:\n\t.*)*)/.exec(text)?.[1] ?? '';
  const section = SECTION.exec(text);
  if (!section) return { usage, before: text, title: '', flags: [], after: '' };
  const body = text.slice(section.index + section[0].length);
  const end = body.indexOf('\n\n');
  return {
    usage,
    before: text.slice(0, section.index),
    title: section[1]!,
    flags: parseFlagLines(end < 0 ? body : body.slice(0, end)),
    after: end < 0 ? '' : body.slice(end),
  };
}

/** The flags of lines as a help page has them; a line that names no flag continues the usage above it. */
export function parseFlagLines(text: string, how: { hidden?: boolean } = {}): Flag[] {
  const flags: Flag[] = [];
  let indent = 0;
  for (const line of text.split('\n')) {
    const match = FLAG.exec(line);
    const last = flags.at(-1);
    if (match) {
      flags.push(flagOf(match, how));
      indent = line.length - (match[4] ?? '').length;
    } else if (last && line.trim() !== '') {
      last.usage += `\n${line.slice(Math.min(indent, line.length - line.trimStart().length))}`;
      last.default ??= defaultOf(last.usage);
    }
  }
  return flags;
}

function flagOf(match: RegExpExecArray, how: { hidden?: boolean }): Flag {
  const usage = match[4] ?? '';
  const flag: Flag = { name: match[2]!, short: match[1], type: match[3] ?? '', usage, default: defaultOf(usage) };
  const bare = /^(\w+)\[="?([^"\]]*)"?\]$/.exec(flag.type);
  if (bare) Object.assign(flag, { type: bare[1], bare: bare[2] });
  if (how.hidden) flag.hidden = true;
  const deprecated = /\(DEPRECATED: (.*)\)$/.exec(usage);
  if (deprecated) flag.deprecated = deprecated[1]!;
  return flag;
}

function defaultOf(usage: string): string | undefined {
  const match = /\(default (?:"([^"]*)"|(\S+))\)$/.exec(usage);
  return match?.[1] ?? match?.[2];
}

/** pflag's FlagUsagesWrapped: the flags' lines, wrapped to `columns`. */
export function flagUsages(flags: readonly Flag[], columns: number): string {
  const shown = flags.filter(flag => !flag.hidden);
  const names = shown.map(
    flag => `${flag.short ? `  -${flag.short}, ` : '      '}--${flag.name}${flag.type === '' ? '' : ` ${flag.type}`}`,
  );
  const widest = Math.max(0, ...names.map(name => name.length)) + 1;
  return shown
    .map((flag, at) => `${names[at]!} ${' '.repeat(widest - names[at]!.length)} ${wrap(widest + 2, columns, flag.usage)}`)
    .map(line => `${line}\n`)
    .join('');
}

function wrapOnce(width: number, slop: number, text: string): [string, string] {
  if (width + slop > text.length) return [text, ''];
  const head = text.slice(0, width);
  const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
  if (space <= 0) return [text, ''];
  const newline = head.lastIndexOf('\n');
  if (newline > 0 && newline < space) return [text.slice(0, newline), text.slice(newline + 1)];
  return [text.slice(0, space), text.slice(space + 1)];
}

/** pflag's wrap: a line may run five over where that spares an orphaned word. */
function wrap(indent: number, columns: number, text: string): string {
  const slop = 5;
  let left = indent;
  let out = '';
  if (columns - left < 24) {
    left = 16;
    out = `\n${' '.repeat(left)}`;
    if (columns - left < 24) return text.replaceAll('\n', out);
  }
  const width = columns - left - slop;
  const margin = `\n${' '.repeat(left)}`;
  let [line, rest] = wrapOnce(width, slop, text);
  out += line.replaceAll('\n', margin);
  while (rest !== '') {
    [line, rest] = wrapOnce(width, slop, rest);
    out += margin + line.replaceAll('\n', margin);
  }
  return out;
}

/** The flags of a command line by name, with what their defaults are. */
export class Flags {
  readonly #byName = new Map<string, Flag>();
  readonly #given = new Map<string, string[]>();
  /** Deprecation notices, in the order the flags were given. */
  readonly notices: string[] = [];

  constructor(flags: readonly Flag[]) {
    for (const flag of flags) this.#byName.set(flag.name, flag);
  }

  flag(name: string): Flag | undefined {
    return this.#byName.get(name);
  }

  short(letter: string): Flag | undefined {
    for (const flag of this.#byName.values()) if (flag.short === letter) return flag;
    return undefined;
  }

  /** Whether the command line gave it. */
  has(name: string): boolean {
    return this.#given.has(name);
  }

  /** Text of a flag given or of its default; '' where it has none. */
  string(name: string): string {
    return this.#given.get(name)?.at(-1) ?? this.#byName.get(name)?.default ?? '';
  }

  /** A boolean. */
  bool(name: string): boolean {
    return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(this.string(name));
  }

  /** A number; 0 where there is none. */
  number(name: string): number {
    const text = this.string(name);
    return text === '' || text === '<nil>' ? 0 : Number(text.replaceAll('_', ''));
  }

  /** All values of a flag that can be given more than once. */
  list(name: string): string[] {
    return this.#given.get(name) ?? [];
  }

  /** The names of the flags given, in order. */
  names(): string[] {
    return [...this.#given.keys()];
  }

  set(name: string, value: string): void {
    const flag = this.#byName.get(name);
    const values = flag && splitsAtCommas(flag.type) ? splitCommas(value) : [value];
    if (flag && takesMany(flag.type)) this.#given.set(name, [...(this.#given.get(name) ?? []), ...values]);
    else this.#given.set(name, values);
  }
}

const splitCommas = (value: string): string[] => (value === '' ? [] : value.split(',').map(part => part.replace(/^"(.*)"$/, '$1')));

/** A command's own test of a value: what is wrong with it, or undefined. */
export type Validators = Readonly<Record<string, (value: string) => string | undefined>>;

export interface ParseHow {
  /** False stops at the first operand: what follows belongs to a container's command. */
  interspersed?: boolean;
  validators?: Validators;
  /** Flags that set another: --net sets --network. */
  synonyms?: Readonly<Record<string, string>>;
}

/** pflag's Parse: reads `args` into flags and operands. Throws FlagError in pflag's words. */
export function parseFlags(known: readonly Flag[], args: readonly string[], how: ParseHow = {}): { flags: Flags; operands: string[] } {
  const flags = new Flags(known);
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (how.interspersed === false) {
        operands.push(...args.slice(at));
        break;
      }
      operands.push(word);
    } else if (word.startsWith('--')) at = parseLong(flags, args, at, how);
    else at = parseShort(flags, args, at, how);
  }
  return { flags, operands };
}

function assign(flags: Flags, flag: Flag, value: string, how: ParseHow): void {
  const wrong = checkValue(flag.type, value) ?? how.validators?.[how.synonyms?.[flag.name] ?? flag.name]?.(value);
  if (wrong !== undefined) {
    const names = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
    throw new FlagError(`invalid argument ${JSON.stringify(value)} for "${names}" flag: ${wrong}`);
  }
  if (flag.deprecated !== undefined) flags.notices.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}`);
  flags.set(how.synonyms?.[flag.name] ?? flag.name, value);
}

function parseLong(flags: Flags, args: readonly string[], at: number, how: ParseHow): number {
  const word = args[at]!;
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
  const flag = flags.flag(name);
  if (!flag) throw new FlagError(`unknown flag: --${name}`);
  if (equals >= 0) assign(flags, flag, word.slice(equals + 1), how);
  else if (flag.type === '') assign(flags, flag, 'true', how);
  else if (flag.bare !== undefined) assign(flags, flag, flag.bare, how);
  else {
    if (at + 1 >= args.length) throw new FlagError(`flag needs an argument: ${word}`);
    assign(flags, flag, args[at + 1]!, how);
    return at + 1;
  }
  return at;
}

function parseShort(flags: Flags, args: readonly string[], at: number, how: ParseHow): number {
  const word = args[at]!;
  for (let index = 1; index < word.length; index++) {
    const letter = word[index]!;
    const flag = flags.short(letter);
    if (!flag) throw new FlagError(`unknown shorthand flag: '${letter}' in -${word.slice(index)}`);
    if (flag.shortDeprecated) flags.notices.push(`Flag shorthand -${letter} has been deprecated, ${flag.shortDeprecated}`);
    const rest = word.slice(index + 1);
    if (rest.startsWith('=')) {
      assign(flags, flag, rest.slice(1), how);
      return at;
    }
    if (flag.type === '') {
      assign(flags, flag, 'true', how);
      continue;
    }
    if (rest !== '') {
      assign(flags, flag, rest, how);
      return at;
    }
    if (flag.bare !== undefined) {
      assign(flags, flag, flag.bare, how);
      return at;
    }
    if (at + 1 >= args.length) throw new FlagError(`flag needs an argument: '${letter}' in -${word.slice(index)}`);
    assign(flags, flag, args[at + 1]!, how);
    return at + 1;
  }
  return at;
}
