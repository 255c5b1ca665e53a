// -j CHECKSUM: fills in a checksum that was left to hardware. As xt_CHECKSUM.c and libxt_CHECKSUM.c of iptables 1.8.13.

import { defineTarget } from '../extension.ts';

export default defineTarget<Record<string, never>>({
  name: 'CHECKSUM',
  tables: ['mangle'],
  options: { '--checksum-fill': { mandatory: true } },
  parse: () => ({}),
  save: () => '--checksum-fill',
  list: () => 'CHECKSUM fill',
  act(_info, skb) {
    skb.complete();
    return 'CONTINUE';
  },
});
