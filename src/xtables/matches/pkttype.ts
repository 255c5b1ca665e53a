// -m pkttype: who a packet was sent to, by its link-layer address. As xt_pkttype.c and libxt_pkttype.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { not } from '../values.ts';

const TYPES: Readonly<Record<string, 'unicast' | 'broadcast' | 'multicast' | 'otherhost'>> = {
  unicast: 'unicast',
  broadcast: 'broadcast',
  multicast: 'multicast',
  otherhost: 'otherhost',
  bcast: 'broadcast',
  mcast: 'multicast',
  host: 'unicast',
};

export default defineMatch<{ type: 'unicast' | 'broadcast' | 'multicast' | 'otherhost'; inverted: boolean }>({
  name: 'pkttype',
  eager: true,
  options: { '--pkt-type': { type: 'string', mandatory: true, invertible: true } },
  parse([given]) {
    const type = TYPES[given!.text.toLowerCase()];
    if (!type) throw new Usage(`Bad packet type '${given!.text}'`);
    return { type, inverted: given!.inverted };
  },
  save: ({ type, inverted }) => `${not(inverted)}--pkt-type ${type}`,
  list: ({ type, inverted }) => `PKTTYPE ${inverted ? '!=' : '='} ${type}`,
  matches({ type, inverted }, skb) {
    const seen = skb.packetType === 'host' || skb.packetType === 'loopback' ? 'unicast' : skb.packetType;
    return (seen === type) !== inverted;
  },
});
