// -m mac: the sender's Ethernet address. As xt_mac.c and libxt_mac.c of iptables 1.8.13.

import { printMac } from '../../wire/address.ts';
import { defineMatch } from '../extension.ts';
import { not } from '../values.ts';

export default defineMatch<{ address: number; inverted: boolean }>({
  name: 'mac',
  eager: true,
  hooks: ['PREROUTING', 'INPUT', 'FORWARD'],
  options: { '--mac-source': { type: 'mac', mandatory: true, invertible: true } },
  parse: ([given]) => ({ address: given!.numbers.reduce((sum, byte) => sum * 256 + byte, 0), inverted: given!.inverted }),
  save: ({ address, inverted }) => `${not(inverted)}--mac-source ${printMac(address)}`,
  list: ({ address, inverted }) => `MAC ${not(inverted)}${printMac(address)}`,
  matches({ address, inverted }, skb) {
    const { sourceMac } = skb;
    return sourceMac === undefined ? false : (sourceMac === address) !== inverted;
  },
});
