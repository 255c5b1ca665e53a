// -m realm: the realm of the packet's route. As xt_realm.c and libipt_realm.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { hex, not, parseNumber } from '../values.ts';

interface Info {
  value: number;
  mask: number;
  inverted: boolean;
}

const text = ({ value, mask }: Info, name: string | undefined): string =>
  mask === 0xffffffff ? (name ?? hex(value)) : `${hex(value)}/${hex(mask)}`;

export default defineMatch<Info>({
  name: 'realm',
  family: 'ipv4',
  hooks: ['POSTROUTING', 'FORWARD', 'OUTPUT', 'INPUT'],
  options: { '--realm': { type: 'string', mandatory: true, invertible: true } },
  parse([given], rule) {
    const [value, mask] = given!.text.split('/');
    const number = parseNumber(value!) ?? (/^\d/.test(value!) ? undefined : rule.names.realmByName(given!.text));
    const bits = mask === undefined ? 0xffffffff : parseNumber(mask);
    if (number === undefined || bits === undefined) throw new Usage('realm: bad integer value for option "--realm", or out of range.\n');
    return { value: number, mask: bits, inverted: given!.inverted };
  },
  save: (info, how) => `${not(info.inverted)}--realm ${text(info, how.names.realmByNumber(info.value))}`,
  list: (info, how) => `realm ${not(info.inverted)}${text(info, how.numeric ? undefined : how.names.realmByNumber(info.value))}`,
  matches: ({ value, mask, inverted }, skb, at) => ((at.realm(skb) & mask) >>> 0 === value) !== inverted,
});
