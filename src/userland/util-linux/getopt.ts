// getopt: puts the options of a shell script in order. util-linux 2.42.

import { type Given, type LongOptions, getopt as parse, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { VERSION } from './frame.ts';
import { HELP } from './help/getopt.ts';

const EX_PARAMETERS = 2;
const EX_TEST = 4;
const TRY = "Try 'getopt --help' for more information.\n";

export default program({
  name: 'getopt',
  summary: 'parse command options',

  async main(sys, argv, env) {
    // The old form: the first word is the optstring, and nothing is quoted.
    const compatible = env.GETOPT_COMPATIBLE !== undefined || (argv[1] !== undefined && !argv[1].startsWith('-'));
    if (argv.length === 1) {
      await warn(sys, `getopt: missing optstring argument\n${TRY}`);
      return EX_PARAMETERS;
    }
    try {
      if (compatible) return await output(sys, { short: argv[1]!, long: {}, name: 'getopt', quote: false, shell: 'sh' }, argv.slice(2));
      return await modern(sys, argv);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `getopt: ${error.message}\n${TRY}`);
      return EX_PARAMETERS;
    }
  },
});

interface Request {
  short: string;
  long: LongOptions;
  name: string;
  quote: boolean;
  shell: 'sh' | 'csh';
  alternative?: boolean;
  quietErrors?: boolean;
  quietOutput?: boolean;
}

type System = Parameters<typeof print>[0];

const OWN_LONG: LongOptions = {
  options: '-o',
  longoptions: '-l',
  quiet: '-q',
  'quiet-output': '-Q',
  shell: '-s',
  test: '-T',
  unquoted: '-u',
  alternative: '-a',
  name: '-n',
  help: '-h',
  version: '-V',
};

async function modern(sys: System, argv: readonly string[]): Promise<number> {
  const { given, operands } = parse(argv, '+ao:l:n:qQs:TuhV', OWN_LONG);
  const last = (option: string): string | undefined => given.findLast(each => each.option === option)?.value;
  const has = (option: string): boolean => given.some(each => each.option === option);
  if (has('-h')) return print(sys, HELP).then(() => 0);
  if (has('-V')) return print(sys, `getopt from ${VERSION}\n`).then(() => 0);
  if (has('-T')) return EX_TEST;
  const words = [...operands];
  const short = last('-o') ?? words.shift();
  if (short === undefined) throw new UsageError('missing optstring argument');
  const shell = last('-s') ?? 'sh';
  if (!['sh', 'bash', 'csh', 'tcsh'].includes(shell)) throw new UsageError(`unknown shell after -s or --shell argument`);
  const lists = given.filter(({ option }) => option === '-l').map(({ value }) => value!);
  return output(
    sys,
    {
      short,
      long: longOptions(lists),
      name: last('-n') ?? 'getopt',
      quote: !has('-u'),
      shell: shell.endsWith('csh') ? 'csh' : 'sh',
      alternative: has('-a'),
      quietErrors: has('-q'),
      quietOutput: has('-Q'),
    },
    words,
  );
}

function longOptions(lists: readonly string[]): LongOptions {
  const long: Record<string, 'none' | 'required' | 'optional'> = {};
  for (const word of lists.flatMap(list => list.split(/[,\s]+/))) {
    if (word === '') continue;
    const name = word.replace(/::?$/, '');
    if (name === '') throw new UsageError('empty long option after -l or --long argument');
    long[name] = word.endsWith('::') ? 'optional' : word.endsWith(':') ? 'required' : 'none';
  }
  return long;
}

/** Reads one word after another, so that what is right is printed beside what is wrong. */
async function output(sys: System, request: Request, words: readonly string[]): Promise<number> {
  const stops = request.short.startsWith('+');
  const inOrder = request.short.startsWith('-');
  const letters = `+${request.short.replace(/^[+-]/, '').replace(/^:/, '')}`;
  const shown: string[] = [];
  const operands: string[] = [];
  let status = 0;
  for (let at = 0; at < words.length; ) {
    const word = words[at]!;
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      if (stops) {
        operands.push(...words.slice(at));
        break;
      }
      if (inOrder) shown.push(quoted(word, request));
      else operands.push(word);
      at++;
      continue;
    }
    const single = request.alternative && /^-[^-]{2,}|^-[^-]$/.test(word) && Object.keys(request.long).some(name => `-${name}` === word);
    const { options, error, used } = step([single ? `-${word}` : word, ...words.slice(at + 1)], letters, request.long);
    for (const option of options) shown.push(...optionWords(option, request));
    if (error !== undefined) {
      status = 1;
      if (!request.quietErrors) await warn(sys, `${request.name}: ${error}\n`);
    }
    at += used;
  }
  shown.push('--', ...operands.map(word => quoted(word, request)));
  if (!request.quietOutput) await print(sys, ` ${shown.join(' ')}\n`);
  return status;
}

/** The options of one word, with the value that may follow it. */
function step(words: readonly string[], letters: string, long: LongOptions): { options: Given[]; error?: string; used: number } {
  const [word = '', next] = words;
  const attempt = (list: readonly string[]): Given[] => parse(['getopt', ...list], letters, long).given;
  // A group of letters is read up to the first wrong one; what follows that is read too.
  if (!word.startsWith('--')) {
    const options: Given[] = [];
    let error: string | undefined;
    for (let rest = word.slice(1); rest !== ''; ) {
      const letter = rest[0]!;
      const at = letters.indexOf(letter, 1);
      const kind =
        letter === ':' || at < 0 ? undefined : letters[at + 1] !== ':' ? 'none' : letters[at + 2] === ':' ? 'optional' : 'required';
      if (kind === undefined) error = `invalid option -- '${letter}'`;
      else if (kind === 'none') options.push({ option: `-${letter}`, value: undefined });
      else if (kind === 'optional' || rest.length > 1)
        return { options: [...options, { option: `-${letter}`, value: rest.slice(1) }], ...wrong(error), used: 1 };
      else if (next === undefined) return { options, error: `option requires an argument -- '${letter}'`, used: 1 };
      else return { options: [...options, { option: `-${letter}`, value: next }], ...wrong(error), used: 2 };
      rest = rest.slice(1);
    }
    return { options, ...wrong(error), used: 1 };
  }
  try {
    const options = attempt([word]);
    return { options: options.map(each => optionalValue(each, long)), used: 1 };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (!error.message.includes('requires an argument') || next === undefined) return { options: [], error: error.message, used: 1 };
    return { options: attempt([word, next]), used: 2 };
  }
}

const wrong = (error: string | undefined): { error?: string } => (error === undefined ? {} : { error });

const optionalValue = ({ option, value }: Given, long: LongOptions): Given =>
  long[option.slice(2)] === 'optional' ? { option, value: value ?? '' } : { option, value };

const optionWords = ({ option, value }: Given, request: Request): string[] =>
  value === undefined ? [option] : [option, quoted(value, request)];

/** A word as the shell takes it back whole. */
function quoted(word: string, { quote, shell }: Request): string {
  if (!quote) return word;
  let inner = word.replaceAll("'", "'\\''");
  if (shell === 'csh') inner = inner.replaceAll('\\\\', '\\\\').replaceAll('!', "'\\!'").replaceAll('\n', '\\n');
  return `'${inner}'`;
}
