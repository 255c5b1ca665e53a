// -L and -S: a table's chains and rules read from the kernel and printed. iptables 1.8.13.

import type { ChainDump, RuleDump } from '../../abi/nfnetlink.ts';
import { withNames } from '../lib/xtables/names.ts';
import { chainDefinition, foreignText, printChain, ruleOf } from './chain-lines.ts';
import type { Command } from './command-state.ts';
import type { ExecuteHow } from './execute-how.ts';
import { type Ruleset, TABLES } from './ruleset.ts';
import { listHow, ruleText } from './show.ts';

export const byName = (one: ChainDump, other: ChainDump): number => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);

/** The chains of a table, its own first. */
export function allNames(table: string, chains: readonly ChainDump[]): string[] {
  return [
    ...TABLES[table]!.map(base => base.hook as string),
    ...chains
      .filter(chain => !chain.base)
      .sort(byName)
      .map(chain => chain.name),
  ];
}

async function seen(
  ruleset: Ruleset,
  { table, chain }: Command,
  { pending }: ExecuteHow,
): Promise<{ chains: readonly ChainDump[]; rules: readonly RuleDump[] }> {
  const { chains, rules } = await ruleset.get({ table, ...(chain !== undefined && { chain }), parts: ['chains', 'rules'] });
  return pending.flushed ? { chains: chains.filter(one => pending.made.has(one.name)), rules: [] } : { chains, rules };
}

/** -L. */
export async function list(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const { table, chain } = command;
  const { chains, rules } = await seen(ruleset, command, how);
  if (!command.numeric) for (const kind of ['services', 'protocols', 'hosts', 'users', 'groups'] as const) await how.names.load(kind);
  const byChain = groupByChain(rules);
  const names = chain === undefined ? allNames(table, chains) : [chain];
  for (const [index, name] of names.entries()) {
    const dump = chains.find(one => one.name === name);
    const text = await withNames(how.names, () => printChain(command, how, name, dump, byChain.get(name) ?? []));
    how.print(index > 0 ? `\n${text}` : text);
  }
}

function groupByChain(rules: readonly RuleDump[]): Map<string, RuleDump[]> {
  const byChain = new Map<string, RuleDump[]>();
  for (const rule of rules) {
    const group = byChain.get(rule.chain);
    if (group) group.push(rule);
    else byChain.set(rule.chain, [rule]);
  }
  return byChain;
}

/** -S. */
export async function listRules(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const { table, chain, number } = command;
  const { chains, rules } = await seen(ruleset, command, how);
  const names = chain === undefined ? allNames(table, chains) : [chain];
  const verbose = command.verbose > 0;
  const lines: string[] = [];
  if (number === undefined) {
    for (const name of names)
      lines.push(
        chainDefinition(
          table,
          name,
          chains.find(one => one.name === name),
          verbose,
        ),
      );
  }
  const byChain = groupByChain(rules);
  await withNames(how.names, () => {
    const out: string[] = [];
    const shown = listHow(how.family, true, how.names);
    for (const name of names) {
      for (const [index, dump] of (byChain.get(name) ?? []).entries()) {
        if (number !== undefined && number !== index + 1) continue;
        const body = ruleOf(dump);
        const counters = verbose ? ` -c ${dump.packets} ${dump.bytes}` : '';
        out.push(body ? `-A ${name}${ruleText(body, shown, counters)}\n` : foreignText(name));
      }
    }
    return out;
  }).then(out => lines.push(...out));
  how.print(lines.join(''));
}
