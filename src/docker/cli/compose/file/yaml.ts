// A compose file's YAML as plain data, and go-yaml's words for what is wrong with it. As go.yaml.in/yaml v4 in docker-compose 2.40.3.

import { type Document, isMap, isScalar, LineCounter, parseDocument, type ScalarTag, type YAMLError } from 'yaml';

export class ComposeError extends Error {}

/** 0440 is octal to go-yaml. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^0[0-7]+$/,
  resolve: text => Number.parseInt(text, 8),
};

/** A date stays the text it is. */
const RESET = ['!reset', '!override'].map(
  tag => ({ tag, resolve: (value: unknown) => value, collection: undefined }) as unknown as ScalarTag,
);

/** Reads a file's text. Throws ComposeError in go-yaml's words. */
export function readYaml(text: string, path: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    merge: true,
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: 'silent',
    customTags: tags => [octal, ...RESET, ...tags],
  });
  const first = document.errors[0];
  if (first) throw new ComposeError(`yaml: ${wordsOf(first, lines, text)}`);
  checkKeys(document, lines, path);
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    const alias = /Unresolved alias[^:]*: (.*)$/.exec((error as Error).message)?.[1];
    throw new ComposeError(`yaml: unknown anchor '${alias ?? ''}' referenced`);
  }
}

function checkKeys(document: Document, lines: LineCounter, path: string): void {
  const visit = (node: unknown): void => {
    if (isMap(node)) {
      const seen = new Map<string, number>();
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        const line = lines.linePos((key as { range?: [number] }).range?.[0] ?? 0).line;
        const before = seen.get(name);
        if (before !== undefined && name !== '<<') {
          throw new ComposeError(
            `failed to parse ${path}: line ${line}: mapping key ${JSON.stringify(name)} already defined at line ${before}`,
          );
        }
        seen.set(name, line);
        visit(value);
      }
    } else if (node && typeof node === 'object' && 'items' in node) for (const item of node.items as unknown[]) visit(item);
  };
  visit(document.contents);
}

function wordsOf(error: YAMLError, lines: LineCounter, text: string): string {
  const start = error.pos[0];
  const { line } = lines.linePos(start);
  const at = (number: number, words: string): string => (number === 0 ? words : `line ${number}: ${words}`);
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return at(
        lines.linePos(start + Math.max(0, text.slice(start).search(/:(\s|$)/))).line,
        'mapping values are not allowed in this context',
      );
    case 'TAB_AS_INDENT':
      return at(line - 1, 'found a tab character that violates indentation');
    case 'BAD_ALIAS':
      return at(line - 1, 'did not find expected alphabetic or numeric character');
    case 'BAD_SCALAR_START':
      return at(line, 'found character that cannot start any token');
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      return unfinished(error, lines, text, at);
    default:
      return at(line, 'did not find expected key');
  }
}

/** What was begun and not ended: go-yaml names the line before the one where it began. */
function unfinished(error: YAMLError, lines: LineCounter, text: string, at: (line: number, words: string) => string): string {
  const before = text.slice(0, error.pos[0]);
  const { line } = lines.linePos(error.pos[0]);
  const lineOf = (char: string): number => lines.linePos(before.lastIndexOf(char)).line;
  if (error.message.startsWith('Flow map')) return at(lineOf('{') - 1, "did not find expected ',' or '}'");
  if (error.message.startsWith('Flow sequence')) {
    if (/\[\s*$/.test(before)) return at(line - 1, 'did not find expected node content');
    return at(lineOf('[') - 1, "did not find expected ',' or ']'");
  }
  if (/^Missing closing "/.test(error.message)) return at(lineOf('"'), 'found unexpected end of stream');
  if (/^Missing closing '/.test(error.message)) return at(lineOf("'"), 'found unexpected end of stream');
  if (error.code === 'MISSING_CHAR') return at(line, "could not find expected ':'");
  return at(mappingStart(text.split('\n'), line) - 1, 'did not find expected key');
}

/** The first line of the mapping that a line with too little indentation falls out of. */
function mappingStart(rows: readonly string[], line: number): number {
  const indent = (row: string): number => row.length - row.trimStart().length;
  const own = indent(rows.slice(line - 1).find(row => row.trim() !== '') ?? '');
  let found = line;
  let level = Number.POSITIVE_INFINITY;
  for (let at = line - 1; at >= 1; at--) {
    const row = rows[at - 1]!;
    if (row.trim() === '' || row.trim().startsWith('#')) continue;
    if (indent(row) < own && (level === Number.POSITIVE_INFINITY || indent(row) === level)) {
      level = indent(row);
      found = at;
    } else if (indent(row) < level && level !== Number.POSITIVE_INFINITY) break;
  }
  return found;
}
