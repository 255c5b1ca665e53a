// -m ipvs: what IPVS knows of a packet. As xt_ipvs.c and libxt_ipvs.c of iptables 1.8.13; this kernel has no such match.

import { defineMatch } from '../extension.ts';
import { not } from '../values.ts';

const OPTIONS = ['--ipvs', '--vproto', '--vaddr', '--vport', '--vdir', '--vmethod', '--vportctl'];

export default defineMatch<{ words: { option: string; text: string; inverted: boolean }[] }>({
  name: 'ipvs',
  missing: true,
  options: Object.fromEntries(OPTIONS.map(option => [option, { type: option === '--ipvs' ? 'none' : 'string', invertible: true }])),
  parse: given => ({ words: given.map(({ option, text, inverted }) => ({ option, text, inverted })) }),
  save: ({ words }) => words.map(({ option, text, inverted }) => `${not(inverted)}${option}${text === '' ? '' : ` ${text}`}`).join(' '),
  check: () => 'ENOENT',
  matches: () => false,
});
