// What the steps of a batch share: how to undo them, and the table they are about. As nf_tables_api.c's transactions.

import { Errno } from '../../abi/errno.ts';
import type { NftCommand, NftFamily } from '../../abi/nfnetlink.ts';
import { findTable, type Ruleset, type Table } from './tables.ts';

export type Command<O extends NftCommand['op']> = Extract<NftCommand, { op: O }>;

/** What a batch does while it runs: it keeps how to undo each step. */
export interface Transaction {
  ruleset: Ruleset;
  undo: (() => void)[];
}

/** The table that a step names. Throws ENOENT. */
export function requireTable({ ruleset }: Transaction, { family, table }: { family: NftFamily; table: string }): Table {
  const found = findTable(ruleset, family, table);
  if (!found) throw new Errno('ENOENT');
  return found;
}
