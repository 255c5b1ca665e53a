// -j DSCP: the DiffServ code point. As xt_DSCP.c and libxt_DSCP.c of iptables 1.8.13.

import { defineTarget, Usage } from '../extension.ts';
import { dscpClass } from '../tos.ts';
import { hex2 } from '../values.ts';

export default defineTarget<{ value: number }>({
  name: 'DSCP',
  tables: ['mangle'],
  options: {
    '--set-dscp': { type: 'u8', max: 63, excludes: ['--set-dscp-class'] },
    '--set-dscp-class': { type: 'string', excludes: ['--set-dscp'] },
  },
  parse([given]) {
    if (!given) throw new Usage('DSCP target: Parameter --set-dscp is required');
    return { value: given.option === '--set-dscp' ? given.number : dscpClass(given.text) };
  },
  save: ({ value }) => `--set-dscp ${hex2(value)}`,
  list: ({ value }) => `DSCP set ${hex2(value)}`,
  act({ value }, skb) {
    skb.tos = (skb.tos & 3) | (value << 2);
    return 'CONTINUE';
  },
});
