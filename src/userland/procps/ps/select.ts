// Which processes ps shows. procps-ng 4.0.7.

import type { Sys } from '../../../abi/sys.ts';
import { groups, users } from '../../lib/accounts.ts';
import { ttyName } from '../../lib/proc.ts';
import type { Task } from '../process.ts';
import { PsError, type PsOptions, type Selection } from './options.ts';

type Test = (task: Task) => boolean;

async function userIds(sys: Sys, values: readonly string[]): Promise<number[]> {
  const known = await users(sys);
  return values.map(value => {
    const uid = known.find(({ name }) => name === value)?.uid ?? (/^\d+$/.test(value) ? Number(value) : undefined);
    if (uid === undefined) throw new PsError('user name does not exist');
    return uid;
  });
}

async function groupIds(sys: Sys, values: readonly string[]): Promise<number[]> {
  const known = await groups(sys);
  return values.map(value => {
    const gid = known.find(({ name }) => name === value)?.gid ?? (/^\d+$/.test(value) ? Number(value) : undefined);
    if (gid === undefined) throw new PsError('group name does not exist');
    return gid;
  });
}

const LIST_NAMES: Readonly<Record<string, string>> = { pid: 'process ID', ppid: 'process ID', session: 'session ID' };

function numbers(kind: string, values: readonly string[]): number[] {
  if (values.length === 0 || values.some(value => !/^\d+$/.test(value))) throw new PsError(`${LIST_NAMES[kind] ?? kind} list syntax error`);
  return values.map(Number);
}

async function ttys(sys: Sys, values: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const value of values) {
    if (value === '-' || value === '?') {
      names.push('?');
      continue;
    }
    const short = value.replace(/^\/dev\//, '');
    const candidates = [short, `tty${short}`, `pts/${short}`];
    const found: string[] = [];
    for (const name of candidates) if ((await sys.stat(`/dev/${name}`).catch(() => undefined))?.kind === 'char') found.push(name);
    if (found.length === 0) throw new PsError('TTY could not be found');
    names.push(found[0]!);
  }
  return names;
}

async function listTest(sys: Sys, { kind, values }: Selection): Promise<Test> {
  switch (kind) {
    case 'pid': {
      const wanted = numbers(kind, values);
      return ({ pid }) => wanted.includes(pid);
    }
    case 'ppid': {
      const wanted = numbers(kind, values);
      return task => wanted.includes(task.field(4));
    }
    case 'command':
      return ({ comm }) => values.some(value => value.slice(0, 15) === comm);
    case 'euser': {
      const wanted = await userIds(sys, values);
      return ({ ids }) => wanted.includes(ids.euid);
    }
    case 'ruser': {
      const wanted = await userIds(sys, values);
      return ({ ids }) => wanted.includes(ids.ruid);
    }
    case 'rgroup': {
      const wanted = await groupIds(sys, values);
      return ({ ids }) => wanted.includes(ids.rgid);
    }
    case 'egroup': {
      const wanted = await groupIds(sys, values);
      return ({ ids }) => wanted.includes(ids.egid);
    }
    case 'session': {
      const wanted = numbers(kind, values);
      return task => wanted.includes(task.field(6));
    }
    case 'session or group': {
      if (values.every(value => /^\d+$/.test(value))) return task => values.includes(String(task.field(6)));
      const wanted = await groupIds(sys, values);
      return ({ ids }) => wanted.includes(ids.egid);
    }
    case 'tty': {
      const wanted = await ttys(sys, values);
      return task => wanted.includes(ttyName(task.field(7)));
    }
  }
}

/** The test that the options ask for. Throws PsError. */
export async function selector(sys: Sys, options: PsOptions, self: Task | undefined): Promise<Test> {
  const tests: Test[] = [];
  for (const list of options.lists) tests.push(await listTest(sys, list));
  const ownTty = self?.field(7) ?? 0;
  const ownUser = self?.ids.euid ?? 0;
  if (options.all) tests.push(() => true);
  else if (options.withTty) tests.push(task => task.field(7) !== 0 && task.field(6) !== task.pid);
  else if (options.notLeaders) tests.push(task => task.field(6) !== task.pid);
  if (options.thisTty) tests.push(task => task.field(7) === ownTty);
  if (options.bsdAll && options.bsdNoTty) tests.push(() => true);
  else if (options.bsdAll) tests.push(task => task.field(7) !== 0);
  else if (options.bsdNoTty) tests.push(({ ids }) => ids.euid === ownUser);
  let any: Test;
  if (tests.length > 0) any = task => tests.some(test => test(task));
  else if (options.bsd) any = task => task.field(7) !== 0 && task.ids.euid === ownUser;
  else any = task => task.field(7) === ownTty && task.ids.euid === ownUser;
  const running: Test = options.running ? task => any(task) && (task.state === 'R' || task.state === 'D') : any;
  return options.negate ? task => !running(task) : running;
}
