// -j TRACE: every rule that the packet meets from here on is told of. As xt_TRACE.c and libxt_TRACE.c of iptables 1.8.13.

import { defineTarget } from '../extension.ts';

export default defineTarget<Record<string, never>>({
  name: 'TRACE',
  options: {},
  parse: () => ({}),
  save: () => '',
  list: () => '',
  act(_info, skb) {
    skb.traced = true;
    return 'CONTINUE';
  },
});
