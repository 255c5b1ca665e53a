// -m ttl: the packet's time to live. As xt_hl.c and libipt_ttl.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { not } from '../values.ts';

const OPERATORS = { eq: '==', ne: '!=', lt: '<', gt: '>' } as const;
type Operator = keyof typeof OPERATORS;

export default defineMatch<{ operator: Operator; value: number }>({
  name: 'ttl',
  family: 'ipv4',
  options: {
    '--ttl-eq': { type: 'u8', invertible: true, excludes: ['--ttl-lt', '--ttl-gt'] },
    '--ttl': { type: 'u8', invertible: true, alias: '--ttl-eq' },
    '--ttl-lt': { type: 'u8', excludes: ['--ttl-eq', '--ttl-gt'] },
    '--ttl-gt': { type: 'u8', excludes: ['--ttl-eq', '--ttl-lt'] },
  },
  parse([given]) {
    if (!given) throw new Usage("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt");
    const operator = given.option.slice(-2) as Operator;
    return { operator: given.inverted ? 'ne' : operator, value: given.number };
  },
  save: ({ operator, value }) => `${not(operator === 'ne')}--ttl-${operator === 'ne' ? 'eq' : operator} ${value}`,
  list: ({ operator, value }) => `TTL match TTL ${OPERATORS[operator]} ${value}`,
  matches({ operator, value }, skb) {
    const { ttl } = skb;
    if (operator === 'eq') return ttl === value;
    if (operator === 'ne') return ttl !== value;
    return operator === 'lt' ? ttl < value : ttl > value;
  },
});
