// -j TPROXY: to a local socket, with the packet left as it is. As xt_TPROXY.c and libxt_TPROXY.c, revision 1.

import type { Words } from '../../abi/nfnetlink.ts';
import { anyAddress, printAddress } from '../addresses.ts';
import { defineTarget } from '../extension.ts';
import { hex, parseNumber } from '../values.ts';

export default defineTarget<{ port: number; address: Words; value: number; mask: number }>({
  name: 'TPROXY',
  tables: ['mangle'],
  hooks: ['PREROUTING'],
  protocols: [6, 17],
  options: { '--on-port': { type: 'string', mandatory: true }, '--on-ip': { type: 'host' }, '--tproxy-mark': { type: 'markmask' } },
  parse(given, rule) {
    const address = given.find(one => one.option === '--on-ip');
    const mark = given.find(one => one.option === '--tproxy-mark');
    const port = given.find(one => one.option === '--on-port');
    return {
      // What is too large wraps around, as in the real one.
      port: (parseNumber(port?.text ?? '0') ?? 0) & 0xffff,
      address: address?.address ?? anyAddress(rule.family),
      value: mark?.number ?? 0,
      mask: mark?.mask ?? 0,
    };
  },
  save: ({ port, address, value, mask }) => `--on-port ${port} --on-ip ${printAddress(address)} --tproxy-mark ${hex(value)}/${hex(mask)}`,
  list: ({ port, address, value, mask }) => `TPROXY redirect ${printAddress(address)}:${port} mark ${hex(value)}/${hex(mask)}`,
  act: ({ port, address, value, mask }, skb, at) => at.tproxy(skb, { port, address, mark: value, mask }),
});
