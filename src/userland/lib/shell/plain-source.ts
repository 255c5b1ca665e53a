// A POSIX shell's source for a parser that reads bash: what only bash takes as syntax is quoted or spaced, so that it is read as words.

import { endOfDollar, skipUnit } from './scan.ts';

const BASH_WORDS = new Set(['[[', 'function', 'select', 'time', 'coproc']);

/** The source with bash's own keywords quoted at the places of commands, "((" spaced, "&>" taken apart. */
export function plainSource(source: string): string {
  if (!/\[\[|\(\(|&>|\b(?:function|select|time|coproc)\b/.test(source)) return source;
  let out = '';
  let begins = true;
  let at = 0;
  while (at < source.length) {
    const char = source[at]!;
    if (char === '#' && /(^|[\s;&|()])$/.test(out)) {
      const end = source.indexOf('\n', at);
      const stop = end < 0 ? source.length : end;
      out += source.slice(at, stop);
      at = stop;
      continue;
    }
    if (begins) {
      const word = /^[^\s;&|()<>'"`$\\]+/.exec(source.slice(at))?.[0];
      if (word !== undefined) {
        out += BASH_WORDS.has(word) ? `\\${word}` : word;
        at += word.length;
        begins = /^(?:if|then|else|elif|do|while|until|!|\{)$/.test(word);
        continue;
      }
      if (source.startsWith('((', at)) {
        out += '( ';
        at++;
        continue;
      }
    }
    if (source.startsWith('&>', at)) {
      out += '& >';
      at += 2;
      begins = false;
      continue;
    }
    const end = char === '$' ? endOfDollar(source, at, false) : skipUnit(source, at);
    out += source.slice(at, end);
    if (/[\n;&|(]/.test(char)) begins = true;
    else if (!/[ \t]/.test(char)) begins = false;
    at = end;
  }
  return out;
}
