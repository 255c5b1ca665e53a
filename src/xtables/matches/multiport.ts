// -m multiport: up to fifteen ports in one rule, a range counting as two. As xt_multiport.c and libxt_multiport.c, revision 1.

import { defineMatch, Usage } from '../extension.ts';
import { inRanges, PORT_PROTOCOLS, PROTOCOL_NAMES, parsePort, portName, printRange, type Range } from '../ports.ts';
import { not } from '../values.ts';

const SLOTS = 15;
const OPTIONS = { sports: '--source-ports', dports: '--destination-ports', ports: '--ports' } as const;
const option = { type: 'string', invertible: true } as const;

export default defineMatch<{ side: 'sports' | 'dports' | 'ports'; ranges: Range[]; inverted: boolean; protocol: number }>({
  name: 'multiport',
  options: {
    [OPTIONS.sports]: { ...option, excludes: [OPTIONS.dports, OPTIONS.ports] },
    '--sports': { ...option, alias: OPTIONS.sports },
    [OPTIONS.dports]: { ...option, excludes: [OPTIONS.sports, OPTIONS.ports] },
    '--dports': { ...option, alias: OPTIONS.dports },
    [OPTIONS.ports]: { ...option, excludes: [OPTIONS.sports, OPTIONS.dports] },
  },
  parse([given], rule) {
    if (!given) throw new Usage('no ports specified');
    if (rule.protocol === undefined || rule.protocolInverted) {
      throw new Usage("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
    }
    if (!PORT_PROTOCOLS.has(rule.protocol)) throw new Usage('multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP');
    const protocol = PROTOCOL_NAMES[rule.protocol]!;
    const ranges = given.text.split(',').map((part): Range => {
      const colon = part.indexOf(':');
      const low = parsePort(colon < 0 ? part : part.slice(0, colon), rule, protocol);
      if (colon < 0) return [low, low];
      const high = parsePort(part.slice(colon + 1), rule, protocol);
      if (low >= high) throw new Usage('invalid portrange specified');
      return [low, high];
    });
    const slots = ranges.reduce((sum, [low, high]) => sum + (low === high ? 1 : 2), 0);
    if (slots > SLOTS) throw new Usage('too many ports specified');
    const side = given.option === '--ports' ? 'ports' : given.option === '--source-ports' ? 'sports' : 'dports';
    return { side, ranges, inverted: given.inverted, protocol: rule.protocol };
  },
  save: ({ side, ranges, inverted }) => `${not(inverted)}--${side} ${ranges.map(printRange).join(',')}`,
  list({ side, ranges, inverted, protocol }, how) {
    const names = ranges.map(([low, high]) => {
      const first = portName(low, PROTOCOL_NAMES[protocol]!, how);
      return low === high ? first : `${first}:${portName(high, PROTOCOL_NAMES[protocol]!, how)}`;
    });
    return `multiport ${side} ${inverted ? ' !' : ''}${names.join(',')}`;
  },
  check: (_info, where) => (where.protocolInverted || !PORT_PROTOCOLS.has(where.protocol ?? 0) ? 'EINVAL' : undefined),
  matches({ side, ranges, inverted }, skb) {
    const ports = skb.ports(); // undefined in a later fragment: it has no ports to match
    if (!ports) return skb.fragmentOffset > 0 ? false : 'hotdrop';
    const hit = (side !== 'dports' && inRanges(ranges, ports.source)) || (side !== 'sports' && inRanges(ranges, ports.dest));
    return hit !== inverted;
  },
});
