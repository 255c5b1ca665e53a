// -j MASQUERADE: the address of the device that the packet leaves by, as its source. As xt_MASQUERADE.c and libxt_NAT.c.

import { defineTarget } from '../extension.ts';
import { emptyNat, type NatInfo, natFlags, natHow, parseNatPorts, printNatPorts } from '../nat-range.ts';

export default defineTarget<NatInfo>({
  name: 'MASQUERADE',
  tables: ['nat'],
  hooks: ['POSTROUTING'],
  tracks: true,
  options: { '--to-ports': { type: 'string' }, '--random': {}, '--random-fully': {} },
  parse(given, rule) {
    const ports = given.find(one => one.option === '--to-ports');
    return { ...emptyNat(given), ...(ports && parseNatPorts(ports.text, rule)) };
  },
  save: info => `${info.ports ? `--to-ports ${printNatPorts(info.ports)}` : ''}${natFlags(info, '--')}`.trimStart(),
  list: info => `${info.ports ? `masq ports: ${printNatPorts(info.ports)}` : ''}${natFlags(info, '')}`.trimStart(),
  act: (info, skb, at) => at.nat(skb, natHow(info, 'source', true)),
});
