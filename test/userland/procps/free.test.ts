// free -h: at most four characters, with one digit after the point only where there is room.

import { expect, test } from 'vitest';
import { human } from '../../../src/userland/procps/free.ts';

test.each([
  [0, 1024, '0B'],
  [999, 1024, '999B'],
  [1_090_314_240, 1024, '1.0Gi'],
  [12_455_936, 1024, '11Mi'],
  [25_276_510_208, 1024, '23Gi'],
  [25_276_510_208, 1000, '25G'],
  [1_090_314_240, 1000, '1.1G'],
] as const)('%d by %d', (bytes, base, text) => {
  expect(human(bytes, base)).toBe(text);
});
