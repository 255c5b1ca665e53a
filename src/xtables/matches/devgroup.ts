// -m devgroup: the groups of the packet's devices. As xt_devgroup.c and libxt_devgroup.c of iptables 1.8.13.

import { type Device, defineMatch, type ListHow, type Names, Usage } from '../extension.ts';
import { join } from '../ports.ts';
import { hex, not, parseNumber } from '../values.ts';

interface Side {
  value: number;
  mask: number;
  inverted: boolean;
}
interface Info {
  source?: Side;
  dest?: Side;
}

function parseGroup(option: string, text: string, inverted: boolean, names: Names): Side {
  const [value, mask] = text.split('/');
  const number = parseNumber(value!) ?? (/^\d/.test(value!) ? undefined : names.deviceGroupByName(text));
  const bits = mask === undefined ? 0xffffffff : parseNumber(mask);
  if (number === undefined || bits === undefined) throw new Usage(`devgroup: bad integer value for option "${option}", or out of range.\n`);
  return { value: number, mask: bits, inverted };
}

function side(option: string, one: Side, how: ListHow): string {
  const name = how.numeric || one.mask !== 0xffffffff ? undefined : how.names.deviceGroupByNumber(one.value);
  return `${not(one.inverted)}${option} ${one.mask === 0xffffffff ? (name ?? hex(one.value)) : `${hex(one.value)}/${hex(one.mask)}`}`;
}

const hit = ({ value, mask, inverted }: Side, device: Device | undefined): boolean =>
  (((device?.group ?? 0) & mask) >>> 0 === value) !== inverted;

export default defineMatch<Info>({
  name: 'devgroup',
  options: { '--src-group': { type: 'string', invertible: true }, '--dst-group': { type: 'string', invertible: true } },
  parse(given, rule) {
    if (given.length === 0) throw new Usage("devgroup match: You must specify either '--src-group' or '--dst-group'");
    const info: Info = {};
    for (const { option, text, inverted } of given) {
      const group = parseGroup(option, text, inverted, rule.names);
      if (option === '--src-group') info.source = group;
      else info.dest = group;
    }
    return info;
  },
  save: ({ source, dest }, how) => join(source && side('--src-group', source, how), dest && side('--dst-group', dest, how)),
  list: ({ source, dest }, how) => join(source && side('src-group', source, how), dest && side('dst-group', dest, how)),
  check({ source, dest }, { hooks }) {
    if (source && hooks.some(hook => hook === 'OUTPUT' || hook === 'POSTROUTING')) return 'EINVAL';
    return dest && hooks.some(hook => hook === 'PREROUTING' || hook === 'INPUT') ? 'EINVAL' : undefined;
  },
  matches: ({ source, dest }, _skb, at) => (!source || hit(source, at.input)) && (!dest || hit(dest, at.output)),
});
