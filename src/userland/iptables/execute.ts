// Does what a command line asks for: changes are put in the batch, lists are printed. As do_commandx of xtables.c and nft.c, iptables 1.8.13.

import type { RuleDump } from '../../abi/nfnetlink.ts';
import { withNames } from '../lib/xtables/names.ts';
import { isXt } from './chain-lines.ts';
import type { Command } from './command-state.ts';
import type { ExecuteHow } from './execute-how.ts';
import { BAD_RULE, type Failure, NO_CHAIN, plainFailure, usageFailure } from './failure.ts';
import { allNames, byName, list, listRules } from './list.ts';
import { builtIn, type Ruleset } from './ruleset.ts';
import { changeLine, listHow } from './show.ts';

/** Whether two pieces of plain data are alike, part by part. */
function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one))
    return Array.isArray(other) && one.length === other.length && one.every((part, index) => same(part, other[index]));
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(name => same((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]));
}

/** Whether a chain is there, or will be. */
async function exists(ruleset: Ruleset, command: Command, name: string, { pending }: ExecuteHow): Promise<boolean> {
  if (builtIn(command.table, name)) return true;
  if (pending.made.has(name)) return true;
  if (pending.flushed || pending.gone.has(name)) return false;
  return (await ruleset.chain(command.table, name)) !== undefined;
}

const fail = (how: ExecuteHow, words: string): Failure => plainFailure(how.speaker, words);

/** Runs one command. Changes wait in the ruleset's batch until commit. Throws Failure. */
export async function execute(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const { table, chain, jump, letter } = command;
  if (jump !== undefined && 'ADIRC'.includes(letter)) await checkJump(ruleset, command, how);
  if (
    table === 'nat' &&
    command.rules[0]?.action.kind === 'verdict' &&
    command.rules[0].action.verdict === 'DROP' &&
    'AIR'.includes(letter)
  )
    throw noDropInNat(how);
  switch (letter) {
    case 'A':
    case 'I':
      return addRules(ruleset, command, how);
    case 'R':
      return replaceRule(ruleset, command, how);
    case 'D':
      return command.number === undefined ? deleteByText(ruleset, command, how) : deleteByNumber(ruleset, command, how);
    case 'C':
      return checkRules(ruleset, command, how);
    case 'N':
      return newChain(ruleset, command, how);
    case 'X':
      return deleteChains(ruleset, command, how);
    case 'E':
      return renameChain(ruleset, command, how);
    case 'P':
      return setPolicy(ruleset, command, how);
    case 'F':
      return flush(ruleset, command, how);
    case 'Z':
      return zero(ruleset, command, how);
    case 'L':
    case 'S':
      if (chain !== undefined && !(await exists(ruleset, command, chain, how))) throw fail(how, NO_CHAIN);
      await (letter === 'L' ? list(ruleset, command, how) : listRules(ruleset, command, how));
      if (command.zeroToo) await zero(ruleset, { ...command, number: undefined }, how);
      return;
  }
}

export const noDropInNat = (how: Pick<ExecuteHow, 'speaker'>): Failure =>
  usageFailure(how.speaker, '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n');

export const noSuchChain = (how: Pick<ExecuteHow, 'speaker'>, chain: string): Failure =>
  usageFailure(how.speaker, `Chain '${chain}' does not exist`);

async function checkJump(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const action = command.rules[0]?.action;
  if (action?.kind !== 'jump' && action?.kind !== 'goto') return;
  if (await exists(ruleset, command, action.chain, how)) return;
  if (how.speaker.line === undefined) throw noSuchChain(how, action.chain);
  how.pending.missing ??= action.chain;
}

async function requireChain(ruleset: Ruleset, command: Command, how: ExecuteHow, words = NO_CHAIN): Promise<string> {
  const chain = command.chain!;
  if (!(await exists(ruleset, command, chain, how))) throw fail(how, words);
  return chain;
}

async function tell(command: Command, how: ExecuteHow): Promise<void> {
  if (command.verbose === 0) return;
  await withNames(how.names, () => {
    const text = command.rules.map(rule => `${changeLine(rule, listHow(how.family, true, how.names))}\n`).join('');
    return text;
  }).then(text => how.print(text));
}

async function lengthOf(ruleset: Ruleset, command: Command, chain: string, { pending }: ExecuteHow): Promise<number> {
  const known = pending.lengths.get(chain);
  if (known !== undefined) return known;
  if (pending.made.has(chain) || pending.flushed) return 0;
  return (await ruleset.rules(command.table, chain)).length;
}

async function addRules(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const chain = await requireChain(ruleset, command, how);
  const insert = command.letter === 'I';
  let at: { index: number } | undefined;
  if (insert) {
    const index = (command.number ?? 1) - 1;
    if (index > 0 && index > (await lengthOf(ruleset, command, chain, how))) throw fail(how, 'Index of insertion too big');
    at = { index };
  }
  ruleset.ensure(command.table, chain);
  const { family } = ruleset;
  for (const body of command.rules) {
    ruleset.add({
      command: {
        op: 'newrule',
        family,
        table: command.table,
        chain,
        body,
        ...(command.counters && { counters: command.counters }),
        ...(at && { at }),
      },
      name: insert ? 'RULE_INSERT' : 'RULE_APPEND',
      about: `rule in chain ${chain}`,
      ...(how.speaker.line !== undefined && { line: how.speaker.line }),
    });
  }
  const { lengths } = how.pending;
  if (lengths.has(chain) || how.pending.made.has(chain) || how.pending.flushed)
    lengths.set(chain, (lengths.get(chain) ?? 0) + command.rules.length);
  await tell(command, how);
}

async function replaceRule(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const chain = await requireChain(ruleset, command, how);
  if (command.number! > (await lengthOf(ruleset, command, chain, how))) throw fail(how, 'Index of replacement too big');
  ruleset.add({
    command: {
      op: 'newrule',
      family: ruleset.family,
      table: command.table,
      chain,
      body: command.rules[0]!,
      ...(command.counters && { counters: command.counters }),
      at: { replaceIndex: command.number! - 1 },
    },
    name: 'RULE_REPLACE',
    about: `rule in chain ${chain}`,
    ...(how.speaker.line !== undefined && { line: how.speaker.line }),
  });
  await tell(command, how);
}

/** The rules of a chain as they will be when this command's turn comes: what waits in the batch is not seen. */
async function find(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<{ rules: readonly RuleDump[]; chain: string }> {
  const chain = await requireChain(ruleset, command, how, BAD_RULE);
  return { chain, rules: how.pending.flushed || how.pending.made.has(chain) ? [] : await ruleset.rules(command.table, chain) };
}

async function deleteByText(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const { chain, rules } = await find(ruleset, command, how);
  const taken = new Set<number>();
  for (const rule of command.rules) {
    const found = rules.find(dump => !taken.has(dump.handle) && isXt(dump) && same(dump.body, rule));
    if (!found) throw fail(how, BAD_RULE);
    taken.add(found.handle);
    ruleset.add({
      command: { op: 'delrule', family: ruleset.family, table: command.table, chain, handle: found.handle },
      name: 'RULE_DELETE',
      about: `rule in chain ${chain}`,
      ...(how.speaker.line !== undefined && { line: how.speaker.line }),
    });
  }
  await tell(command, how);
}

async function deleteByNumber(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const chain = await requireChain(ruleset, command, how);
  const length = await lengthOf(ruleset, command, chain, how);
  if (command.number! > length) throw fail(how, how.speaker.line === undefined ? 'Index of deletion too big' : NO_CHAIN);
  ruleset.add({
    command: { op: 'delrule', family: ruleset.family, table: command.table, chain, index: command.number! - 1 },
    name: 'RULE_DELETE',
    about: `rule in chain ${chain}`,
    ...(how.speaker.line !== undefined && { line: how.speaker.line }),
  });
  if (how.pending.lengths.has(chain)) how.pending.lengths.set(chain, length - 1);
}

async function checkRules(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const { rules } = await find(ruleset, command, how);
  for (const rule of command.rules) if (!rules.some(dump => isXt(dump) && same(dump.body, rule))) throw fail(how, BAD_RULE);
  await tell(command, how);
}

async function newChain(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const chain = command.chain!;
  if (await exists(ruleset, command, chain, how)) throw fail(how, 'Chain already exists');
  ruleset.ensure(command.table);
  ruleset.add({
    command: { op: 'newchain', family: ruleset.family, table: command.table, chain, exclusive: true },
    name: 'CHAIN_USER_ADD',
    about: `chain ${chain}`,
  });
  how.pending.made.add(chain);
}

async function deleteChains(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const { table, chain: name } = command;
  const { family } = ruleset;
  const remove = (chain: string): void => {
    ruleset.add({
      command: { op: 'delchain', family, table, chain, nonrecursive: true },
      name: 'CHAIN_DEL',
      about: `chain ${chain}`,
      ...(how.speaker.line !== undefined && { line: how.speaker.line }),
    });
    how.pending.gone.add(chain);
    how.pending.made.delete(chain);
    if (command.verbose > 0) how.print(`Deleting chain \`${chain}'\n`);
  };
  if (name !== undefined) {
    if (!(await exists(ruleset, command, name, how))) throw fail(how, NO_CHAIN);
    if (!builtIn(table, name)) return remove(name);
    const chain = await ruleset.chain(table, name);
    if (!chain) return;
    if (chain.policy === 'drop') throw fail(how, 'Directory not empty');
    return remove(name);
  }
  const { chains, rules } = await ruleset.get({ table, parts: ['chains', 'rules'] });
  const busy = new Set(rules.map(rule => rule.chain));
  const user = chains.filter(chain => !chain.base).sort(byName);
  for (const chain of user) remove(chain.name);
  // Built-in chains go where nothing of them would be missed.
  const verbose = command.verbose;
  command.verbose = 0;
  for (const chain of chains) if (chain.base && chain.policy === 'accept' && !busy.has(chain.name)) remove(chain.name);
  command.verbose = verbose;
}

async function renameChain(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const chain = command.chain!;
  if (!(await ruleset.chain(command.table, chain))) throw fail(how, NO_CHAIN);
  if (await exists(ruleset, command, command.newName!, how)) throw fail(how, 'File exists');
  ruleset.add({
    command: { op: 'renamechain', family: ruleset.family, table: command.table, chain, name: command.newName! },
    name: 'CHAIN_RENAME',
    about: `chain ${chain}`,
  });
}

async function setPolicy(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const chain = command.chain!;
  if (!builtIn(command.table, chain)) throw fail(how, 'Bad built-in chain name');
  if (command.policy !== 'ACCEPT' && command.policy !== 'DROP') throw fail(how, "Bad policy name. Run `dmesg' for more information");
  if (command.table === 'nat' && command.policy === 'DROP') throw noDropInNat(how);
  ruleset.ensure(command.table, chain);
  ruleset.add({
    command: {
      op: 'newchain',
      family: ruleset.family,
      table: command.table,
      chain,
      policy: command.policy === 'DROP' ? 'drop' : 'accept',
      ...(command.counters && { counters: command.counters }),
    },
    name: 'CHAIN_UPDATE',
    about: `chain ${chain}`,
  });
}

async function flush(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const { table, chain } = command;
  if (chain !== undefined && !(await exists(ruleset, command, chain, how))) throw fail(how, NO_CHAIN);
  const { chains } = await ruleset.get({ table, ...(chain !== undefined && { chain }), parts: ['chains'] });
  if (chains.length > 0) {
    ruleset.add({
      command: { op: 'delrule', family: ruleset.family, table, ...(chain !== undefined && { chain }) },
      name: 'RULE_FLUSH',
      about: `table ${table}`,
    });
  }
  if (chain !== undefined && how.pending.made.has(chain)) {
    ruleset.add({ command: { op: 'delrule', family: ruleset.family, table, chain }, name: 'RULE_FLUSH', about: `chain ${chain}` });
  }
  if (chain !== undefined) how.pending.lengths.set(chain, 0);
  if (command.verbose === 0) return;
  for (const name of chain === undefined ? allNames(table, chains) : [chain]) how.print(`Flushing chain \`${name}'\n`);
}

/** Built-in chains first, whether they are there or not; then the others by name. */
async function zero(ruleset: Ruleset, command: Command, how: ExecuteHow): Promise<void> {
  const { table, chain, number } = command;
  if (chain !== undefined && !(await exists(ruleset, command, chain, how))) throw fail(how, NO_CHAIN);
  const { chains } = await ruleset.get({ table, ...(chain !== undefined && { chain }), parts: ['chains'] });
  if (number !== undefined) {
    const rules = await ruleset.rules(table, chain!);
    if (number > rules.length) throw fail(how, BAD_RULE);
    ruleset.add({
      command: { op: 'zero', family: ruleset.family, table, chain: chain!, index: number - 1 },
      name: 'RULE_ZERO',
      about: `rule in chain ${chain}`,
    });
    return;
  }
  if (chains.length > 0) {
    ruleset.add({
      command: { op: 'zero', family: ruleset.family, table, ...(chain !== undefined && { chain }) },
      name: 'CHAIN_ZERO',
      about: `chain ${chain ?? table}`,
    });
  }
  if (command.verbose === 0) return;
  for (const name of chain === undefined ? allNames(table, chains) : [chain]) how.print(`Zeroing chain \`${name}'\n`);
}

/** What a list shows: nothing of what the batch has flushed already. */
