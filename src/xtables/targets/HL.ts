// -j HL: sets, lowers or raises the packet's hop limit. As xt_HL.c and libip6t_HL.c of iptables 1.8.13.

import { defineTarget, Usage } from '../extension.ts';

const CHOICES = ['--hl-set', '--hl-dec', '--hl-inc'];
const excludes = (option: string): string[] => CHOICES.filter(other => other !== option);
const WORDS = { set: 'set to', dec: 'decrement by', inc: 'increment by' } as const;

export default defineTarget<{ mode: keyof typeof WORDS; value: number }>({
  name: 'HL',
  family: 'ipv6',
  tables: ['mangle'],
  options: {
    '--hl-set': { type: 'u8', excludes: excludes('--hl-set') },
    '--hl-dec': { type: 'u8', min: 1, excludes: excludes('--hl-dec') },
    '--hl-inc': { type: 'u8', min: 1, excludes: excludes('--hl-inc') },
  },
  parse([given]) {
    if (!given) throw new Usage('HL: You must specify an action');
    return { mode: given.option.slice(-3) as 'set', value: given.number };
  },
  save: ({ mode, value }) => `--hl-${mode} ${value}`,
  list: ({ mode, value }) => `HL ${WORDS[mode]} ${value}`,
  act({ mode, value }, skb) {
    if (mode === 'set') skb.ttl = value;
    else skb.ttl = mode === 'inc' ? Math.min(255, skb.ttl + value) : Math.max(0, skb.ttl - value);
    return 'CONTINUE';
  },
});
