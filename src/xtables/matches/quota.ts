// -m quota: matches until that many bytes went by. As xt_quota.c and libxt_quota.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { not } from '../values.ts';

export default defineMatch<{ bytes: number; inverted: boolean }>({
  name: 'quota',
  options: { '--quota': { type: 'u64', mandatory: true, invertible: true } },
  parse: ([given]) => ({ bytes: given!.number, inverted: given!.inverted }),
  save: ({ bytes, inverted }) => `${not(inverted)}--quota ${bytes}`,
  list: ({ bytes }) => `quota: ${bytes} bytes`,
  matches({ bytes, inverted }, skb, at) {
    const left = at.state(() => ({ bytes }));
    if (left.bytes >= skb.length) {
      left.bytes -= skb.length;
      return !inverted;
    }
    left.bytes = 0;
    return inverted;
  },
});
