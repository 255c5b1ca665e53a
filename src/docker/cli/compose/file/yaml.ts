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
  const { line } = lines.linePos(error.pos[0]);
  const at = (words: string, shift = 0): string => `line ${Math.max(1, line + shift)}: ${words}`;
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return `line ${lines.linePos(error.pos[0] + Math.max(0, text.slice(error.pos[0]).search(/:(\s|$)/))).line}: mapping values are not allowed in this context`;
    case 'TAB_AS_INDENT':
      return at('found a tab character that violates indentation', -1);
    case 'BAD_INDENT':
      return at('did not find expected key');
    case 'BAD_ALIAS':
      return at('did not find expected alphabetic or numeric character');
    case 'UNEXPECTED_TOKEN':
      return at('did not find expected node content', -1);
    case 'MISSING_CHAR':
      if (/flow (sequence|collection)|Flow sequence/.test(error.message)) return at("did not find expected ',' or ']'", -1);
      if (/Flow map/.test(error.message)) return at("did not find expected ',' or '}'", -1);
      return at("could not find expected ':'");
    default:
      return at('did not find expected key');
  }
}
