// Rules and sets, whole: what nfnetlink loads with the first request about them. Importing this registers its observers.

import type { NfnetlinkMessage } from '../../abi/nfnetlink.ts';
import { onNamespaceExit } from '../net/netns.ts';
import type { NetlinkContext } from '../net/socket/netlink.ts';
import { observeRules, runBatch } from './batch.ts';
import { setTracking } from './conntrack/track.ts';
import { sharedOf } from './evaluation.ts';
import { setNamesOf } from './ipset-references.ts';
import { runIpset } from './ipset-store.ts';
import { type Chain, dumpChain, dumpRule, dumpTable, type Rule, type Ruleset, rulesetOf, type Table } from './tables.ts';
import { tracksConnections } from './tracks.ts';
import './masquerade.ts';
import './sockets.ts';

/** The requests that this part answers. */
export type RulesMessage = Extract<NfnetlinkMessage, { type: 'nft-batch' | 'nft-get' | 'ipset-request' }>;

type Body<T extends NfnetlinkMessage['type']> = Extract<NfnetlinkMessage, { type: T }>['body'];

function dump(ruleset: Ruleset, asked: Body<'nft-get'>): Body<'nft-dump'> {
  const wanted = (part: Body<'nft-get'>['parts'][number]): boolean => asked.parts.includes(part);
  const tables: Table[] = [];
  for (const table of ruleset.tables.values()) {
    if (asked.family !== undefined && table.family !== asked.family) continue;
    if (asked.table !== undefined && table.name !== asked.table) continue;
    tables.push(table);
  }
  const chains: Chain[] = [];
  for (const table of tables) {
    if (asked.chain === undefined) chains.push(...table.chains.values());
    else if (table.chains.has(asked.chain)) chains.push(table.chains.get(asked.chain)!);
  }
  const rules = wanted('rules') ? chains.flatMap(chain => chain.rules.map(rule => dumpRule(chain, rule))) : [];
  const sets = wanted('sets')
    ? tables.flatMap(table => [...table.sets.values()].map(set => ({ ...set, elements: [...set.elements] })))
    : [];
  const objects = wanted('objects')
    ? tables.flatMap(table => [...table.objects.values()].map(one => ({ ...one, counters: { ...one.counters } })))
    : [];
  if (asked.reset) {
    for (const chain of chains) {
      for (const rule of chain.rules) {
        rule.packets = 0;
        rule.bytes = 0;
        if (rule.hasCounters) for (const counters of rule.counters.values()) Object.assign(counters, { packets: 0, bytes: 0 });
      }
    }
  }
  return {
    generation: ruleset.generation,
    tables: wanted('tables') ? tables.map(dumpTable) : [],
    chains: wanted('chains') ? chains.map(dumpChain) : [],
    rules,
    sets,
    objects,
  };
}

/** Answers a request about rules or sets. Throws Errno. */
export function rulesRequest(message: RulesMessage, context: NetlinkContext): void {
  const ruleset = rulesetOf(context.netns);
  switch (message.type) {
    case 'nft-batch':
      context.reply({ type: 'nft-result', body: runBatch(ruleset, message.body.commands, message.body.dryRun ?? false) });
      return;
    case 'nft-get':
      context.reply({ type: 'nft-dump', body: dump(ruleset, message.body) });
      return;
    case 'ipset-request':
      context.reply({ type: 'ipset-reply', body: runIpset(context.netns, message.body) });
  }
}

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
