// What ls knows of a name.

import type { Kind, Stat } from '../../abi/types.ts';

/** A name with what is known of its file. */
export interface Entry {
  name: string;
  path: string;
  kind: Kind;
  stat: Stat | undefined;
  /** A link's text, and the file it leads to. */
  target?: string;
  targetStat?: Stat;
  /** A folder whose contents are listed, as an argument. */
  folder: boolean;
}
