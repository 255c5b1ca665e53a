// jq's match: Oniguruma's regular expressions by the native engine, offsets in characters.

import { described, fail } from './errors.ts';
import { type Json, JsonObject } from './json.ts';

function compile(pattern: string, flags: string): { regex: RegExp; global: boolean } {
  let native = 'du';
  let source = pattern;
  let global = false;
  for (const flag of flags) {
    if (flag === 'g') global = true;
    else if (flag === 'i') native += 'i';
    else if (flag === 's' || flag === 'p') native += 's';
    else if (flag === 'x') source = source.replace(/\\.|\s+|#.*$/gm, part => (part.startsWith('\\') ? part : ''));
    else if (flag !== 'n' && flag !== 'l') return fail(`${flags} is not a valid modifier string`);
  }
  if (source.startsWith('(?i)')) {
    source = source.slice(4);
    native += 'i';
  }
  source = source
    .replace(/\[\[:(\w+):\]\]/g, (_, name: string) => `[${CLASSES[name] ?? ''}]`)
    .replace(/\\h/g, '[0-9a-fA-F]')
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$');
  for (const unicode of [native, native.replace('u', '')]) {
    try {
      return { regex: new RegExp(source, `${unicode}g`), global };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return fail(`${pattern} (at offset 0) is not a valid regex: invalid pattern`);
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
};

/** The matches as match/1 gives them, or whether there is one. */
export function matches(value: Json, pattern: Json, flags: Json, testing: boolean): Json {
  if (typeof value !== 'string') return fail(`${described(value)} cannot be matched, as it is not a string`);
  if (typeof pattern !== 'string') return fail(`${described(pattern)} cannot be matched, as it is not a string`);
  if (flags !== null && typeof flags !== 'string') return fail(`${described(flags)} is not a string`);
  const { regex, global } = compile(pattern, flags ?? '');
  if (testing) return regex.test(value);
  const place = (unit: number): number => [...value.slice(0, unit)].length;
  const found: Json[] = [];
  for (const match of value.matchAll(regex)) {
    const names = new Map(Object.entries(match.indices!.groups ?? {}).map(([name, range]) => [JSON.stringify(range ?? name), name]));
    const capture = (text: string | undefined, at: number): JsonObject => {
      const range = match.indices![at];
      const name = captureName(pattern, at) ?? names.get('') ?? null;
      return new JsonObject([
        ['offset', range === undefined ? -1 : place(range[0])],
        ['length', text === undefined ? 0 : [...text].length],
        ['string', text ?? null],
        ['name', name],
      ]);
    };
    found.push(
      new JsonObject([
        ['offset', place(match.index)],
        ['length', [...match[0]].length],
        ['string', match[0]],
        ['captures', match.slice(1).map((text, at) => capture(text, at + 1))],
      ]),
    );
    if (!global) break;
  }
  return found;
}

/** The name of a group by its number. */
function captureName(pattern: string, number: number): string | undefined {
  let count = 0;
  for (const found of pattern.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\((\?<([A-Za-z_]\w*)>|\?)?/g)) {
    if (!found[0].startsWith('(') || found[1] === '?') continue;
    if (++count === number) return found[2];
  }
  return undefined;
}
