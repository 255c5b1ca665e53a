// The argument of env -S cut into words: quotes, escapes and ${NAME}. As GNU coreutils 9.10.

import { Failure } from '../lib/command.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '#': '#',
  $: '$',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** The words. Throws a Failure with status 125 where a quote is not closed or an escape unknown. */
export function splitString(text: string, env: Readonly<Record<string, string>>): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoteMark = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quoteMark === '' && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    if (char === '#' && quoteMark === '' && word === undefined) break;
    if (char === quoteMark) {
      quoteMark = '';
      continue;
    }
    if (quoteMark === '' && (char === '"' || char === "'")) {
      quoteMark = char;
      word ??= '';
      continue;
    }
    if (char === '\\' && !(quoteMark === "'" && !/['\\]/.test(text[at + 1] ?? ''))) {
      const next = text[++at];
      if (next === 'c' && quoteMark === '') break;
      if (next === '_' && quoteMark === '') {
        if (word !== undefined) words.push(word);
        word = undefined;
        continue;
      }
      const escaped = next === '_' ? ' ' : ESCAPES[next ?? ''];
      if (escaped === undefined)
        throw new Failure(next === undefined ? 'invalid backslash at end of string in -S' : `invalid sequence '\\${next}' in -S`, 125);
      word = (word ?? '') + escaped;
      continue;
    }
    const variable = char === '$' && quoteMark !== "'" ? /^\$\{([A-Za-z_]\w*)\}/.exec(text.slice(at)) : null;
    if (variable !== null) {
      word = (word ?? '') + (env[variable[1]!] ?? '');
      at += variable[0].length - 1;
      continue;
    }
    if (char === '$' && quoteMark !== "'") throw new Failure(`only \${VARNAME} expansion is supported, error at: ${text.slice(at)}`, 125);
    word = (word ?? '') + char;
  }
  if (quoteMark !== '') throw new Failure('no terminating quote in -S string', 125);
  return word === undefined ? words : [...words, word];
}
