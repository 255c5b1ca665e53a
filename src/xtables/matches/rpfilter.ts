// -m rpfilter: whether an answer would leave by the device the packet came by. As ipt_rpfilter.c and libxt_rpfilter.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';

const WORDS = ['loose', 'validmark', 'accept-local', 'invert'] as const;

interface Info {
  flags: (typeof WORDS)[number][];
}

export default defineMatch<Info>({
  name: 'rpfilter',
  tables: ['raw', 'mangle'],
  hooks: ['PREROUTING'],
  options: Object.fromEntries(WORDS.map(word => [`--${word}`, {}])),
  parse: given => ({ flags: WORDS.filter(word => given.some(one => one.option === `--${word}`)) }),
  save: ({ flags }) => flags.map(flag => `--${flag}`).join(' '),
  list: ({ flags }) => ['rpfilter', ...flags].join(' '),
  matches({ flags }, skb, at) {
    const how = { loose: flags.includes('loose'), mark: flags.includes('validmark'), acceptLocal: flags.includes('accept-local') };
    return at.reversePath(skb, how) !== flags.includes('invert');
  },
});
