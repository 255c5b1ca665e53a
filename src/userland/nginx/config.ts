// nginx.conf: the grammar, and what of it this nginx does. Directives it does not do are refused by name. As nginx 1.29's ngx_conf_file.c.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { glob } from '../lib/glob.ts';
import { readText } from '../lib/io.ts';

export interface Directive {
  name: string;
  args: string[];
  block: Directive[] | undefined;
  file: string;
  line: number;
}

/** "nginx: [emerg] words in FILE:LINE". */
export class ConfigError extends Error {}

const at = (words: string, file: string, line: number): ConfigError => new ConfigError(`${words} in ${file}:${line}`);

interface Token {
  text: string;
  quoted: boolean;
  line: number;
}

function* tokens(text: string, file: string): Generator<Token> {
  let line = 1;
  const pattern =
    /(\n)|([ \t\r]+)|(#[^\n]*)|([{};])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?:\\.|\$\{|[^\s;{}"'\\])(?:\\.|\$\{[^}]*\}|[^\s;{}\\])*)/gs;
  for (const match of text.matchAll(pattern)) {
    const [, newline, , , mark, double, single, word] = match;
    if (newline !== undefined) line++;
    else if (mark !== undefined) yield { text: mark, quoted: false, line };
    else if (double !== undefined || single !== undefined) {
      yield { text: (double ?? single)!.replace(/\\(["'\\])/g, '$1'), quoted: true, line };
      line += (double ?? single)!.split('\n').length - 1;
    } else if (word !== undefined) yield { text: word, quoted: false, line };
  }
  yield { text: '', quoted: false, line };
  void file;
}

/** Reads a file with all that it includes. Throws ConfigError. */
export async function readConfig(sys: Sys, file: string): Promise<Directive[]> {
  let text: string;
  try {
    text = await readText(sys, file);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new ConfigError(`open() "${file}" failed (2: ${error.message})`);
  }
  const stream = [...tokens(text, file)];
  const position = { next: 0 };
  return block(sys, stream, position, file, true);
}

async function block(sys: Sys, stream: readonly Token[], position: { next: number }, file: string, top: boolean): Promise<Directive[]> {
  const directives: Directive[] = [];
  let words: string[] = [];
  let line = 1;
  for (;;) {
    const token = stream[position.next++]!;
    const plain = !token.quoted;
    if (plain && token.text === '') {
      if (words.length > 0 || !top) throw at('unexpected end of file, expecting ";" or "}"', file, token.line);
      return directives;
    }
    if (plain && token.text === '}') {
      if (words.length > 0 || top) throw at('unexpected "}"', file, token.line);
      return directives;
    }
    if (plain && token.text === ';') {
      if (words.length === 0) throw at('unexpected ";"', file, token.line);
      directives.push(...(await statement(sys, words, file, line)));
      words = [];
    } else if (plain && token.text === '{') {
      if (words.length === 0) throw at('unexpected "{"', file, token.line);
      const inner = await block(sys, stream, position, file, false);
      directives.push({ name: words[0]!, args: words.slice(1), block: inner, file, line });
      words = [];
    } else {
      if (words.length === 0) line = token.line;
      words.push(token.text);
    }
  }
}

async function statement(sys: Sys, [name, ...args]: string[], file: string, line: number): Promise<Directive[]> {
  if (name !== 'include') return [{ name: name!, args, block: undefined, file, line }];
  const pattern = args[0]!.startsWith('/') ? args[0]! : `/etc/nginx/${args[0]}`;
  const included: Directive[] = [];
  const paths = /[*?[]/.test(pattern) ? await glob(sys, pattern) : [pattern];
  for (const path of paths) if (path !== pattern || !/[*?[]/.test(pattern)) included.push(...(await readConfig(sys, path)));
  return included;
}
