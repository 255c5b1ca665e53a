// -m connlimit: how many connections an address or network has. As xt_connlimit.c and libxt_connlimit.c of iptables 1.8.13.

import { prefixMask, wordsOf } from '../addresses.ts';
import { defineMatch, Usage } from '../extension.ts';

export default defineMatch<{ limit: number; above: boolean; length: number; side: 'source' | 'dest' }>({
  name: 'connlimit',
  tracks: true,
  options: {
    '--connlimit-upto': { type: 'u32', invertible: true, excludes: ['--connlimit-above'] },
    '--connlimit-above': { type: 'u32', invertible: true, excludes: ['--connlimit-upto'] },
    '--connlimit-mask': { type: 'string' },
    '--connlimit-saddr': { excludes: ['--connlimit-daddr'] },
    '--connlimit-daddr': { excludes: ['--connlimit-saddr'] },
  },
  parse(given, rule) {
    const bits = 32 * wordsOf(rule.family);
    const limit = given.find(one => one.option === '--connlimit-upto' || one.option === '--connlimit-above');
    if (!limit) throw new Usage('You must specify "--connlimit-above" or "--connlimit-upto".');
    const mask = given.find(one => one.option === '--connlimit-mask');
    const length = mask ? Number(mask.text) : bits;
    return {
      limit: limit.number,
      above: (limit.option === '--connlimit-above') !== limit.inverted,
      // What is longer than an address masks nothing away, and is shown as nothing.
      length: Number.isInteger(length) && length <= bits ? length : 0,
      side: given.some(one => one.option === '--connlimit-daddr') ? 'dest' : 'source',
    };
  },
  save: ({ limit, above, length, side }) =>
    `--connlimit-${above ? 'above' : 'upto'} ${limit} --connlimit-mask ${length} --connlimit-${side === 'dest' ? 'd' : 's'}addr`,
  list: ({ limit, above, length, side }) => `#conn ${side === 'dest' ? 'dst' : 'src'}/${length} ${above ? '>' : '<='} ${limit}`,
  matches({ limit, above, length, side }, skb, at) {
    const count = at.countConnections(skb, prefixMask(length, at.family), side);
    return count > limit === above;
  },
});
