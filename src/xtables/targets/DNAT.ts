// -j DNAT: another destination for the connection. As xt_nat.c and libxt_NAT.c, revision 2.

import { defineTarget } from '../extension.ts';
import { NAT_FLAGS, type NatInfo, natFlags, natHow, natWords, parseNat, printNat } from '../nat-range.ts';

export default defineTarget<NatInfo>({
  name: 'DNAT',
  tables: ['nat'],
  hooks: ['PREROUTING', 'OUTPUT'],
  tracks: true,
  options: { '--to-destination': { type: 'string', mandatory: true }, ...NAT_FLAGS },
  parse: (given, rule) => parseNat(given.find(one => one.option === '--to-destination')?.text ?? '', given, rule),
  save: (info, how) => `--to-destination ${printNat(info, how.family)}${natFlags(info, '--')}`,
  list: (info, how) => natWords(info, how, 'to:'),
  act: (info, skb, at) => at.nat(skb, natHow(info, 'dest')),
});
