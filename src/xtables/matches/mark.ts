// -m mark: the packet's mark. As xt_mark.c and libxt_mark.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { markText, not } from '../values.ts';

export default defineMatch<{ value: number; mask: number; inverted: boolean }>({
  name: 'mark',
  options: { '--mark': { type: 'markmask', mandatory: true, invertible: true } },
  parse: ([given]) => ({ value: given!.number, mask: given!.mask, inverted: given!.inverted }),
  save: ({ value, mask, inverted }) => `${not(inverted)}--mark ${markText(value, mask)}`,
  list: ({ value, mask, inverted }) => `mark match ${not(inverted)}${markText(value, mask)}`,
  matches: ({ value, mask, inverted }, skb) => ((skb.mark & mask) >>> 0 === value) !== inverted,
  exact: ({ value, mask, inverted }) => (mask === 0xffffffff && !inverted ? { field: 'mark', value } : undefined),
});
