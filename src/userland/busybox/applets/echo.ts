// echo: prints its arguments. -n no newline, -e escapes, -E none.

import { print } from '../../lib/io.ts';
import { applet } from '../applet.ts';

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** echo -e's escapes; the second value is true where \c ended it. */
function withEscapes(text: string): [text: string, stopped: boolean] {
  const stop = /(?<!\\)(?:\\\\)*\\c/.exec(text);
  const before = stop ? text.slice(0, stop.index + stop[0].length - 2) : text;
  const done = before.replace(
    /\\(?:0([0-7]{0,3})|([1-7][0-7]{0,2})|x([0-9a-fA-F]{1,2})|(.))/g,
    (all, zero?: string, octal?: string, hex?: string, letter?: string) => {
      if (zero !== undefined) return String.fromCharCode(Number.parseInt(zero || '0', 8) & 255);
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return LETTERS[letter!] ?? all;
    },
  );
  return [done, stop !== null];
}

export default applet({
  name: 'echo',
  usage: '',

  async run(run) {
    const words = run.argv.slice(1);
    let [newline, escapes] = [true, false];
    while (words.length > 0 && /^-[neE]+$/.test(words[0]!)) {
      for (const letter of words.shift()!.slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
    }
    const text = words.join(' ');
    const [printed, stopped] = escapes ? withEscapes(text) : [text, false];
    await print(run.sys, printed + (newline && !stopped ? '\n' : ''));
  },
});
