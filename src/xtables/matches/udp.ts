// -p udp, -m udp: ports. As xt_tcpudp.c and libxt_udp.c of iptables 1.8.13.

import { defineMatch, type Given, Usage } from '../extension.ts';
import { inRange, join, listPorts, type Range, savePorts } from '../ports.ts';

interface Info {
  source: Range;
  dest: Range;
  sourceInverted: boolean;
  destInverted: boolean;
}

const port = { type: 'portrange', invertible: true } as const;
const bare = (info: Info): boolean =>
  info.source[0] === 0 &&
  info.source[1] === 65535 &&
  info.dest[0] === 0 &&
  info.dest[1] === 65535 &&
  !info.sourceInverted &&
  !info.destInverted;
const rangeOf = (given: Given): Range => [given.numbers[0]!, given.numbers.at(-1)!];

export default defineMatch<Info>({
  name: 'udp',
  options: {
    '--source-port': port,
    '--sport': { ...port, alias: '--source-port' },
    '--destination-port': port,
    '--dport': { ...port, alias: '--destination-port' },
  },
  parse(given, rule) {
    const info: Info = { source: [0, 65535], dest: [0, 65535], sourceInverted: false, destInverted: false };
    for (const one of given) {
      if (one.option === '--source-port') {
        info.source = rangeOf(one);
        info.sourceInverted = one.inverted;
      } else {
        info.dest = rangeOf(one);
        info.destInverted = one.inverted;
      }
    }
    if (rule.final && given.length > 0 && rule.protocol !== 17) throw new Usage("UDP match requires '-p udp'");
    return info;
  },
  check: (info, where) => (bare(info) && (where.protocol !== 17 || where.protocolInverted) ? 'EINVAL' : undefined),
  save: info => join(savePorts('sport', info.source, info.sourceInverted), savePorts('dport', info.dest, info.destInverted)),
  list: (info, how) =>
    `udp${listPorts('spt', info.source, info.sourceInverted, 'udp', how)}${listPorts('dpt', info.dest, info.destInverted, 'udp', how)}`,
  matches(info, skb) {
    const ports = skb.ports();
    if (!ports) return skb.fragmentOffset > 0 ? false : 'hotdrop';
    return inRange(info.source, ports.source) !== info.sourceInverted && inRange(info.dest, ports.dest) !== info.destInverted;
  },
  exact(info) {
    if (info.dest[0] === info.dest[1] && !info.destInverted) return { field: 'destPort', value: info.dest[0] };
    if (info.source[0] === info.source[1] && !info.sourceInverted) return { field: 'sourcePort', value: info.source[0] };
    return undefined;
  },
});
