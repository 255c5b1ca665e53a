// -m icmp6: the type and code of an ICMPv6 message. As ip6_tables.c's icmp6_match and libip6t_icmp6.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { ICMPV6_TYPES, type IcmpInfo, listIcmp, parseIcmp, saveIcmp } from '../icmp-types.ts';
import { not } from '../values.ts';

export default defineMatch<IcmpInfo>({
  name: 'icmp6',
  eager: true,
  family: 'ipv6',
  protocols: [58],
  options: { '--icmpv6-type': { type: 'string', mandatory: true, invertible: true } },
  parse: ([given]) => ({ ...parseIcmp(given!.text, ICMPV6_TYPES, 'ICMPv6'), inverted: given!.inverted }),
  save: info => `${not(info.inverted)}--icmpv6-type ${saveIcmp(info)}`,
  list: (info, how) => listIcmp(info, ICMPV6_TYPES, 'ipv6-icmp', how),
  matches({ type, low, high, inverted }, skb) {
    if (skb.fragmentOffset > 0) return false;
    const at = skb.networkEnd;
    if (skb.end < at + 4) return 'hotdrop';
    const code = skb.bytes[at + 1]!;
    return (skb.bytes[at] === type && code >= low && code <= high) !== inverted;
  },
});
