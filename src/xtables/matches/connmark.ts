// -m connmark: the connection's mark. As xt_connmark.c and libxt_connmark.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { markText, not } from '../values.ts';

export default defineMatch<{ value: number; mask: number; inverted: boolean }>({
  name: 'connmark',
  tracks: true,
  options: { '--mark': { type: 'markmask', mandatory: true, invertible: true } },
  parse: ([given]) => ({ value: given!.number, mask: given!.mask, inverted: given!.inverted }),
  save: ({ value, mask, inverted }) => `${not(inverted)}--mark ${markText(value, mask)}`,
  list: ({ value, mask, inverted }) => `connmark match ${inverted ? '!' : ''} ${markText(value, mask)}`,
  matches({ value, mask, inverted }, skb, at) {
    const connection = at.connection(skb);
    if (!connection || connection.state === 'INVALID' || connection.state === 'UNTRACKED') return false;
    return ((connection.mark & mask) >>> 0 === value) !== inverted;
  },
});
