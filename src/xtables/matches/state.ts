// -m state: the older name of part of -m conntrack. As libxt_conntrack.c of iptables 1.8.13.

import { type Connection, defineMatch } from '../extension.ts';
import { not } from '../values.ts';
import { parseStates } from './conntrack.ts';

const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'] as const satisfies readonly Connection['state'][];

export default defineMatch<{ states: Connection['state'][]; inverted: boolean }>({
  name: 'state',
  eager: true,
  tracks: true,
  options: { '--state': { type: 'string', mandatory: true, invertible: true } },
  parse: ([given]) => ({ states: parseStates(given!.text, STATES, 'state'), inverted: given!.inverted }),
  save: ({ states, inverted }) => `${not(inverted)}--state ${states.join(',')}`,
  list: ({ states, inverted }) => `${not(inverted)}state ${states.join(',')}`,
  matches: ({ states, inverted }, skb, at) => states.includes(at.connection(skb)?.state ?? 'INVALID') !== inverted,
});
