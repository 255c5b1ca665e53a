// The 'netfilter' protocol of netlink: rules, connections, sets, as programs ask for them. As nfnetlink.c, nf_tables_api.c, nf_conntrack_netlink.c.

import { Errno } from '../../abi/errno.ts';
import type { NetlinkMessage } from '../../abi/netlink.ts';
import type { NfnetlinkMessage } from '../../abi/nfnetlink.ts';
import { demand } from '../credentials.ts';
import { type NetlinkContext, registerNetlink } from '../net/socket/netlink.ts';
import { runBatch } from './batch.ts';
import { conntrackRequest } from './conntrack/netlink.ts';
import { runIpset } from './ipset-store.ts';
import { type Chain, dumpChain, dumpRule, dumpTable, type Ruleset, rulesetOf, type Table } from './tables.ts';

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

const isNetfilter = (message: NetlinkMessage): message is NetlinkMessage & NfnetlinkMessage =>
  /^(nft|ct|ipset|nflog|ipvs)-/.test(message.type);

function handle(message: NetlinkMessage, context: NetlinkContext): void {
  if (!isNetfilter(message)) throw new Errno('EINVAL');
  demand(context.by, 'CAP_NET_ADMIN', context.netns.owner);
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
      return;
    default:
      conntrackRequest(message, context);
  }
}

registerNetlink('netfilter', handle);
