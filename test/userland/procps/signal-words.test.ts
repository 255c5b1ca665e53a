// The names of signals as kill, killall and fuser list and read them.

import { expect, test } from 'vitest';
import { nameLines, nameTable, signalOf } from '../../../src/userland/lib/signal-words.ts';

test('a name with SIG or without, or a number; 0 only asks', () => {
  expect(['9', 'kill', 'SIGKILL', 'POLL', '0', 'FOO'].map(signalOf)).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGIO', 0, undefined]);
});

test('two lines of names', () => {
  expect(nameLines().split('\n')[1]).toBe('CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS');
});

test('a table of seven columns', () => {
  expect(nameTable().split('\n')[0]).toBe(' 1 HUP      2 INT      3 QUIT     4 ILL      5 TRAP     6 ABRT     7 BUS');
});
