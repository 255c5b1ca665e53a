// Every recorded case of a real host is replayed; none may print fewer commands the same than the ratchet says, and more wants committing.

import { expect, test } from 'vitest';
import { judgeRatchet, readRatchet, replayReference } from '../src/machine/node/ratchet.ts';
import type { Replayed } from '../src/machine/node/replay.ts';

const REPLAY_MS = 15 * 60_000;

test('fewer fails, more asks, a lost case fails', () => {
  const replayed = (same: number): Replayed => ({ file: 'f', name: 'a/b', same, all: 3, text: 'diff' });
  expect(judgeRatchet([replayed(2)], { 'a/b': [2, 3] })).toEqual([]);
  expect(judgeRatchet([replayed(1)], { 'a/b': [2, 3] })[0]).toContain('the ratchet wants 2');
  expect(judgeRatchet([replayed(3)], { 'a/b': [2, 3] })[0]).toContain('commit the better number');
  expect(judgeRatchet([], { 'a/b': [2, 3] })[0]).toContain('not among the cases');
});

test('the recorded hosts, replayed', { timeout: REPLAY_MS }, async () => {
  expect(judgeRatchet(await replayReference(), readRatchet())).toEqual([]);
});
