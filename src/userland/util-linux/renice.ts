// renice: changes the priority of running processes. bsdutils of util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import { users } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { print, program, warn } from '../lib/io.ts';
import { pids, procStat } from '../lib/proc.ts';
import { tryHelp } from '../lib/usage-frame.ts';
import { VERSION } from './frame.ts';
import { HELP } from './help/renice.ts';

type Kind = 'process ID' | 'process group ID' | 'user ID';

const KINDS: Readonly<Record<string, Kind>> = {
  '-p': 'process ID',
  '--pid': 'process ID',
  '-g': 'process group ID',
  '--pgrp': 'process group ID',
  '-u': 'user ID',
  '--user': 'user ID',
};

export default program({
  name: 'renice',
  summary: 'alter priority of running processes',

  async main(sys, argv) {
    const words = argv.slice(1);
    if (words[0] === '-h' || words[0] === '--help') return print(sys, HELP);
    if (words[0] === '-V' || words[0] === '--version') return print(sys, `renice from ${VERSION}\n`);
    const fail = async (text: string, hint = true): Promise<number> => {
      await warn(sys, `renice: ${text}\n${hint ? tryHelp('renice') : ''}`);
      return 1;
    };
    let relative = false;
    if (['-n', '--priority', '--relative'].includes(words[0] ?? '')) relative = words.shift() === '--relative';
    if (words.length < 2) return fail('not enough arguments');
    const given = words.shift()!;
    if (!/^[+-]?\d+$/.test(given)) return fail(`invalid priority '${given}'`);
    let kind: Kind = 'process ID';
    let status = 0;
    for (const word of words) {
      if (word in KINDS) {
        kind = KINDS[word]!;
        continue;
      }
      const id = await idOf(sys, kind, word);
      if (id === undefined) {
        status = 1;
        await fail(kind === 'user ID' ? `unknown user ${word}` : `bad ${kind} value: ${word}`, false);
      } else status = (await change(sys, kind, id, Number(given), relative)) || status;
    }
    return status;
  },
});

type Sys = Tool['sys'];

async function idOf(sys: Sys, kind: Kind, word: string): Promise<number | undefined> {
  const user = kind === 'user ID' ? (await users(sys)).find(({ name }) => name === word)?.uid : undefined;
  return user ?? (/^\d+$/.test(word) ? Number(word) : undefined);
}

async function members(sys: Sys, kind: Kind, id: number): Promise<number[]> {
  if (kind === 'process ID') return [id];
  const group = kind === 'process group ID' && id === 0 ? await sys.getpgid() : id;
  const found: number[] = [];
  for (const pid of await pids(sys)) {
    if (kind === 'user ID') {
      if ((await sys.stat(`/proc/${pid}`).catch(() => undefined))?.uid === id) found.push(pid);
    } else if ((await procStat(sys, pid))?.pgrp === group) found.push(pid);
  }
  return found;
}

async function change(sys: Sys, kind: Kind, id: number, given: number, relative: boolean): Promise<number> {
  const targets = await members(sys, kind, id);
  const lowest = async (): Promise<number> => {
    if (targets.length === 0) throw new Errno('ESRCH');
    const values: number[] = [];
    for (const pid of targets) values.push(await sys.getpriority(pid));
    return Math.min(...values);
  };
  let before: number;
  try {
    before = await lowest();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `renice: failed to get priority for ${id} (${kind}): ${error.message}\n`);
    return 1;
  }
  try {
    for (const pid of targets) await sys.setpriority(pid, relative ? before + given : given);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `renice: failed to set priority for ${id} (${kind}): ${error.message}\n`);
    return 1;
  }
  await print(sys, `${id} (${kind}) old priority ${before}, new priority ${await lowest()}\n`);
  return 0;
}
