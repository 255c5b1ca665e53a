// -j SNAT: another source for the connection. As xt_nat.c and libxt_NAT.c, revision 1.

import { defineTarget } from '../extension.ts';
import { NAT_FLAGS_FULLY, type NatInfo, natFlags, natHow, natWords, parseNat, printNat } from '../nat-range.ts';

export default defineTarget<NatInfo>({
  name: 'SNAT',
  tables: ['nat'],
  hooks: ['POSTROUTING', 'INPUT'],
  tracks: true,
  options: { '--to-source': { type: 'string', mandatory: true }, ...NAT_FLAGS_FULLY },
  parse(given, rule) {
    const info = parseNat(given.find(one => one.option === '--to-source')?.text ?? '', given, rule);
    // A base is read, but the kernel has no place for one here.
    return info.base === undefined ? info : { ...info, base: 0 };
  },
  save: (info, how) => `--to-source ${printNat(info, how.family)}${natFlags(info, '--')}`,
  list: (info, how) => natWords(info, how, 'to:'),
  act: (info, skb, at) => at.nat(skb, natHow(info, 'source')),
});
