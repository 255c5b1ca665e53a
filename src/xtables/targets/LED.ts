// -j LED: as libxt_LED.c or libipt_LED.c of iptables 1.8.13 reads it; the kernel has no such target.

import { defineTarget } from '../extension.ts';

const OPTIONS = '--led-trigger-id,--led-delay,--led-always-blink'.split(',');
const PLAIN = ['--led-always-blink', '--new'];

export default defineTarget<{ words: string[] }>({
  name: 'LED',
  missing: true,
  options: Object.fromEntries(
    OPTIONS.map(option => [
      option,
      { type: PLAIN.includes(option) ? 'none' : 'string', mandatory: option === '--led-trigger-id' } as const,
    ]),
  ),
  parse: given => ({ words: given.map(({ option, text }) => (text === '' ? option : `${option} ${text}`)) }),
  save: ({ words }) => words.join(' '),
  check: () => 'ENOENT',
  act: () => 'CONTINUE',
});
