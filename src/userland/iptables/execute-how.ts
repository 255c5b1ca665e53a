// What carrying out a command is given: who speaks, where the words go, and what a batch that is not sent yet will have changed.

import type { Family } from '../../xtables/extension.ts';
import type { FileNames } from '../lib/xtables/names.ts';
import type { Speaker } from './failure.ts';

export interface ExecuteHow {
  family: Family;
  speaker: Speaker;
  names: FileNames;
  /** Chains that steps of this batch will have made or emptied: the kernel does not know of them yet. */
  pending: Pending;
  print(text: string): void;
}

/** What a batch that is not sent yet changes about a table's chains (restore). */
export class Pending {
  readonly made = new Set<string>();
  readonly gone = new Set<string>();
  /** The table's own chains are all gone (restore without --noflush). */
  flushed = false;
  /** How many rules a chain will have, where the batch changed that. */
  readonly lengths = new Map<string, number>();
  /** The first chain that a rule jumps to and that was not there: told when the table is committed. */
  missing: string | undefined;
}
