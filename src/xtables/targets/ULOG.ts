// -j ULOG: as libxt_ULOG.c or libipt_ULOG.c of iptables 1.8.13 reads it; the kernel has no such target.

import { defineTarget } from '../extension.ts';

const OPTIONS = '--ulog-nlgroup,--ulog-prefix,--ulog-cprange,--ulog-qthreshold'.split(',');
const PLAIN = ['--led-always-blink', '--new'];

export default defineTarget<{ words: string[] }>({
  name: 'ULOG',
  missing: true,
  options: Object.fromEntries(
    OPTIONS.map(option => [option, { type: PLAIN.includes(option) ? 'none' : 'string', mandatory: option === '--' } as const]),
  ),
  parse: given => ({ words: given.map(({ option, text }) => (text === '' ? option : `${option} ${text}`)) }),
  save: ({ words }) => words.join(' '),
  check: () => 'ENOENT',
  act: () => 'CONTINUE',
});
