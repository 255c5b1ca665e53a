// -m dscp: the DiffServ code point. As xt_dscp.c and libxt_dscp.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { dscpClass } from '../tos.ts';
import { hex2, not } from '../values.ts';

export default defineMatch<{ value: number; inverted: boolean }>({
  name: 'dscp',
  options: {
    '--dscp': { type: 'u8', max: 63, invertible: true, excludes: ['--dscp-class'] },
    '--dscp-class': { type: 'string', invertible: true, excludes: ['--dscp'] },
  },
  parse([given]) {
    if (!given) throw new Usage('DSCP match: Parameter --dscp is required');
    return { value: given.option === '--dscp' ? given.number : dscpClass(given.text), inverted: given.inverted };
  },
  save: ({ value, inverted }) => `${not(inverted)}--dscp ${hex2(value)}`,
  list: ({ value, inverted }) => `DSCP match ${inverted ? '!' : ''}${hex2(value)}`,
  matches: ({ value, inverted }, skb) => (skb.tos >> 2 === value) !== inverted,
});
