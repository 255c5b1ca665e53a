// -m ecn: the bits of explicit congestion notification. As xt_ecn.c and libxt_ecn.c of iptables 1.8.13.

import { TCP_CWR, TCP_ECE } from '../../wire/tcp.ts';
import { defineMatch, Usage } from '../extension.ts';
import { join } from '../ports.ts';
import { not } from '../values.ts';

interface Info {
  ece?: { inverted: boolean };
  cwr?: { inverted: boolean };
  ect?: { value: number; inverted: boolean };
}

export default defineMatch<Info>({
  name: 'ecn',
  options: {
    '--ecn-tcp-cwr': { invertible: true },
    '--ecn-tcp-ece': { invertible: true },
    '--ecn-ip-ect': { type: 'u8', max: 3, invertible: true },
  },
  parse(given) {
    if (given.length === 0) throw new Usage('ECN match: some option required');
    const info: Info = {};
    for (const { option, number, inverted } of given) {
      if (option === '--ecn-tcp-cwr') info.cwr = { inverted };
      else if (option === '--ecn-tcp-ece') info.ece = { inverted };
      else info.ect = { value: number, inverted };
    }
    return info;
  },
  save: ({ ece, cwr, ect }) =>
    join(
      ece && `${not(ece.inverted)}--ecn-tcp-ece`,
      cwr && `${not(cwr.inverted)}--ecn-tcp-cwr`,
      ect && `${not(ect.inverted)}--ecn-ip-ect ${ect.value}`,
    ),
  list: ({ ece, cwr, ect }) =>
    join(
      'ECN match',
      ece && `${ece.inverted ? '!' : ''}ECE`,
      cwr && `${cwr.inverted ? '!' : ''}CWR`,
      ect && `${ect.inverted ? '!' : ''}ECT=${ect.value}`,
    ),
  check: ({ ece, cwr }, where) => ((ece || cwr) && (where.protocol !== 6 || where.protocolInverted) ? 'EINVAL' : undefined),
  matches({ ece, cwr, ect }, skb) {
    if (ect && ((skb.tos & 3) === ect.value) === ect.inverted) return false;
    if (!ece && !cwr) return true;
    const flags = skb.bytes[skb.networkEnd + 13]!;
    if (ece && ((flags & TCP_ECE) !== 0) === ece.inverted) return false;
    return !cwr || ((flags & TCP_CWR) !== 0) !== cwr.inverted;
  },
});
