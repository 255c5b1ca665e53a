// Tables, chains and rules as nft lists them. As libnftables's rule.c of nftables 1.1.7.

import type { BaseChain, ChainDump, NfnetlinkMessage, NftFamily, RuleDump } from '../../abi/nfnetlink.ts';
import type { FileNames } from '../lib/xtables/names.ts';
import { isForeign, translateRule } from '../lib/xtables/nft-words.ts';

export type Dump = Extract<NfnetlinkMessage, { type: 'nft-dump' }>['body'];

export interface ListHow {
  names: FileNames;
  /** -a. */
  handles: boolean;
  /** -s: without counters. */
  stateless: boolean;
  /** -n, -y. */
  numericPriority: boolean;
}

const PRIORITIES: Readonly<Record<number, string>> = {
  [-300]: 'raw',
  [-150]: 'mangle',
  [-100]: 'dstnat',
  0: 'filter',
  50: 'security',
  100: 'srcnat',
};

function priorityText({ hook, priority }: BaseChain, numeric: boolean): string {
  const name = PRIORITIES[priority];
  if (numeric || name === undefined) return `${priority}`;
  if (name === 'dstnat' && hook !== 'PREROUTING' && hook !== 'OUTPUT') return `${priority}`;
  if (name === 'srcnat' && hook !== 'POSTROUTING' && hook !== 'INPUT') return `${priority}`;
  return name;
}

const handleText = (how: ListHow, handle: number): string => (how.handles ? ` # handle ${handle}` : '');

const ruleText = (rule: RuleDump, family: NftFamily, how: ListHow): string => {
  if (rule.body.kind !== 'xt') return '';
  const counter = how.stateless ? 'counter' : `counter packets ${rule.packets} bytes ${rule.bytes}`;
  return translateRule(rule.body, counter, { family: family === 'ip6' ? 'ipv6' : 'ipv4', names: how.names }).text;
};

function chainText(chain: ChainDump, rules: readonly RuleDump[], how: ListHow): string {
  const { base } = chain;
  const lines = [`\tchain ${chain.name} {${handleText(how, chain.handle)}`];
  if (base) {
    const type = `type ${base.type} hook ${base.hook.toLowerCase()} priority ${priorityText(base, how.numericPriority)}`;
    lines.push(`\t\t${type}; policy ${chain.policy ?? 'accept'};`);
  }
  for (const rule of rules) lines.push(`\t\t${ruleText(rule, chain.family, how)}${handleText(how, rule.handle)}`);
  lines.push('\t}');
  return lines.map(line => `${line}\n`).join('');
}

/** Tables with their chains; without rules, chains alone without lines between. */
export function listText(dump: Dump, how: ListHow, withRules: boolean, tableHandles: boolean): string {
  const tables = dump.tables.map(table => {
    const chains = dump.chains.filter(chain => chain.family === table.family && chain.table === table.name);
    const texts = chains.map(chain => {
      const rules = withRules
        ? dump.rules.filter(rule => rule.family === table.family && rule.table === table.name && rule.chain === chain.name)
        : [];
      return chainText(chain, rules, how);
    });
    return `table ${table.family} ${table.name} {${tableHandles ? handleText(how, table.handle) : ''}\n${texts.join(withRules ? '\n' : '')}}\n`;
  });
  return tables.join('');
}

/** What is said of tables with rules of iptables's own extensions. */
export function warnings(dump: Dump): string {
  return dump.tables
    .filter(table =>
      dump.rules.some(
        ({ family, table: name, body }) => family === table.family && name === table.name && body.kind === 'xt' && isForeign(body),
      ),
    )
    .map(({ family, name }) => `# Warning: table ${family} ${name} is managed by iptables-nft, do not touch!\n`)
    .join('');
}
