// -m icmp: the type and code of an ICMP message. As ip_tables.c's icmp_match and libipt_icmp.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { ICMP_TYPES, type IcmpInfo, listIcmp, parseIcmp, saveIcmp } from '../icmp-types.ts';
import { not } from '../values.ts';

/** "any": the type that no message has. */
const ANY = 255;

export default defineMatch<IcmpInfo>({
  name: 'icmp',
  eager: true,
  family: 'ipv4',
  protocols: [1],
  options: { '--icmp-type': { type: 'string', mandatory: true, invertible: true } },
  parse: ([given]) => ({ ...parseIcmp(given!.text, ICMP_TYPES, 'ICMP'), inverted: given!.inverted }),
  save: info => `${not(info.inverted)}--icmp-type ${info.type === ANY ? 'any' : saveIcmp(info)}`,
  list: (info, how) => listIcmp(info, ICMP_TYPES, 'icmp', how),
  matches({ type, low, high, inverted }, skb) {
    if (skb.fragmentOffset > 0) return false;
    const at = skb.networkEnd;
    if (skb.end < at + 4) return 'hotdrop';
    const code = skb.bytes[at + 1]!;
    return (type === ANY || (skb.bytes[at] === type && code >= low && code <= high)) !== inverted;
  },
});
