// The table of system calls holds every call of the interface, and each knows how strace prints its arguments.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SYSCALLS } from '../../src/kernel/syscalls/table.ts';

test('every method of Sys has a body, and nothing else has', () => {
  const source = readFileSync(new URL('../../src/abi/sys.ts', import.meta.url), 'utf8');
  const body = source.slice(source.indexOf('export interface Sys {'));
  const names = [...body.matchAll(/^ {2}(\w+)(?:<[^(]*>)?\(/gm)].map(([, name]) => name!);
  expect([...SYSCALLS.keys()].sort()).toEqual(names.sort());
  for (const { status } of SYSCALLS.values()) expect(status === 'whole' || status.startsWith('partly: ')).toBe(true);
});
