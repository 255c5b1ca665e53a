// -m eui64: whether an IPv6 source was made from the sender's Ethernet address. As ip6t_eui64.c and libip6t_eui64.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';

export default defineMatch<Record<string, never>>({
  name: 'eui64',
  family: 'ipv6',
  hooks: ['PREROUTING', 'INPUT', 'FORWARD'],
  options: {},
  parse: () => ({}),
  save: () => '',
  list: () => 'eui64',
  matches(_info, skb) {
    const { sourceMac } = skb;
    if (sourceMac === undefined) return false;
    const mac = BigInt(sourceMac);
    const expected = (((mac >> 24n) ^ 0x020000n) << 40n) | 0xfffe000000n | (mac & 0xffffffn);
    return ((skb.sourceIp as bigint) & 0xffffffffffffffffn) === expected;
  },
});
