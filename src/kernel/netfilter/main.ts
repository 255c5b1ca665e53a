// Netfilter, whole: importing this registers its netlink protocol, observers and files.

import { onNamespaceExit } from '../net/netns.ts';
import { observeRules, tracksConnections } from './batch.ts';
import { setTracking } from './conntrack/track.ts';
import './masquerade.ts';
import './nfnetlink.ts';
import type { Chain, Rule, Ruleset } from './tables.ts';
import { rulesetOf } from './tables.ts';

/** The families whose connections a rule of a chain needs. */
function familiesOf(chain: Chain): readonly ('ipv4' | 'ipv6')[] {
  if (chain.table.family === 'ip') return ['ipv4'];
  if (chain.table.family === 'ip6') return ['ipv6'];
  return chain.table.family === 'inet' ? ['ipv4', 'ipv6'] : [];
}

function count(ruleset: Ruleset, chain: Chain, rule: Rule, by: 1 | -1): void {
  for (const family of familiesOf(chain)) {
    if (!tracksConnections(rule, family)) continue;
    ruleset.tracking[family] += by;
    setTracking(ruleset.netns, family, ruleset.tracking[family] > 0);
  }
}

observeRules({
  added: (ruleset, chain, rule) => count(ruleset, chain, rule, 1),
  removed: (ruleset, chain, rule) => count(ruleset, chain, rule, -1),
});

onNamespaceExit(netns => rulesetOf(netns).tables.clear());
