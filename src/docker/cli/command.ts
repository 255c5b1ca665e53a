// The shape of a command: what docker's commands are made of. The flags are read from the command's help page.

import type { Flags, Validators } from '../../userland/lib/cobra.ts';
import type { Cli } from './cli.ts';

export interface Command {
  /** The least and the most operands. [1, 1] is "requires 1 argument". */
  args: readonly [least: number, most: number];
  /** False where the first operand ends the flags. */
  interspersed?: boolean;
  /** Flags that the help page does not show, in its form. */
  hidden?: string;
  validators?: Validators;
  /** Other names of flags (--net for --network), under the flag they stand for. */
  synonyms?: Readonly<Record<string, string>>;
  run(cli: Cli, flags: Flags, args: readonly string[]): Promise<number | void>;
}

/** Types a command by its shape. */
export const defineCommand = (definition: Command): Command => definition;

/** A noun and its verbs; each verb's module is loaded when it is used. */
export interface Group {
  /** The help pages of the group, by "noun verb". */
  pages: () => Promise<{ pages: Readonly<Record<string, string>> }>;
  commands: Readonly<Record<string, () => Promise<{ command: Command }>>>;
  /** Other names of verbs. */
  aliases?: Readonly<Record<string, string>>;
  /** Verbs whose pages are in files of their own. */
  morePages?: Readonly<Record<string, () => Promise<{ pages: Readonly<Record<string, string>> }>>>;
}

/** What is wrong with the number of operands, in docker's words; undefined where it is right. */
export function checkArgs([least, most]: readonly [number, number], count: number): { words: string; verb: string } | undefined {
  if (count >= least && count <= most) return undefined;
  const many = (number: number): string => `${number} argument${number === 1 ? '' : 's'}`;
  if (most === 0) return { words: 'accepts no arguments', verb: 'Run' };
  if (least === most) return { words: `requires ${many(least)}`, verb: 'Run' };
  if (most === Number.POSITIVE_INFINITY) return { words: `requires at least ${many(least)}`, verb: 'See' };
  if (least === 0) return { words: `requires at most ${many(most)}`, verb: 'SRun' };
  return { words: `requires at least ${least} and at most ${many(most)}`, verb: 'Run' };
}
