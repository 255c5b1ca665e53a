// Chains as -L and -S show them, and rules that iptables did not write.

import type { ChainDump, RuleDump, XtRule } from '../../abi/nfnetlink.ts';
import type { Family, ListHow } from '../../xtables/extension.ts';
import type { Command } from './command-state.ts';

import { builtIn } from './ruleset.ts';
import { headings, plainCounter, ruleLine } from './show.ts';

export const isXt = (dump: RuleDump): dump is RuleDump & { body: XtRule } => dump.body.kind === 'xt';

/** The rule in iptables's terms; undefined where it cannot be said so. */
export const ruleOf = (dump: RuleDump): XtRule | undefined => (dump.body.kind === 'xt' ? dump.body : undefined);

export const foreignText = (chain: string): string => `-A ${chain} \n`;

/** "-P INPUT ACCEPT" or "-N web". */
export function chainDefinition(table: string, name: string, dump: ChainDump | undefined, verbose: boolean): string {
  if (!builtIn(table, name)) return `-N ${name}\n`;
  const policy = dump?.policy === 'drop' ? 'DROP' : 'ACCEPT';
  return `-P ${name} ${policy}${verbose ? ` -c ${dump?.counters.packets ?? 0} ${dump?.counters.bytes ?? 0}` : ''}\n`;
}

function header(command: Command, name: string, dump: ChainDump | undefined): string {
  if (!builtIn(command.table, name)) return `Chain ${name} (${dump?.references ?? 0} references)\n`;
  const policy = dump?.policy === 'drop' ? 'DROP' : 'ACCEPT';
  const counters =
    command.verbose > 0 ? ` ${plainCounter(dump?.counters.packets ?? 0)} packets, ${plainCounter(dump?.counters.bytes ?? 0)} bytes` : '';
  return `Chain ${name} (policy ${policy}${counters})\n`;
}

/** A chain as -L prints it; one rule alone where a number was given. */
export function printChain(
  command: Command,
  how: { family: Family; names: ListHow['names'] },
  name: string,
  dump: ChainDump | undefined,
  rules: readonly RuleDump[],
): string {
  const shown = { family: how.family, numeric: command.numeric, names: how.names, verbose: command.verbose > 0, exact: command.exact };
  const lines: string[] = [];
  if (command.number === undefined) {
    lines.push(header(command, name, dump), `${headings({ ...shown, lineNumbers: command.lineNumbers })}\n`);
  }
  for (const [index, rule] of rules.entries()) {
    if (command.number !== undefined && command.number !== index + 1) continue;
    const body = ruleOf(rule);
    if (!body) continue;
    lines.push(`${ruleLine({ ...rule, body }, { ...shown, ...(command.lineNumbers && { number: index + 1 }) })}\n`);
  }
  return lines.join('');
}
