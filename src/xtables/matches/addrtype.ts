// -m addrtype: what kind an address is by the routing tables. As xt_addrtype.c and libxt_addrtype.c, revision 1.

import { defineMatch, Usage } from '../extension.ts';
import { join } from '../ports.ts';
import { not } from '../values.ts';

const TYPES = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
  'THROW',
  'NAT',
  'XRESOLVE',
];

interface Side {
  types: string[];
  inverted: boolean;
}
interface Info {
  source?: Side;
  dest?: Side;
  limit?: 'in' | 'out';
}

function parseTypes(text: string): string[] {
  const wanted = text.split(',').map(name => {
    const type = TYPES.find(one => one === name.toUpperCase());
    if (type === undefined) throw new Usage(`addrtype: bad type "${name}"`);
    return type;
  });
  return TYPES.filter(type => wanted.includes(type));
}

export default defineMatch<Info>({
  name: 'addrtype',
  options: {
    '--src-type': { type: 'string', invertible: true },
    '--dst-type': { type: 'string', invertible: true },
    '--limit-iface-in': { excludes: ['--limit-iface-out'] },
    '--limit-iface-out': { excludes: ['--limit-iface-in'] },
  },
  parse(given) {
    const info: Info = {};
    for (const { option, text, inverted } of given) {
      if (option === '--src-type') info.source = { types: parseTypes(text), inverted };
      else if (option === '--dst-type') info.dest = { types: parseTypes(text), inverted };
      else info.limit = option === '--limit-iface-in' ? 'in' : 'out';
    }
    if (!info.source && !info.dest) throw new Usage('addrtype: you must specify --src-type or --dst-type');
    return info;
  },
  save: ({ source, dest, limit }) =>
    join(
      source && `${not(source.inverted)}--src-type ${source.types.join(',')}`,
      dest && `${not(dest.inverted)}--dst-type ${dest.types.join(',')}`,
      limit && `--limit-iface-${limit}`,
    ),
  list: ({ source, dest, limit }) =>
    join(
      'ADDRTYPE match',
      source && `src-type ${source.inverted ? '!' : ''}${source.types.join(',')}`,
      dest && `dst-type ${dest.inverted ? '!' : ''}${dest.types.join(',')}`,
      limit && `limit-${limit}`,
    ),
  check({ limit }, { hooks }) {
    if (limit === 'in' && hooks.some(hook => hook === 'OUTPUT' || hook === 'POSTROUTING')) return 'EINVAL';
    if (limit === 'out' && hooks.some(hook => hook === 'PREROUTING' || hook === 'INPUT')) return 'EINVAL';
    return undefined;
  },
  matches({ source, dest, limit }, skb, at) {
    const device = limit === 'in' ? at.input : limit === 'out' ? at.output : undefined;
    if (source && source.types.includes(at.addressType(skb.sourceIp, device)) === source.inverted) return false;
    return !dest || dest.types.includes(at.addressType(skb.destIp, device)) !== dest.inverted;
  },
});
