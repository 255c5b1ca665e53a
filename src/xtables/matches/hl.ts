// -m hl: the packet's hop limit. As xt_hl.c and libip6t_hl.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { not } from '../values.ts';

const OPERATORS = { eq: '==', ne: '!=', lt: '<', gt: '>' } as const;
type Operator = keyof typeof OPERATORS;

export default defineMatch<{ operator: Operator; value: number }>({
  name: 'hl',
  family: 'ipv6',
  options: {
    '--hl-eq': { type: 'u8', invertible: true, excludes: ['--hl-lt', '--hl-gt'] },
    '--hl': { type: 'u8', invertible: true, alias: '--hl-eq' },
    '--hl-lt': { type: 'u8', excludes: ['--hl-eq', '--hl-gt'] },
    '--hl-gt': { type: 'u8', excludes: ['--hl-eq', '--hl-lt'] },
  },
  parse([given]) {
    if (!given) throw new Usage("HL match: You must specify one of `--hl-eq', `--hl-lt', `--hl-gt");
    const operator = given.option.slice(-2) as Operator;
    return { operator: given.inverted ? 'ne' : operator, value: given.number };
  },
  save: ({ operator, value }) => `${not(operator === 'ne')}--hl-${operator === 'ne' ? 'eq' : operator} ${value}`,
  list: ({ operator, value }) => `HL match HL ${OPERATORS[operator]} ${value}`,
  matches({ operator, value }, skb) {
    const { ttl } = skb;
    if (operator === 'eq') return ttl === value;
    if (operator === 'ne') return ttl !== value;
    return operator === 'lt' ? ttl < value : ttl > value;
  },
});
