// What Tab offers: commands first, then by the command's specification, else variables, users and files. As GNU bash 5.3's bashline.c.

import type { Completions } from '../lib/line-editor.ts';
import { skipUnit } from '../lib/shell/scan.ts';
import type { Shell } from '../lib/shell/state.ts';
import { actionWords, candidates, commandWords, fileWords, isFolder, specsOf } from './complete.ts';

const NOTHING: Completions = { start: 0, words: [], suffix: '' };

interface Place {
  /** The words of the command up to the cursor, the last one unfinished. */
  words: string[];
  start: number;
  /** The quote that is open in the last word. */
  quote: string;
}

/** The command that the cursor is in. */
function placeOf(line: string): Place {
  let words: string[] = [];
  let start = line.length;
  let at = 0;
  while (at < line.length) {
    const char = line[at]!;
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    if (/[;&|()]/.test(char)) {
      words = [];
      at++;
      continue;
    }
    if (/[<>]/.test(char)) {
      at++;
      continue;
    }
    start = at;
    while (at < line.length && !/[\s;&|()<>]/.test(line[at]!)) at = skipUnit(line, at);
    words.push(line.slice(start, at));
    if (at >= line.length) return { words, start, quote: openQuote(line.slice(start)) };
  }
  return { words: [...words, ''], start: line.length, quote: '' };
}

function openQuote(word: string): string {
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const char = word[at]!;
    if (char === '\\' && quote !== "'") at++;
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
  }
  return quote;
}

const unquoted = (word: string): string => word.replace(/\\(.)|["']/g, '$1');

function quoted(word: string, quote: string): string {
  if (quote !== '') return quote + word;
  return word.replace(/[\s'"\\|&;()<>!{}*[\]?^$`#]/g, '\\$&').replace(/^\\~/, '~');
}

/** What the word before the cursor can become. */
export async function completeLine(shell: Shell, line: string, point: number): Promise<Completions> {
  const { words, start, quote } = placeOf(line.slice(0, point));
  const raw = words.at(-1) ?? '';
  const word = unquoted(raw);
  let assigned = 0;
  while (assigned < words.length - 1 && /^[A-Za-z_]\w*=/.test(words[assigned]!)) assigned++;
  const command = words[assigned] ?? '';
  if (raw.startsWith('$') && quote !== "'") return variables(shell, raw, start);
  if (/^~[^/]*$/.test(raw) && quote === '') {
    const names = await actionWords(shell, 'user', raw.slice(1));
    if (names.length > 0) return { start, words: names.map(name => `~${name}/`), suffix: '' };
  }
  if (words.length - 1 === assigned) {
    const names = word.includes('/') ? await files(shell, word, false) : await commandWords(shell, word);
    return names.length === 0 ? files(shell, word, false).then(found => offer(start, found, quote)) : offer(start, names, quote);
  }
  const spec = specsOf(shell).get(command) ?? specsOf(shell).get(command.slice(command.lastIndexOf('/') + 1)) ?? specsOf(shell).get('-D');
  if (spec === undefined)
    return offer(start, await files(shell, word, command === 'cd' || command === 'rmdir' || command === 'pushd'), quote);
  const asked = {
    word,
    command,
    previous: words.at(-2) ?? '',
    line: line.slice(0, point),
    words: words.slice(assigned),
    at: words.length - 1 - assigned,
  };
  let found = await candidates(shell, spec, asked);
  if (spec.options.has('filenames')) found = await marked(shell, found);
  if (found.length === 0 && (spec.options.has('default') || spec.options.has('bashdefault'))) found = await files(shell, word, false);
  if (found.length === 0 && spec.options.has('dirnames')) found = await files(shell, word, true);
  const completions = offer(start, spec.options.has('nosort') ? found : [...new Set(found)].sort(), quote);
  return spec.options.has('nospace') ? { ...completions, suffix: quote } : completions;
}

function variables(shell: Shell, raw: string, start: number): Completions {
  const braced = raw.startsWith('${');
  const name = raw.slice(braced ? 2 : 1);
  if (!/^\w*$/.test(name)) return NOTHING;
  const names = shell.variables.names().filter(known => known.startsWith(name));
  return { start, words: names.map(known => (braced ? `\${${known}}` : `$${known}`)), shown: names, suffix: ' ' };
}

/** Files, folders with a "/" at their end. */
async function files(shell: Shell, word: string, foldersOnly: boolean): Promise<string[]> {
  return marked(shell, await fileWords(shell, word, foldersOnly));
}

async function marked(shell: Shell, paths: string[]): Promise<string[]> {
  const shown: string[] = [];
  for (const path of paths) shown.push(!path.endsWith('/') && (await isFolder(shell, path)) ? `${path}/` : path);
  return shown;
}

function offer(start: number, words: string[], quote: string): Completions {
  const shown = words.map(word =>
    word.endsWith('/') ? word.slice(word.lastIndexOf('/', word.length - 2) + 1) : word.slice(word.lastIndexOf('/') + 1),
  );
  return { start, words: words.map(word => quoted(word, quote)), shown, suffix: `${quote} ` };
}
