// -m tcpmss: the maximum segment size that a SYN announces. As xt_tcpmss.c and libxt_tcpmss.c of iptables 1.8.13.

import { readTcpOptions } from '../../wire/tcp.ts';
import { defineMatch } from '../extension.ts';
import { inRange, printRange, type Range } from '../ports.ts';
import { not } from '../values.ts';

export default defineMatch<{ range: Range; inverted: boolean }>({
  name: 'tcpmss',
  protocols: [6],
  options: { '--mss': { type: 'u16range', mandatory: true, invertible: true } },
  parse: ([given]) => ({ range: [given!.numbers[0]!, given!.numbers.at(-1)!], inverted: given!.inverted }),
  save: ({ range, inverted }) => `${not(inverted)}--mss ${printRange(range)}`,
  list: ({ range, inverted }) => `tcpmss match ${inverted ? '!' : ''}${printRange(range)}`,
  matches({ range, inverted }, skb) {
    const at = skb.networkEnd;
    if (skb.fragmentOffset > 0 || skb.end < at + 20) return false;
    const mss = readTcpOptions(skb.bytes, at + 20, Math.min(skb.end, at + (skb.bytes[at + 12]! >> 4) * 4)).mss;
    return mss === undefined ? inverted : inRange(range, mss) !== inverted;
  },
});
