// -m cpu: the processor that handles the packet. As xt_cpu.c and libxt_cpu.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { not } from '../values.ts';

export default defineMatch<{ cpu: number; inverted: boolean }>({
  name: 'cpu',
  options: { '--cpu': { type: 'u32', mandatory: true, invertible: true } },
  parse: ([given]) => ({ cpu: given!.number, inverted: given!.inverted }),
  save: ({ cpu, inverted }) => `${not(inverted)}--cpu ${cpu}`,
  list: ({ cpu, inverted }) => `cpu ${not(inverted)}${cpu}`,
  matches: ({ cpu, inverted }, _skb, at) => (at.cpu === cpu) !== inverted,
});
