// -j REDIRECT: to this machine, by the address of the device that the packet came by. As xt_REDIRECT.c and libxt_NAT.c.

import { defineTarget, Usage } from '../extension.ts';
import { emptyNat, type NatInfo, natFlags, natHow, parseNatPorts, printNatPorts } from '../nat-range.ts';

export default defineTarget<NatInfo>({
  name: 'REDIRECT',
  tables: ['nat'],
  hooks: ['PREROUTING', 'OUTPUT'],
  tracks: true,
  options: { '--to-ports': { type: 'string' }, '--random': {} },
  parse(given, rule) {
    const ports = given.find(one => one.option === '--to-ports');
    if (ports?.text.includes('/')) throw new Usage('Shifted portmap ranges not supported with this kernel');
    return { ...emptyNat(given), ...(ports && parseNatPorts(ports.text, rule)) };
  },
  save: info => `${info.ports ? `--to-ports ${printNatPorts(info.ports)}` : ''}${natFlags(info, '--')}`.trimStart(),
  list: info => `${info.ports ? `redir ports ${printNatPorts(info.ports)}` : ''}${natFlags(info, '')}`.trimStart(),
  act: (info, skb, at) => at.nat(skb, natHow(info, 'dest', true)),
});
