// -m length: the bytes of the IP packet. As xt_length.c and libxt_length.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { inRange, printRange, type Range } from '../ports.ts';
import { not } from '../values.ts';

export default defineMatch<{ range: Range; inverted: boolean }>({
  name: 'length',
  options: { '--length': { type: 'u16range', mandatory: true, invertible: true } },
  parse: ([given]) => ({ range: [given!.numbers[0]!, given!.numbers.at(-1)!], inverted: given!.inverted }),
  save: ({ range, inverted }) => `${not(inverted)}--length ${printRange(range)}`,
  list: ({ range, inverted }) => `length ${inverted ? '!' : ''}${printRange(range)}`,
  matches: ({ range, inverted }, skb) => inRange(range, skb.length) !== inverted,
});
