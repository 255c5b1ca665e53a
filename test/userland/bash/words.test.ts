// Brace lists, patterns and declare -f: what needs no running shell.

import { describe, expect, test } from 'vitest';
import { bashDialect } from '../../../src/userland/bash/dialect.ts';
import { fnmatch } from '../../../src/userland/lib/glob.ts';
import { expandBraces } from '../../../src/userland/lib/shell/brace.ts';
import { parse } from '../../../src/userland/lib/shell/parse.ts';
import { printFunction } from '../../../src/userland/lib/shell/print-tree.ts';
import { Variable } from '../../../src/userland/lib/shell/variable.ts';

test.each([
  ['a{b,c{d,e}}f', 'abf acdf acef'],
  ['{01..10..3}', '01 04 07 10'],
  ['{3..1}', '3 2 1'],
  ['{a..i..4}', 'a e i'],
  ['{x}{1..}', '{x}{1..}'],
  ["'{a,b}'", "'{a,b}'"],
  ['${x}{a,b}', '${x}a ${x}b'],
])('braces: %s', (raw, expected) => {
  expect(expandBraces(raw).join(' ')).toBe(expected);
});

describe('patterns', () => {
  test.each([
    ['a*c', 'abbc', true],
    ['[!a]?', 'ab', false],
    ['[[:digit:]]*', '1x', true],
    ['\\*', 'x', false],
    ['[]a]', ']', true],
    ['[a', '[a', true],
  ])('%s and %s', (pattern, text, expected) => {
    expect(fnmatch(pattern, text)).toBe(expected);
  });

  test.each([
    ['!(*.txt)', 'a.txt', false],
    ['!(*.txt)', 'a.log', true],
    ['file+([0-9])', 'file10', true],
    ['@(a|b)?(c)', 'bc', true],
  ])('extended: %s and %s', (pattern, text, expected) => {
    expect(fnmatch(pattern, text, { extended: true })).toBe(expected);
  });
});

test("associative arrays have the order of bash's hash table", () => {
  const variable = new Variable();
  variable.map = new Map(['web', 'tls', 'ssh', 'a', 'b', 'c', 'foo', 'bar'].map(key => [key, key]));
  expect(variable.keys().join(' ')).toBe('c b a web foo bar ssh tls');
});

test('a function is written back as declare -f writes it', () => {
  const parsed = parse('f() { if true; then echo a & echo b; fi; for i in 1 2; do echo $i; done; }\n', bashDialect);
  const node = parsed.state === 'complete' ? parsed.script.statements[0]!.node : undefined;
  expect(node?.kind === 'function' && printFunction(node)).toBe(
    'f () \n{ \n    if true; then\n        echo a & echo b;\n    fi;\n    for i in 1 2;\n    do\n        echo $i;\n    done\n}',
  );
});
