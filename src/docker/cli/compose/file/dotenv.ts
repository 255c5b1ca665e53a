// .env files: NAME=value lines with quotes, comments and variables. As compose-go 2's dotenv.

import { substitute } from './interpolate.ts';
import { ComposeError } from './yaml.ts';

/** Reads a file's text. `outer` are the variables that are known already. */
export function parseDotenv(text: string, outer: (name: string) => string | undefined): Record<string, string> {
  const values: Record<string, string> = {};
  const get = (name: string): string | undefined => outer(name) ?? values[name];
  let rest = text.replaceAll('\r\n', '\n');
  for (let line = 1; rest !== ''; line++) {
    const skipped = /^(?:[ \t]*(?:#[^\n]*)?\n)+|^[ \t]*(?:#[^\n]*)?$/.exec(rest)?.[0];
    if (skipped) {
      rest = rest.slice(skipped.length);
      continue;
    }
    const match = /^[ \t]*(?:export[ \t]+)?([\w.[\]-]+)[ \t]*(?:[=:][ \t]*|(?=\n|$))/.exec(rest);
    if (!match)
      throw new ComposeError(
        `line ${line}: unexpected character ${JSON.stringify(rest.trim()[0] ?? '')} in variable name near ${JSON.stringify(rest)}`,
      );
    const bare = !/[=:]/.test(match[0].slice(match[0].indexOf(match[1]!) + match[1]!.length));
    rest = rest.slice(match[0].length);
    const [value, used] = bare ? [outer(match[1]!) ?? undefined, 0] : quotedValue(rest, get);
    if (value !== undefined) values[match[1]!] = value;
    rest = rest.slice(used).replace(/^[^\n]*\n?/, '');
  }
  return values;
}

function quotedValue(text: string, get: (name: string) => string | undefined): [value: string, used: number] {
  const single = /^'((?:[^'\\]|\\.)*)'/.exec(text);
  if (single) return [single[1]!.replaceAll("\\'", "'"), single[0].length];
  const expand = (value: string): string => substitute(value, '', { get, missing: () => {} });
  const double = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(text);
  if (double) {
    const inner = double[1]!.replace(
      /\\([nrt"\\$])/g,
      (whole, char: string) => ({ n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' })[char] ?? whole,
    );
    return [expand(inner), double[0].length];
  }
  const line = /^[^\n]*/.exec(text)![0];
  return [expand(line.replace(/(^|\s)#.*$/, '').trim()), line.length];
}
