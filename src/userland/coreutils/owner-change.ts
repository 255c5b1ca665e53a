// Changing owners and groups: the work of chown and chgrp. As coreutils' chown-core.c.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { Names } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { folderNames } from '../lib/folder.ts';
import type { LongOptions } from '../lib/getopt.ts';
import { joinPath } from '../lib/path.ts';
import { quoteAlways } from '../lib/quote.ts';

export const OWNER_SHORT = 'HLPRcfhv';
export const OWNER_LONG: LongOptions = {
  recursive: '-R',
  changes: '-c',
  dereference: 'none',
  'no-dereference': '-h',
  from: 'required',
  'no-preserve-root': 'none',
  'preserve-root': 'none',
  quiet: '-f',
  silent: '-f',
  reference: 'required',
  verbose: '-v',
};

export interface Wanted {
  uid?: number;
  gid?: number;
  /** As they were typed, for the report. */
  userName?: string;
  groupName?: string;
  /** --from: only files that have these. */
  fromUid?: number;
  fromGid?: number;
}

/** Changes each operand. */
export async function changeOwners(tool: Tool, paths: readonly string[], wanted: Wanted): Promise<void> {
  const changer = new OwnerChanger(tool, wanted, await new Names(tool.sys).load());
  for (const path of paths) await changer.change(path, true);
}

class OwnerChanger {
  readonly #tool: Tool;
  readonly #wanted: Wanted;
  readonly #names: Names;

  constructor(tool: Tool, wanted: Wanted, names: Names) {
    this.#tool = tool;
    this.#wanted = wanted;
    this.#names = names;
  }

  async #fails(words: string, error: unknown): Promise<void> {
    if (!(error instanceof Errno)) throw error;
    if (this.#tool.has('-f')) this.#tool.status = 1;
    else await this.#tool.warn(`${words}: ${error.message}`);
  }

  async change(path: string, argument: boolean): Promise<void> {
    const tool = this.#tool;
    const { sys } = tool;
    const walks = tool.has('-R') ? (tool.last('-H', '-L', '-P') ?? '-P') : '-L';
    const follows = !tool.has('-h') && (walks === '-L' || (walks === '-H' && argument));
    let stat: Stat;
    try {
      stat = await sys.stat(path, { nofollow: !follows });
    } catch (error) {
      return this.#fails(
        `cannot ${error instanceof Errno && error.code === 'ENOENT' && !argument ? 'dereference' : 'access'} ${quoteAlways(path)}`,
        error,
      );
    }
    if (stat.kind === 'directory' && tool.has('-R')) {
      try {
        for (const name of await folderNames(sys, path)) await this.change(joinPath(path, name), false);
      } catch (error) {
        await this.#fails(`cannot read directory ${quoteAlways(path)}`, error);
      }
    }
    const { uid, gid, fromUid, fromGid } = this.#wanted;
    if ((fromUid !== undefined && stat.uid !== fromUid) || (fromGid !== undefined && stat.gid !== fromGid)) return;
    const changes = (uid !== undefined && uid !== stat.uid) || (gid !== undefined && gid !== stat.gid);
    try {
      await sys.chown(path, uid, gid, { nofollow: !follows });
      if (tool.has('-v') || (tool.has('-c') && changes)) this.#report(path, stat, changes ? 'changed' : 'retained');
    } catch (error) {
      await this.#fails(`changing ${uid === undefined ? 'group' : 'ownership'} of ${quoteAlways(path)}`, error);
      if (tool.has('-v')) this.#report(path, stat, 'failed');
    }
  }

  #report(path: string, stat: Stat, how: 'changed' | 'retained' | 'failed'): void {
    const { userName, groupName, uid, gid } = this.#wanted;
    const user = uid === undefined ? undefined : (userName ?? String(uid));
    const group = gid === undefined ? undefined : (groupName ?? String(gid));
    const pair = (one: string | undefined, two: string | undefined): string =>
      one === undefined ? (two ?? '') : two === undefined ? one : `${one}:${two}`;
    const wanted = pair(user, group);
    const before = pair(
      user === undefined ? undefined : (this.#names.user(stat.uid) ?? String(stat.uid)),
      group === undefined ? undefined : (this.#names.group(stat.gid) ?? String(stat.gid)),
    );
    const what = user === undefined ? 'group' : 'ownership';
    if (wanted === '') this.#tool.out.write(`ownership of ${quoteAlways(path)} retained\n`);
    else if (how === 'changed') this.#tool.out.write(`changed ${what} of ${quoteAlways(path)} from ${before} to ${wanted}\n`);
    else if (how === 'retained') this.#tool.out.write(`${what} of ${quoteAlways(path)} retained as ${before}\n`);
    else this.#tool.out.write(`failed to change ${what} of ${quoteAlways(path)} from ${before} to ${wanted}\n`);
  }
}

/** The owner and group of --reference's file. */
export async function referenceOwner(tool: Tool, path: string): Promise<Stat> {
  try {
    return await tool.sys.stat(path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`failed to get attributes of ${quoteAlways(path)}: ${error.message}`);
  }
}
