// -j TTL: sets, lowers or raises the packet's time to live. As xt_HL.c and libipt_TTL.c of iptables 1.8.13.

import { defineTarget, Usage } from '../extension.ts';

const CHOICES = ['--ttl-set', '--ttl-dec', '--ttl-inc'];
const excludes = (option: string): string[] => CHOICES.filter(other => other !== option);
const WORDS = { set: 'set to', dec: 'decrement by', inc: 'increment by' } as const;

export default defineTarget<{ mode: keyof typeof WORDS; value: number }>({
  name: 'TTL',
  family: 'ipv4',
  tables: ['mangle'],
  options: {
    '--ttl-set': { type: 'u8', excludes: excludes('--ttl-set') },
    '--ttl-dec': { type: 'u8', min: 1, excludes: excludes('--ttl-dec') },
    '--ttl-inc': { type: 'u8', min: 1, excludes: excludes('--ttl-inc') },
  },
  parse([given]) {
    if (!given) throw new Usage('TTL: You must specify an action');
    return { mode: given.option.slice(-3) as 'set', value: given.number };
  },
  save: ({ mode, value }) => `--ttl-${mode} ${value}`,
  list: ({ mode, value }) => `TTL ${WORDS[mode]} ${value}`,
  act({ mode, value }, skb) {
    if (mode === 'set') skb.ttl = value;
    else skb.ttl = mode === 'inc' ? Math.min(255, skb.ttl + value) : Math.max(0, skb.ttl - value);
    return 'CONTINUE';
  },
});
