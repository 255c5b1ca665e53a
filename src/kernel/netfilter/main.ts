// Netfilter, whole: importing this registers its netlink protocol, observers and files.

import { onNamespaceExit } from '../net/netns.ts';
import { observeRules, tracksConnections } from './batch.ts';
import { setTracking } from './conntrack/track.ts';
import { setNamesOf } from './ipset-references.ts';
import './br-netfilter.ts';
import './masquerade.ts';
import './nfnetlink.ts';
import './sockets.ts';
import { sharedOf } from './evaluation.ts';
import { type Chain, type Rule, type Ruleset, rulesetOf } from './tables.ts';

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

/** The lists that a rule's matches share with others by name. */
function sharedBy(rule: Rule): [kind: 'recent' | 'hashlimit', name: string][] {
  if (rule.body.kind !== 'xt') return [];
  return rule.body.matches.flatMap(({ name, info }): ['recent' | 'hashlimit', string][] =>
    name === 'recent' || name === 'hashlimit' ? [[name, (info as { name: string }).name]] : [],
  );
}

/** A list lives as long as a rule speaks of it. */
function holdShared(ruleset: Ruleset, rule: Rule, by: 1 | -1): void {
  for (const name of setNamesOf(rule.body)) ruleset.users.set(`ipset ${name}`, (ruleset.users.get(`ipset ${name}`) ?? 0) + by);
  for (const [kind, name] of sharedBy(rule)) {
    const key = `${kind} ${name}`;
    const users = (ruleset.users.get(key) ?? 0) + by;
    ruleset.users.set(key, users);
    if (by === 1) sharedOf(ruleset, kind, name, () => ({ entries: new Map() }));
    else if (users === 0) ruleset.shared.get(kind)?.delete(name);
  }
}

observeRules({
  added(ruleset, chain, rule) {
    count(ruleset, chain, rule, 1);
    holdShared(ruleset, rule, 1);
  },
  removed(ruleset, chain, rule) {
    count(ruleset, chain, rule, -1);
    holdShared(ruleset, rule, -1);
  },
});

onNamespaceExit(netns => rulesetOf(netns).tables.clear());
