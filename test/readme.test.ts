// README's figures are those of the ratchet and of the statuses.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRatchet } from '../src/machine/node/ratchet.ts';
import { README, whatWorks, withFigures } from '../src/machine/node/readme.ts';

test('README says what works (npm run readme)', async () => {
  const readme = readFileSync(README, 'utf8');
  expect(withFigures(readme, await whatWorks(readRatchet()))).toBe(readme);
});

test('a README without its marks is refused', () => {
  expect(() => withFigures('# Slipway\n', '')).toThrow('marks');
});
