// Extended patterns whose meaning is easy to get wrong.

import { expect, test } from 'vitest';
import { fnmatch } from '../../../src/userland/lib/glob.ts';

test.each([
  ['!(foo)*', 'foo', true],
  ['!(foo)', 'foo', false],
  ['!(foo)', '', true],
  ['a.!(txt|c)', 'a.c', false],
  ['*.!(txt)', 'a.txt', false],
  ['*!(.txt)', 'a.txt', true],
  ['@(a|b)+(c)', 'bccc', true],
])('%s and "%s": %s', (pattern, text, matches) => {
  expect(fnmatch(pattern, text, { extended: true })).toBe(matches);
});
