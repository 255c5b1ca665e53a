// What the programs of shadow share: their options, root alone may, their complaints and statuses. shadow 4.20.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { getopt, type LongOptions, type Options, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { Database } from './database.ts';

/** Ends with "NAME: words" and this status. */
export class Refusal extends Error {
  readonly status: number;

  constructor(words: string, status: number) {
    super(words);
    this.status = status;
  }
}

/** Ends with the usage on standard error and status 2. */
export class Usage extends Error {}

export interface Job {
  sys: Sys;
  database: Database;
  options: Options;
  has(...options: string[]): boolean;
  value(option: string): string | undefined;
  say(words: string): Promise<void>;
}

export interface Definition {
  name: string;
  summary: string;
  help: string;
  short: string;
  long: LongOptions;
  /** Options that are known and not done here. */
  refused?: readonly string[];
  /** What anyone may do. */
  open?: boolean;
  run(job: Job): Promise<void>;
}

/** A program of shadow's from what is its own. */
export const shadowProgram = (definition: Definition) =>
  program({
    name: definition.name,
    summary: definition.summary,

    async main(sys, argv) {
      const say = (words: string): Promise<void> => warn(sys, `${definition.name}: ${words}\n`);
      try {
        const options = getopt(argv, definition.short, { ...definition.long, help: '-h' });
        const has = (...names: string[]): boolean => options.given.some(({ option }) => names.includes(option));
        if (has('-h')) return await print(sys, definition.help);
        const refused = options.given.find(({ option }) => definition.refused?.includes(option));
        if (refused) throw new Refusal(`option ${refused.option} is not simulated here`, 1);
        const { uid } = await sys.getids();
        if (uid !== 0 && !definition.open) throw new Refusal('Permission denied.', 1);
        const value = (name: string): string | undefined => options.given.findLast(({ option }) => option === name)?.value;
        await definition.run({ sys, database: await Database.open(sys), options, has, value, say });
        return 0;
      } catch (error) {
        if (error instanceof Refusal) {
          await say(error.message);
          return error.status;
        }
        if (error instanceof Errno) {
          await say(`cannot lock /etc/passwd; try again later.`);
          return 1;
        }
        if (!(error instanceof Usage || error instanceof UsageError)) throw error;
        await warn(sys, `${error instanceof UsageError ? `${definition.name}: ${error.message}\n` : ''}${definition.help}`);
        return 2;
      }
    },
  });

/** A number that an option gives. */
export function idOf(text: string, what: 'user' | 'group'): number {
  if (!/^\d+$/.test(text) || Number(text) >= 2 ** 32 - 1) throw new Refusal(`invalid ${what} ID '${text}'`, 3);
  return Number(text);
}

/** The name of a group that an option names, by name or number. Throws where there is none. */
export function groupNamed({ database }: Job, word: string): string[] {
  const found = database.find('group', word) ?? database.entries('group').find(entry => entry[2] === word);
  if (!found) throw new Refusal(`group '${word}' does not exist`, 6);
  return found;
}
