// Changing the rules: a batch of steps that is done whole or not at all. As nf_tables_api.c's transactions.

import { Errno, type ErrnoCode } from '../../abi/errno.ts';
import type { NfnetlinkMessage, NftCommand } from '../../abi/nfnetlink.ts';
import { attachChain } from './attach.ts';
import { runSetCommand } from './batch-sets.ts';
import { setNamesOf } from './ipset-references.ts';
import { Chain, chainsNamed, Rule, type Ruleset, Table, tableKey } from './tables.ts';
import { type Command, requireTable, type Transaction } from './transaction.ts';
import { checkRule } from './validate.ts';

/** Told of rules that come and go: conntrack's and ipset's users are counted by it. */
export interface RuleObserver {
  added(ruleset: Ruleset, chain: Chain, rule: Rule): void;
  removed(ruleset: Ruleset, chain: Chain, rule: Rule): void;
}
const observers: RuleObserver[] = [];
export const observeRules = (observer: RuleObserver): void => void observers.push(observer);

/** Runs a batch. A failed step undoes those before it and is named in the result. */
export function runBatch(
  ruleset: Ruleset,
  commands: readonly NftCommand[],
  dryRun: boolean,
): Extract<NfnetlinkMessage, { type: 'nft-result' }>['body'] {
  const transaction: Transaction = { ruleset, undo: [] };
  const handles: (number | undefined)[] = [];
  let failed: { index: number; errno: ErrnoCode; detail?: string } | undefined;
  for (const [index, command] of commands.entries()) {
    try {
      handles.push(runCommand(transaction, command));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failed = { index, errno: error.code, ...(error.detail !== undefined && { detail: error.detail }) };
      break;
    }
  }
  if (failed || dryRun) for (const undo of transaction.undo.reverse()) undo();
  else if (commands.length > 0) ruleset.generation++;
  return { handles, ...(failed && { failed }) };
}

function runCommand(transaction: Transaction, command: NftCommand): number | undefined {
  switch (command.op) {
    case 'newtable':
      return newTable(transaction, command);
    case 'deltable':
      return deleteTable(transaction, requireTable(transaction, command));
    case 'newchain':
      return newChain(transaction, command);
    case 'delchain':
      return deleteChain(transaction, command);
    case 'renamechain':
      return renameChain(transaction, command);
    case 'newrule':
      return newRule(transaction, command);
    case 'delrule':
      return deleteRules(transaction, command);
    case 'zero':
      return zero(transaction, command);
    case 'flush':
      for (const table of [...transaction.ruleset.tables.values()]) deleteTable(transaction, table);
      return undefined;
    default:
      return runSetCommand(transaction, command);
  }
}

function requireChain(transaction: Transaction, command: { family: Table['family']; table: string; chain: string }): Chain {
  const chain = requireTable(transaction, command).chains.get(command.chain);
  if (!chain) throw new Errno('ENOENT');
  return chain;
}

function newTable({ ruleset, undo }: Transaction, { family, table, exclusive }: Command<'newtable'>): number {
  const key = tableKey(family, table);
  const existing = ruleset.tables.get(key);
  if (existing) {
    if (exclusive) throw new Errno('EEXIST');
    return existing.handle;
  }
  const made = new Table(family, table, ruleset.nextHandle++);
  ruleset.tables.set(key, made);
  undo.push(() => ruleset.tables.delete(key));
  return made.handle;
}

function deleteTable(transaction: Transaction, table: Table): undefined {
  const { ruleset, undo } = transaction;
  for (const chain of table.chains.values()) flushChain(transaction, chain);
  for (const chain of [...table.chains.values()]) removeChain(transaction, chain);
  const order = [...ruleset.tables];
  ruleset.tables.delete(tableKey(table.family, table.name));
  undo.push(() => restoreOrder(ruleset.tables, order));
}

function restoreOrder<K, V>(map: Map<K, V>, order: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of order) map.set(key, value);
}

function newChain(transaction: Transaction, command: Command<'newchain'>): number {
  const table = requireTable(transaction, command);
  const { undo, ruleset } = transaction;
  const existing = table.chains.get(command.chain);
  if (existing) {
    if (command.exclusive) throw new Errno('EEXIST');
    if (command.base && !existing.base) throw new Errno('EEXIST');
    changeChain(transaction, existing, command);
    return existing.handle;
  }
  const chain = new Chain(table, command.chain, table.nextHandle++);
  table.chains.set(command.chain, chain);
  undo.push(() => table.chains.delete(command.chain));
  if (command.base) {
    checkBase(command.base);
    chain.base = command.base;
    chain.policy = command.policy ?? 'accept';
    chain.unregister = attachChain(ruleset, chain);
    undo.push(() => chain.unregister?.());
  }
  changeChain(transaction, chain, command);
  return chain.handle;
}

function checkBase({ type, hook }: NonNullable<Chain['base']>): void {
  if (type === 'nat' && hook === 'FORWARD') throw new Errno('EOPNOTSUPP');
  if (type === 'route' && hook !== 'OUTPUT') throw new Errno('EOPNOTSUPP');
}

function changeChain({ undo }: Transaction, chain: Chain, { policy, counters }: Command<'newchain'>): void {
  if (policy !== undefined) {
    if (!chain.base) throw new Errno('EOPNOTSUPP');
    const before = chain.policy;
    chain.policy = policy;
    undo.push(() => {
      chain.policy = before;
    });
  }
  if (counters) {
    const { packets, bytes } = chain;
    Object.assign(chain, counters);
    undo.push(() => Object.assign(chain, { packets, bytes }));
  }
}

function deleteChain(transaction: Transaction, command: Command<'delchain'>): undefined {
  const table = requireTable(transaction, command);
  const chain =
    command.handle === undefined ? table.chains.get(command.chain!) : [...table.chains.values()].find(one => one.handle === command.handle);
  if (!chain) throw new Errno('ENOENT');
  if (chain.references > 0 || (command.nonrecursive && chain.rules.length > 0)) throw new Errno('EBUSY');
  flushChain(transaction, chain);
  removeChain(transaction, chain);
}

function removeChain({ undo, ruleset }: Transaction, chain: Chain): void {
  const { chains } = chain.table;
  const order = [...chains];
  chains.delete(chain.name);
  chain.unregister?.();
  undo.push(() => {
    restoreOrder(chains, order);
    if (chain.base) chain.unregister = attachChain(ruleset, chain);
  });
}

function renameChain(transaction: Transaction, command: Command<'renamechain'>): undefined {
  const chain = requireChain(transaction, command);
  if (chain.base) throw new Errno('EOPNOTSUPP');
  if (chain.table.chains.has(command.name)) throw new Errno('EEXIST');
  const { undo } = transaction;
  const before = chain.name;
  const order = [...chain.table.chains];
  const rename = (from: string, to: string): void => {
    chain.name = to;
    for (const caller of new Set([...chain.callers.keys(), chain])) renameIn(caller, from, to);
  };
  rename(before, command.name);
  restoreOrder(
    chain.table.chains,
    order.map(([name, one]) => [name === before ? command.name : name, one] as const),
  );
  undo.push(() => {
    rename(command.name, before);
    restoreOrder(chain.table.chains, order);
  });
}

/** Rules name chains; the ones that name this one are written anew with its new name. */
function renameIn(chain: Chain, from: string, to: string): void {
  chain.compiled = undefined;
  chain.rules = chain.rules.map(rule => {
    if (!chainsNamed(rule.body).includes(from)) return rule;
    const body =
      rule.body.kind === 'xt'
        ? { ...rule.body, action: { ...rule.body.action, chain: to } as typeof rule.body.action }
        : {
            ...rule.body,
            statements: rule.body.statements.map(one => ('chain' in one && one.chain === from ? { ...one, chain: to } : one)),
          };
    return Object.assign(new Rule(rule.handle, body), { packets: rule.packets, bytes: rule.bytes, slots: rule.slots });
  });
}

function link({ undo, ruleset }: Transaction, chain: Chain, rule: Rule): void {
  const step = (direction: 1 | -1): void => {
    for (const name of chainsNamed(rule.body)) {
      const callee = chain.table.chains.get(name);
      if (!callee) continue;
      const count = (callee.callers.get(chain) ?? 0) + direction;
      if (count === 0) callee.callers.delete(chain);
      else callee.callers.set(chain, count);
    }
    for (const observer of observers) {
      if (direction === 1) observer.added(ruleset, chain, rule);
      else observer.removed(ruleset, chain, rule);
    }
  };
  step(1);
  undo.push(() => step(-1));
}

function unlink(transaction: Transaction, chain: Chain, rule: Rule): void {
  // An unlinked rule's undoing is its linking.
  const inner: Transaction = { ruleset: transaction.ruleset, undo: [] };
  link(inner, chain, rule);
  const back = inner.undo[0]!;
  back();
  back();
  transaction.undo.push(() => link(inner, chain, rule));
}

function newRule(transaction: Transaction, command: Command<'newrule'>): number {
  const chain = requireChain(transaction, command);
  const { undo, ruleset } = transaction;
  checkRule(command.body, chain);
  for (const name of setNamesOf(command.body)) if (!ruleset.shared.get('ipset')?.has(name)) throw new Errno('ENOENT');
  const rule = new Rule(chain.table.nextHandle++, command.body);
  if (command.counters) Object.assign(rule, command.counters);
  const at = place(chain, command.at);
  if (at.replace) {
    unlink(transaction, chain, chain.rules[at.index]!);
    const before = chain.rules[at.index]!;
    chain.rules[at.index] = rule;
    undo.push(() => {
      chain.rules[chain.rules.indexOf(rule)] = before;
      chain.compiled = undefined;
    });
  } else {
    if (at.index === chain.rules.length) chain.rules.push(rule);
    else chain.rules.splice(at.index, 0, rule);
    undo.push(() => {
      if (chain.rules.at(-1) === rule) chain.rules.pop();
      else chain.rules.splice(chain.rules.indexOf(rule), 1);
      chain.compiled = undefined;
    });
  }
  link(transaction, chain, rule);
  chain.compiled = undefined;
  return rule.handle;
}

function place(chain: Chain, at: Command<'newrule'>['at']): { index: number; replace: boolean } {
  const { rules } = chain;
  const byHandle = (handle: number): number => {
    const index = rules.findIndex(rule => rule.handle === handle);
    if (index < 0) throw new Errno('ENOENT');
    return index;
  };
  if (!at) return { index: rules.length, replace: false };
  if ('index' in at) {
    if (at.index > rules.length) throw new Errno('ERANGE');
    return { index: at.index, replace: false };
  }
  if ('replaceIndex' in at) {
    if (at.replaceIndex >= rules.length) throw new Errno('ERANGE');
    return { index: at.replaceIndex, replace: true };
  }
  if ('before' in at) return { index: byHandle(at.before), replace: false };
  if ('after' in at) return { index: byHandle(at.after) + 1, replace: false };
  return { index: byHandle(at.replace), replace: true };
}

function deleteRules(transaction: Transaction, command: Command<'delrule'>): undefined {
  const table = requireTable(transaction, command);
  if (command.chain === undefined) {
    for (const chain of table.chains.values()) flushChain(transaction, chain);
    return;
  }
  const chain = requireChain(transaction, { ...command, chain: command.chain });
  const index = command.handle === undefined ? command.index : chain.rules.findIndex(rule => rule.handle === command.handle);
  if (index === undefined) return flushChain(transaction, chain);
  const rule = chain.rules[index];
  if (!rule) throw new Errno(command.handle === undefined ? 'ERANGE' : 'ENOENT');
  unlink(transaction, chain, rule);
  chain.rules.splice(index, 1);
  chain.compiled = undefined;
  transaction.undo.push(() => {
    chain.rules.splice(index, 0, rule);
    chain.compiled = undefined;
  });
}

function flushChain(transaction: Transaction, chain: Chain): undefined {
  const { rules } = chain;
  if (rules.length === 0) return;
  for (const rule of rules) unlink(transaction, chain, rule);
  chain.rules = [];
  chain.compiled = undefined;
  transaction.undo.push(() => {
    chain.rules = rules;
    chain.compiled = undefined;
  });
}

function zero(transaction: Transaction, command: Command<'zero'>): undefined {
  const table = requireTable(transaction, command);
  const chains =
    command.chain === undefined ? [...table.chains.values()] : [requireChain(transaction, { ...command, chain: command.chain })];
  const reset = (holder: { packets: number; bytes: number }): void => {
    const { packets, bytes } = holder;
    holder.packets = 0;
    holder.bytes = 0;
    transaction.undo.push(() => Object.assign(holder, { packets, bytes }));
  };
  for (const chain of chains) {
    if (command.index !== undefined) {
      const rule = chain.rules[command.index];
      if (!rule) throw new Errno('ERANGE');
      reset(rule);
      continue;
    }
    reset(chain);
    for (const rule of chain.rules) {
      if (rule.packets > 0 || rule.bytes > 0) reset(rule);
      if (rule.hasCounters) for (const counters of rule.counters.values()) reset(counters);
    }
  }
}
