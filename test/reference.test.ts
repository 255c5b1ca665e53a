// Every recorded case of a real host is replayed; none may print fewer commands the same than the ratchet says, and more wants committing.

import { expect, test } from 'vitest';
import { type Ratchet, readRatchet, replayReference } from '../src/machine/node/ratchet.ts';
import type { Replayed } from '../src/machine/node/replay.ts';

const REPLAY_MS = 15 * 60_000;

/** What a replay says against the ratchet, a line each; nothing where they agree. */
export function judgeRatchet(done: readonly Replayed[], ratchet: Ratchet): string[] {
  const seen = new Set(done.map(({ name }) => name));
  return [
    ...done.flatMap(({ name, same, all, text }) => {
      const [wanted, commands] = ratchet[name] ?? [0, 0];
      if (commands !== all) return [`${name}: ${all} commands, the ratchet knows ${commands}; run npm run ratchet`];
      if (same < wanted) return [`${name}: ${same} of ${all} print the same, the ratchet wants ${wanted}\n${text}`];
      return same > wanted
        ? [`${name}: ${same} of ${all} print the same, more than ${wanted}: commit the better number (npm run ratchet)`]
        : [];
    }),
    ...Object.keys(ratchet).flatMap(name => (seen.has(name) ? [] : [`${name}: in the ratchet, but not among the cases`])),
  ];
}

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
