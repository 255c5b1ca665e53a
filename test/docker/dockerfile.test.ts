// The Dockerfile's reader: what no transcript shows of continued lines, heredocs and substitution.

import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/docker/daemon/build/dockerfile.ts';
import { expand, expandWords } from '../../src/docker/daemon/build/words.ts';

const lookup = (name: string): string | undefined => ({ A: 'one', EMPTY: '', PATHS: 'a/b/c.tar.gz' })[name];

test('continued lines are joined, comments and empty lines between them dropped', () => {
  const [, run] = parseDockerfile('FROM busybox\nRUN a \\\n# why\n\n  b\nCMD x\n');
  expect(run).toMatchObject({ name: 'RUN', rest: 'a   b', startLine: 2, endLine: 5 });
});

test('the escape directive chooses the mark', () => {
  expect(parseDockerfile('# escape=`\nFROM a\nRUN c:\\x `\n y\n')[1]!.rest).toBe('c:\\x  y');
});

test('a heredoc is the instruction’s, with or without tabs', () => {
  const [, run, cmd] = parseDockerfile("FROM a\nRUN <<-'EOF'\n\techo $A\n\tEOF\nCMD b\n");
  expect(run!.heredocs).toEqual([{ name: 'EOF', content: 'echo $A\n', expand: false }]);
  expect(cmd!.name).toBe('CMD');
});

test('words: quotes, escapes, defaults and prefixes', () => {
  expect(expand('"$A"\'$A\'\\$A', lookup)).toBe('one$A$A');
  expect(expand('${B:-x}${EMPTY-y}${EMPTY:+z}${A:+z}', lookup)).toBe('xz');
  expect(expand('${PATHS##*/} ${PATHS%.*}', lookup)).toBe('c.tar.gz a/b/c.tar');
  expect(expandWords('a "b c" $A$EMPTY ""', lookup)).toEqual(['a', 'b c', 'one', '']);
});
