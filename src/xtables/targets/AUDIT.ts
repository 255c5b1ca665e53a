// -j AUDIT: a record for the audit daemon. As xt_AUDIT.c and libxt_AUDIT.c of iptables 1.8.13.

import { defineTarget, Usage } from '../extension.ts';

const TYPES = ['accept', 'drop', 'reject'];

export default defineTarget<{ type: string }>({
  name: 'AUDIT',
  options: { '--type': { type: 'string', mandatory: true } },
  parse([given]) {
    const type = given!.text.toLowerCase();
    if (!TYPES.includes(type)) throw new Usage(`Bad action type value "${given!.text}"`);
    return { type };
  },
  save: ({ type }) => `--type ${type}`,
  list: ({ type }) => `AUDIT ${type}`,
  act({ type }, skb, at) {
    at.audit(skb, type);
    return 'CONTINUE';
  },
});
