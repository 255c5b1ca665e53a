// -j CONNSECMARK: security marks between packets and connections. As xt_CONNSECMARK.c and libxt_CONNSECMARK.c of iptables 1.8.13.

import { defineTarget, Usage } from '../extension.ts';

export default defineTarget<{ mode: 'save' | 'restore' }>({
  name: 'CONNSECMARK',
  tables: ['mangle', 'security'],
  tracks: true,
  options: { '--save': { excludes: ['--restore'] }, '--restore': { excludes: ['--save'] } },
  parse([given]) {
    if (!given) throw new Usage('CONNSECMARK target: parameter required');
    return { mode: given.option === '--save' ? 'save' : 'restore' };
  },
  save: ({ mode }) => `--${mode}`,
  list: ({ mode }) => `CONNSECMARK ${mode}`,
  // Without a security module packets have no security marks.
  act: () => 'CONTINUE',
});
