// The tree that the parser makes, where a transcript would show only its effects: aliases, here-documents, lines.

import { describe, expect, test } from 'vitest';
import { bashDialect } from '../../../src/userland/bash/dialect.ts';
import type { Simple, Word } from '../../../src/userland/lib/shell/ast.ts';
import { type Parsed, parse } from '../../../src/userland/lib/shell/parse.ts';

const tree = (source: string, aliases: Record<string, string> = {}): Extract<Parsed, { state: 'complete' }> => {
  const parsed = parse(source, bashDialect, 1, true, { aliases: new Map(Object.entries(aliases)) });
  if (parsed.state !== 'complete') throw new Error(`${parsed.state}: ${JSON.stringify(parsed.fault)}`);
  return parsed;
};
const simple = (source: string, aliases: Record<string, string> = {}): Simple => tree(source, aliases).script.statements[0]!.node as Simple;
const words = (source: string, aliases: Record<string, string> = {}): string[] =>
  simple(source, aliases).words.map(word => (word as Word).raw);

describe('aliases', () => {
  test('one that ends in a blank lets the next word be one too', () => {
    expect(words('s ll x', { s: 'sudo ', ll: 'ls -l', x: 'never' })).toEqual(['sudo', 'ls', '-l', 'x']);
  });

  test('one is not put in again within its own value', () => {
    expect(words('ls -a', { ls: 'ls --color' })).toEqual(['ls', '--color', '-a']);
  });

  test('a redirection or an assignment before it does not hide it', () => {
    expect(words('x=1 </dev/null ll', { ll: 'ls -l' })).toEqual(['ls', '-l']);
  });

  test('one may be the beginning of a compound command', () => {
    expect(tree('loop; do a; done', { loop: 'while true' }).script.statements[0]!.node.kind).toBe('loop');
  });
});

describe('here-documents', () => {
  test('two on a line are read one after the other', () => {
    const node = simple('cat <<A 3<<-"B"\none\nA\n\ttwo\n\tB\n');
    expect(node.redirects.map(({ fd, body }) => [fd, body?.text, body?.expands])).toEqual([
      [undefined, 'one\n', true],
      [3, 'two\n', false],
    ]);
  });

  test('a backslash at the end of a line joins it with the next, but not where the delimiter is quoted', () => {
    expect(simple('cat <<E\na\\\nE\nb\nE\n').redirects[0]!.body!.text).toBe('a\\\nE\nb\n');
    expect(simple("cat <<'E'\na\\\nE\n").redirects[0]!.body!.text).toBe('a\\\n');
  });
});

test('the commands of $(…) are judged with the rest', () => {
  const parsed = parse('echo "$(for i; done)"', bashDialect, 1, true);
  expect(parsed).toMatchObject({ state: 'wrong', fault: { token: 'done', inSubstitution: 'within' } });
  expect(parse('echo $(ls |)', bashDialect, 1, true)).toMatchObject({ fault: { token: ')', inSubstitution: 'end' } });
});

test('keys of NAME=(…) may hold blanks', () => {
  const [assignment] = simple('m=([a b]=c [d]=e)').assignments;
  expect((assignment!.value as Word[]).map(({ raw }) => raw)).toEqual(['[a b]=c', '[d]=e']);
});
