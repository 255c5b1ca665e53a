// -j NOTRACK: the older name of CT --notrack. As xt_CT.c and libxt_CT.c of iptables 1.8.13.

import { defineTarget } from '../extension.ts';

export default defineTarget<Record<string, never>>({
  name: 'NOTRACK',
  tables: ['raw'],
  options: {},
  parse: () => ({}),
  save: () => '',
  list: () => '',
  act(_info, skb, at) {
    at.untrack(skb);
    return 'CONTINUE';
  },
});
