// -j NETMAP: a whole network onto another, one to one. As xt_NETMAP.c and libipt_NETMAP.c of iptables 1.8.13.

import type { Words } from '../../abi/nfnetlink.ts';
import { maskAddress, printAddress, printMaskAlways } from '../addresses.ts';
import { defineTarget } from '../extension.ts';

interface Info {
  address: Words;
  mask: Words;
}
const text = ({ address, mask }: Info): string => `${printAddress(address)}${printMaskAlways(mask)}`;

export default defineTarget<Info>({
  name: 'NETMAP',
  tables: ['nat'],
  hooks: ['PREROUTING', 'POSTROUTING', 'OUTPUT', 'INPUT'],
  tracks: true,
  options: { '--to': { type: 'hostmask', mandatory: true } },
  parse: ([given]) => ({ address: maskAddress(given!.address, given!.addressMask), mask: given!.addressMask }),
  save: info => `--to ${text(info)}`,
  list: info => `to:${text(info)}`,
  act: (info, skb, at) => at.nat(skb, { manip: at.hook === 'POSTROUTING' || at.hook === 'INPUT' ? 'source' : 'dest', netmap: info }),
});
