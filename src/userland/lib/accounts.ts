// Users and groups from /etc/passwd and /etc/group, as nsswitch's "files" (passwd(5), group(5)).

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { readText } from './io.ts';

export interface User {
  name: string;
  uid: number;
  gid: number;
  gecos: string;
  home: string;
  shell: string;
}

export interface Group {
  name: string;
  gid: number;
  members: string[];
}

async function table(sys: Sys, path: string): Promise<string[][]> {
  try {
    const text = await readText(sys, path);
    return text
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => line.split(':'));
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}

/** Every user, in the file's order; none where there is no file. */
export async function users(sys: Sys): Promise<User[]> {
  return (await table(sys, '/etc/passwd')).map(([name = '', , uid, gid, gecos = '', home = '', shell = '']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    gecos,
    home,
    shell,
  }));
}

/** Every group, in the file's order. */
export async function groups(sys: Sys): Promise<Group[]> {
  return (await table(sys, '/etc/group')).map(([name = '', , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members === '' ? [] : members.split(','),
  }));
}

/** The groups that a user is in, its first one before all others, as getgrouplist(3). */
export function groupsOf(user: User, all: readonly Group[]): number[] {
  const others = all.filter(group => group.members.includes(user.name) && group.gid !== user.gid).map(group => group.gid);
  return [user.gid, ...others];
}

/** Names of ids, read once when first asked for. */
export class Names {
  readonly #sys: Sys;
  #users: Map<number, string> | undefined;
  #groups: Map<number, string> | undefined;

  constructor(sys: Sys) {
    this.#sys = sys;
  }

  /** Reads both files; user and group can be asked for then. */
  async load(): Promise<this> {
    this.#users ??= firstOf((await users(this.#sys)).map(({ uid, name }) => [uid, name]));
    this.#groups ??= firstOf((await groups(this.#sys)).map(({ gid, name }) => [gid, name]));
    return this;
  }

  user(uid: number): string | undefined {
    return this.#users?.get(uid);
  }

  group(gid: number): string | undefined {
    return this.#groups?.get(gid);
  }
}

function firstOf(pairs: readonly (readonly [number, string])[]): Map<number, string> {
  const map = new Map<number, string>();
  for (const [id, name] of pairs) if (!map.has(id)) map.set(id, name);
  return map;
}

/** What chown takes: "user", "user:group", "user:", ":group", by name or number. A text says what is wrong ("invalid user: ‘x’" without the quotes). */
export async function parseOwner(sys: Sys, text: string): Promise<{ uid?: number; gid?: number } | 'invalid user' | 'invalid group'> {
  const colon = text.indexOf(':');
  const userText = colon < 0 ? text : text.slice(0, colon);
  const groupText = colon < 0 ? undefined : text.slice(colon + 1);
  const owner: { uid?: number; gid?: number } = {};
  if (userText !== '') {
    const user = (await users(sys)).find(({ name }) => name === userText);
    const uid = user?.uid ?? parseId(userText);
    if (uid === undefined) return 'invalid user';
    owner.uid = uid;
    if (groupText === '') {
      if (user === undefined) return 'invalid user';
      owner.gid = user.gid;
    }
  }
  if (groupText !== undefined && groupText !== '') {
    const gid = (await groups(sys)).find(({ name }) => name === groupText)?.gid ?? parseId(groupText);
    if (gid === undefined) return 'invalid group';
    owner.gid = gid;
  }
  return owner;
}

/** A numeric id, with a "+" before it or not. */
export const parseId = (text: string): number | undefined =>
  /^\+?\d+$/.test(text) && Number(text) <= 0xfffffffe ? Number(text) : undefined;
