// -j REJECT: drops a packet and tells its sender. As ipt_REJECT.c, ip6t_REJECT.c and libip*t_REJECT.c of iptables 1.8.13.

import { defineTarget } from '../extension.ts';
import { parseReject, REJECT_TYPES } from '../reject-types.ts';

export default defineTarget<{ with: string }>({
  name: 'REJECT',
  tables: ['filter'],
  hooks: ['INPUT', 'FORWARD', 'OUTPUT'],
  options: { '--reject-with': { type: 'string' } },
  parse: ([given], rule) => parseReject(given, rule),
  save: info => `--reject-with ${info.with}`,
  list: info => `reject-with ${info.with}`,
  check: (info, where) => (info.with === 'tcp-reset' && (where.protocol !== 6 || where.protocolInverted) ? 'EINVAL' : undefined),
  act(info, skb, at) {
    const kind = REJECT_TYPES[at.family].find(({ name }) => name === info.with);
    if (kind) at.reject(skb, kind.code === undefined ? { kind: 'tcp-reset' } : { kind: 'icmp', type: kind.type, code: kind.code });
    return 'DROP';
  },
});
