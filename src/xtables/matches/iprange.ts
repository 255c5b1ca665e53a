// -m iprange: addresses from one to another. As xt_iprange.c and libxt_iprange.c, revision 1.

import type { Words } from '../../abi/nfnetlink.ts';
import { compareWords, parseAddress, printAddress, toWords } from '../addresses.ts';
import { defineMatch, type RuleContext, Usage } from '../extension.ts';
import { join } from '../ports.ts';
import { not } from '../values.ts';

interface Side {
  low: Words;
  high: Words;
  inverted: boolean;
}
interface Info {
  source?: Side;
  dest?: Side;
}

function parseRange(option: string, text: string, inverted: boolean, rule: RuleContext): Side {
  const [first, last = first] = text.split('-');
  const read = (part: string): Words => {
    const address = parseAddress(part, rule.family);
    if (!address) throw new Usage(`iprange: Bad value for "${option}" option: "${part}"`);
    return address;
  };
  const side = { low: read(first!), high: read(last!), inverted };
  if (compareWords(side.low, side.high) > 0) rule.warn(`xt_iprange: range ${first}-${last} is reversed and will never match\n`);
  return side;
}

const text = ({ low, high }: Side): string => `${printAddress(low)}-${printAddress(high)}`;

function inSide({ low, high, inverted }: Side, address: Words): boolean {
  return (compareWords(address, low) >= 0 && compareWords(address, high) <= 0) !== inverted;
}

export default defineMatch<Info>({
  name: 'iprange',
  options: { '--src-range': { type: 'string', invertible: true }, '--dst-range': { type: 'string', invertible: true } },
  parse(given, rule) {
    if (given.length === 0) throw new Usage("iprange match: You must specify `--src-range' or `--dst-range'");
    const info: Info = {};
    for (const one of given) {
      const side = parseRange(one.option, one.text, one.inverted, rule);
      if (one.option === '--src-range') info.source = side;
      else info.dest = side;
    }
    return info;
  },
  save: ({ source, dest }) =>
    join(source && `${not(source.inverted)}--src-range ${text(source)}`, dest && `${not(dest.inverted)}--dst-range ${text(dest)}`),
  list: ({ source, dest }) =>
    join(
      source && `source IP range ${not(source.inverted)}${text(source)}`,
      dest && `destination IP range ${not(dest.inverted)}${text(dest)}`,
    ),
  matches: ({ source, dest }, skb) => (!source || inSide(source, toWords(skb.sourceIp))) && (!dest || inSide(dest, toWords(skb.destIp))),
});
