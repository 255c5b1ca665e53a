// less's options: from $LESS, then from the command line. As less 668.

export interface LessOptions {
  flags: Set<string>;
  /** "+G", "+/x": commands for the first screen. */
  start: string;
  files: string[];
  tab: number;
  wrong: string | undefined;
}

/** Flags that are done, or make no difference to what is simulated here. */
const KNOWN = new Set('aAcCdeEfFgGiIJKLmMnNqQrRsSuUwWX~'.split(''));
const LONG: Readonly<Record<string, string>> = {
  'chop-long-lines': 'S',
  'line-numbers': 'n',
  'LINE-NUMBERS': 'N',
  'quit-if-one-screen': 'F',
  'no-init': 'X',
  'raw-control-chars': 'r',
  'RAW-CONTROL-CHARS': 'R',
  'ignore-case': 'i',
  'IGNORE-CASE': 'I',
  'quit-at-eof': 'e',
  'QUIT-AT-EOF': 'E',
  'squeeze-blank-lines': 's',
  force: 'f',
  quiet: 'q',
  QUIET: 'Q',
  silent: 'q',
  'long-prompt': 'm',
  'LONG-PROMPT': 'M',
  'quit-on-intr': 'K',
  tilde: '~',
  help: '?',
  version: 'V',
};

/** Reads both; `wrong` is what less says of an option it has not. */
export function readOptions(words: readonly string[], fromEnvironment: string): LessOptions {
  const options: LessOptions = { flags: new Set(), start: '', files: [], tab: 8, wrong: undefined };
  const given = fromEnvironment === '' ? [] : fromEnvironment.split(/[\s$]+/).filter(word => word !== '');
  for (const word of given) readWord(options, /^[-+]/.test(word) ? word : `-${word}`);
  let literal = false;
  for (const word of words) {
    if (literal || word === '-' || !/^[-+]/.test(word)) options.files.push(word);
    else if (word === '--') literal = true;
    else readWord(options, word);
  }
  return options;
}

function readWord(options: LessOptions, word: string): void {
  if (word.startsWith('+')) options.start = word.slice(1);
  else if (word.startsWith('--')) {
    const flag = LONG[word.slice(2)];
    if (flag === undefined) options.wrong ??= `There is no ${word.slice(2)} option ("less --help" for help)`;
    else options.flags.add(flag);
  } else readLetters(options, word.slice(1));
}

function readLetters(options: LessOptions, letters: string): void {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!;
    if (letter === 'x' || letter === 'b' || letter === 'h' || letter === 'j' || letter === 'y' || letter === 'z') {
      const number = /^\d*/.exec(letters.slice(at + 1))![0];
      if (letter === 'x' && Number(number) > 0) options.tab = Number(number);
      at += number.length;
    } else if (letter === 'p') {
      options.start = `/${letters.slice(at + 1)}`;
      return;
    } else if (letter === 'P') return;
    else if (letter === '?' || letter === 'V' || KNOWN.has(letter)) options.flags.add(letter);
    else {
      options.wrong ??= `There is no -${letter} option ("less --help" for help)`;
      return;
    }
  }
}
