// -j TCPMSS: the maximum segment size that a SYN announces. As xt_TCPMSS.c and libxt_TCPMSS.c of iptables 1.8.13.

import { eachTcpOption, TCP_SYN, TCPOPT_MSS } from '../../wire/tcp.ts';
import { defineTarget, type Skb, Usage } from '../extension.ts';

export default defineTarget<{ mss: number | 'clamp' }>({
  name: 'TCPMSS',
  protocols: [6],
  options: {
    '--set-mss': { type: 'u16', max: 65515 },
    '--clamp-mss-to-pmtu': {},
  },
  parse(given) {
    if (given.length === 0) throw new Usage('TCPMSS target: At least one parameter is required');
    return { mss: given.some(one => one.option === '--clamp-mss-to-pmtu') ? 'clamp' : given[0]!.number };
  },
  save: ({ mss }) => (mss === 'clamp' ? '--clamp-mss-to-pmtu' : `--set-mss ${mss}`),
  list: ({ mss }) => (mss === 'clamp' ? 'TCPMSS clamp to PMTU' : `TCPMSS set ${mss}`),
  check({ mss }, { hooks }) {
    return mss === 'clamp' && hooks.some(hook => hook === 'PREROUTING' || hook === 'INPUT') ? 'EINVAL' : undefined;
  },
  act({ mss }, skb, at) {
    const transport = skb.networkEnd;
    if (skb.fragmentOffset > 0 || skb.end < transport + 20 || !(skb.bytes[transport + 13]! & TCP_SYN)) return 'CONTINUE';
    const headers = at.family === 'ipv4' ? 40 : 60;
    lower(skb, mss === 'clamp' ? at.pathMtu(skb) - headers : mss);
    return 'CONTINUE';
  },
});

/** Never raises what is announced: who announced it may have no room for more. */
function lower(skb: Skb, mss: number): void {
  const from = skb.networkEnd + 20;
  const end = Math.min(skb.end, skb.networkEnd + (skb.bytes[skb.networkEnd + 12]! >> 4) * 4);
  for (const option of eachTcpOption(skb.bytes, from, end)) {
    if (option.kind !== TCPOPT_MSS || option.length !== 4) continue;
    const value = option.at + 2;
    const old = (skb.bytes[value]! << 8) | skb.bytes[value + 1]!;
    if (old <= mss) return;
    const even = (value - skb.networkEnd) % 2 === 0;
    if (even) skb.setTransport16(value - skb.networkEnd, mss);
    else {
      // An option at an odd place: its bytes belong to two words of the checksum.
      skb.setTransport16(value - skb.networkEnd - 1, (skb.bytes[value - 1]! << 8) | (mss >> 8));
      skb.setTransport16(value - skb.networkEnd + 1, ((mss & 255) << 8) | skb.bytes[value + 2]!);
    }
    return;
  }
}
