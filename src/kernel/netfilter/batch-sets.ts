// The steps of a batch that make, change and remove sets and named objects. As nf_tables_api.c.

import { Errno } from '../../abi/errno.ts';
import type { NftCommand, SetElement } from '../../abi/nfnetlink.ts';
import type { Table } from './tables.ts';
import { type Command, requireTable, type Transaction } from './transaction.ts';

/** Runs such a step; its handle where one was made. Throws EEXIST, ENOENT, EBUSY, or EOPNOTSUPP where it is no step of these. */
export function runSetCommand(transaction: Transaction, command: Exclude<NftCommand, { op: 'newtable' }>): number | undefined {
  const { undo } = transaction;
  switch (command.op) {
    case 'newset': {
      const table = requireTable(transaction, command.set);
      const existing = table.sets.get(command.set.name);
      if (existing && command.exclusive) throw new Errno('EEXIST');
      if (existing) return existing.handle;
      const set = { ...command.set, handle: table.nextHandle++, elements: [], references: 0 };
      table.sets.set(set.name, set);
      undo.push(() => table.sets.delete(set.name));
      return set.handle;
    }
    case 'newobject': {
      const table = requireTable(transaction, command.object);
      const key = `${command.object.kind} ${command.object.name}`;
      const existing = table.objects.get(key);
      if (existing && command.exclusive) throw new Errno('EEXIST');
      if (existing) return existing.handle;
      const object = { ...command.object, handle: table.nextHandle++ };
      table.objects.set(key, object);
      undo.push(() => table.objects.delete(key));
      return object.handle;
    }
    case 'delobject': {
      const table = requireTable(transaction, command);
      const key = `${command.kind} ${command.name}`;
      const object = table.objects.get(key);
      if (!object) throw new Errno('ENOENT');
      if (usesNamed(table, command.name, 'counter')) throw new Errno('EBUSY');
      table.objects.delete(key);
      undo.push(() => table.objects.set(key, object));
      return undefined;
    }
    case 'delset':
    case 'flushset':
    case 'newelements':
    case 'delelements':
      return changeSet(transaction, command);
    default:
      throw new Errno('EOPNOTSUPP');
  }
}

/** Whether a rule of the table speaks of a set or object by name. */
function usesNamed(table: Table, name: string, kind: 'counter' | 'set'): boolean {
  for (const chain of table.chains.values()) {
    for (const { body } of chain.rules) {
      if (body.kind !== 'nft') continue;
      const text = JSON.stringify(body.statements);
      if (kind === 'counter' && text.includes(`"kind":"counter","name":"${name}"`)) return true;
      if (
        kind === 'set' &&
        (text.includes(`"kind":"set","name":"${name}"`) || text.includes(`"set":"${name}"`) || text.includes(`"map":{"name":"${name}"`))
      ) {
        return true;
      }
    }
  }
  return false;
}

function changeSet(
  transaction: Transaction,
  command: Command<'delset'> | Command<'flushset'> | Extract<NftCommand, { elements: unknown }>,
): undefined {
  const table = requireTable(transaction, command);
  const set = table.sets.get(command.set);
  if (!set) throw new Errno('ENOENT');
  const { elements } = set;
  const restore = (): void => {
    set.elements = elements;
  };
  if (command.op === 'delset') {
    if (usesNamed(table, set.name, 'set')) throw new Errno('EBUSY');
    table.sets.delete(set.name);
    transaction.undo.push(() => table.sets.set(set.name, set));
    return;
  }
  for (const chain of table.chains.values()) chain.compiled = undefined;
  transaction.undo.push(restore);
  if (command.op === 'flushset') {
    set.elements = [];
    return;
  }
  const keyOf = (element: SetElement): string => JSON.stringify(element.key);
  const next = [...elements];
  for (const element of command.elements) {
    const index = next.findIndex(one => keyOf(one) === keyOf(element));
    if (command.op === 'newelements') {
      if (index >= 0 && command.exclusive) throw new Errno('EEXIST');
      if (index < 0) next.push(element);
    } else {
      if (index < 0) throw new Errno('ENOENT');
      next.splice(index, 1);
    }
  }
  set.elements = next;
}
