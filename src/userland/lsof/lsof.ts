// lsof: lists open files. lsof 4.99.4, as Debian ships it.

import type { Sys } from '../../abi/sys.ts';
import { Names } from '../lib/accounts.ts';
import { print, program, STDERR, warn } from '../lib/io.ts';
import { pids } from '../lib/proc.ts';
import { owners, Reader } from './files.ts';
import { type Asked, LONG_HELP, Mistake, readOptions, USAGE } from './options.ts';
import { fields, type Listed, table } from './output.ts';
import { judgeOwner, type Named, namedFiles, wants } from './select.ts';
import { EndNames } from './sockets.ts';

const VERSION = `lsof version information:
    revision: 4.99.4
    copyright notice: Copyright 1998 Purdue Research Foundation. All rights reserved.
    latest revision: https://github.com/lsof-org/lsof
    latest FAQ: https://github.com/lsof-org/lsof/blob/master/00FAQ
    latest (non-formatted) man page: https://github.com/lsof-org/lsof/blob/master/Lsof.8
    constructed on: x86_64-pc-linux-gnu
    features enabled: ipv6 ptyept rpc selinux soopt sostate tasks uxsockept
    Anyone can list all files.
`;

export default program({ name: 'lsof', summary: 'list open files', main });

async function main(sys: Sys, argv: string[]): Promise<number> {
  let asked: Asked;
  try {
    asked = await readOptions(sys, argv);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    await warn(sys, `lsof: ${error.message}\n${USAGE}`);
    return 1;
  }
  if (asked.flags.has('h') || asked.flags.has('?')) {
    await warn(sys, LONG_HELP);
    return 0;
  }
  if (asked.flags.has('v')) {
    await warn(sys, VERSION);
    return 0;
  }
  for (const fd of await pids(sys, '/proc/self/fd').catch(() => [])) if (fd > STDERR) await sys.close(fd).catch(() => undefined);
  const { named, failed } = await namedFiles(sys, asked);
  if (failed && named.length === 0) return 1;
  const listed = await list(sys, asked, named);
  const names = await new Names(sys).load();
  if (asked.flags.has('t')) await print(sys, listed.map(({ owner }) => `${owner.pid}\n`).join(''));
  else if (asked.fields !== undefined) await print(sys, fields(asked, names, listed));
  else await print(sys, table(asked, names, listed));
  const missing = await complainOfMissing(sys, asked, named, listed);
  return listed.length === 0 || failed || missing ? (asked.flags.has('Q') && !failed ? 0 : 1) : 0;
}

async function list(sys: Sys, asked: Asked, named: readonly Named[]): Promise<Listed[]> {
  const ends = await new EndNames().load(sys, { hosts: !asked.flags.has('n'), services: !asked.flags.has('P') });
  const reader = new Reader(sys, ends);
  const listed: Listed[] = [];
  for (const owner of await owners(sys)) {
    const verdicts = judgeOwner(asked, owner);
    if (verdicts === 'excluded' || (asked.and && verdicts.includes(false))) continue;
    const files = (await reader.files(owner)).filter(file => wants(asked, named, verdicts, file));
    if (files.length > 0) listed.push({ owner, files });
  }
  return listed;
}

/** Whether something was asked for that is not there; with -V it is said what. */
async function complainOfMissing(sys: Sys, asked: Asked, named: readonly Named[], listed: readonly Listed[]): Promise<boolean> {
  const files = named.filter(({ found }) => !found).map(({ name }) => `no file use located: ${name}`);
  const pids = asked.pids.filter(({ value, excluded }) => !excluded && !listed.some(({ owner }) => owner.pid === value));
  const lines = [...files, ...pids.map(({ value }) => `process ID not located: ${value}`)];
  if (asked.flags.has('V')) for (const line of lines) await print(sys, `lsof: ${line}\n`);
  return lines.length > 0;
}
