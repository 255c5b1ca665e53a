// getopt_long(3) of glibc 2.41: short and long options, their arguments, and glibc's words for a mistake.

/** One option as it was given. Long options have their full name ("--all"), short ones "-a". */
export interface Given {
  option: string;
  value: string | undefined;
}

export interface Options {
  given: Given[];
  operands: string[];
}

/** What the command line says is wrong, without the program's name: "invalid option -- 'x'". */
export class UsageError extends Error {}

/** Long options: a name to 'none', 'required' or 'optional'; or to the short option it stands for ("-a"). */
export type LongOptions = Readonly<Record<string, 'none' | 'required' | 'optional' | `-${string}`>>;

/**
 * Reads argv (argv[0] is skipped) as glibc does: "ab:c::" as getopt(3)'s optstring (a leading "+" stops at the first operand; "-" is not
 * known), long options by unique prefix. Throws UsageError in glibc's words.
 */
export function getopt(argv: readonly string[], short: string, long: LongOptions = {}): Options {
  const stops = short.startsWith('+');
  const letters = stops ? short.slice(1) : short;
  const given: Given[] = [];
  const operands: string[] = [];
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') {
      operands.push(...argv.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) at = readLong(argv, at, letters, long, given);
    else if (word.startsWith('-') && word !== '-') at = readShort(argv, at, letters, given);
    else if (stops) {
      operands.push(...argv.slice(at));
      break;
    } else operands.push(word);
  }
  return { given, operands };
}

/** How a short option takes a value by the optstring: 'none', 'required', 'optional', or undefined where it is unknown. */
function takes(letters: string, letter: string): 'none' | 'required' | 'optional' | undefined {
  const at = letter === ':' ? -1 : letters.indexOf(letter);
  if (at < 0) return undefined;
  if (letters[at + 1] !== ':') return 'none';
  return letters[at + 2] === ':' ? 'optional' : 'required';
}

function readShort(argv: readonly string[], at: number, letters: string, given: Given[]): number {
  const word = argv[at]!;
  for (let index = 1; index < word.length; index++) {
    const letter = word[index]!;
    const kind = takes(letters, letter);
    if (kind === undefined) throw new UsageError(`invalid option -- '${letter}'`);
    if (kind === 'none') {
      given.push({ option: `-${letter}`, value: undefined });
      continue;
    }
    const rest = word.slice(index + 1);
    if (rest !== '' || kind === 'optional') {
      given.push({ option: `-${letter}`, value: rest === '' ? undefined : rest });
      return at;
    }
    if (at + 1 >= argv.length) throw new UsageError(`option requires an argument -- '${letter}'`);
    given.push({ option: `-${letter}`, value: argv[at + 1]! });
    return at + 1;
  }
  return at;
}

function readLong(argv: readonly string[], at: number, letters: string, long: LongOptions, given: Given[]): number {
  const word = argv[at]!;
  const equals = word.indexOf('=');
  const asked = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const name = findLong(asked, long, word);
  const target = long[name]!;
  const alias = target.startsWith('-');
  const kind = alias ? takes(letters, target[1]!) : target;
  const option = alias ? target : `--${name}`;
  if (kind === 'none') {
    if (equals >= 0) throw new UsageError(`option '--${name}' doesn't allow an argument`);
    given.push({ option, value: undefined });
    return at;
  }
  if (equals >= 0 || kind === 'optional') {
    given.push({ option, value: equals < 0 ? undefined : word.slice(equals + 1) });
    return at;
  }
  if (at + 1 >= argv.length) throw new UsageError(`option '--${name}' requires an argument`);
  given.push({ option, value: argv[at + 1]! });
  return at + 1;
}

function findLong(asked: string, long: LongOptions, word: string): string {
  if (Object.hasOwn(long, asked)) return asked;
  const matches = Object.keys(long).filter(name => name.startsWith(asked));
  if (matches.length === 0) throw new UsageError(`unrecognized option '${word.startsWith('--') ? `--${asked}` : word}'`);
  // Two names for the same thing are not ambiguous, as in glibc.
  if (new Set(matches.map(name => (long[name]!.startsWith('-') ? long[name] : name))).size > 1) {
    throw new UsageError(`option '${word}' is ambiguous; possibilities: ${matches.map(name => `'--${name}'`).join(' ')}`);
  }
  return matches[0]!;
}
