// -j TEE: a copy of the packet to another machine. As xt_TEE.c and libxt_TEE.c, revision 1.

import type { Words } from '../../abi/nfnetlink.ts';
import { printAddress } from '../addresses.ts';
import { defineTarget } from '../extension.ts';

export default defineTarget<{ gateway: Words; device?: string }>({
  name: 'TEE',
  options: { '--gateway': { type: 'host', mandatory: true }, '--oif': { type: 'string', max: 15 } },
  parse(given) {
    const device = given.find(one => one.option === '--oif');
    return { gateway: given.find(one => one.option === '--gateway')!.address, ...(device && { device: device.text }) };
  },
  save: ({ gateway, device }) => `--gateway ${printAddress(gateway)}${device === undefined ? '' : ` --oif ${device}`}`,
  list: ({ gateway, device }) => `TEE gw:${printAddress(gateway)}${device === undefined ? '' : ` oif=${device}`}`,
  act({ gateway, device }, skb, at) {
    at.tee(skb, gateway, device);
    return 'CONTINUE';
  },
});
