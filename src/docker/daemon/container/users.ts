// Users and groups as the container's own /etc/passwd and /etc/group name them. As moby/sys/user.

import type { Sys } from '../../../abi/sys.ts';
import { readText } from '../../../userland/lib/io.ts';
import { internal, unless } from '../errors.ts';
import { resolveIn } from '../image/tree.ts';

export interface UserIds {
  uid: number;
  gid: number;
  groups: number[];
}

async function rows(sys: Sys, root: string, path: string): Promise<string[][]> {
  const file = await resolveIn(sys, root, path);
  const text = await unless(['ENOENT', 'ENOTDIR'], () => readText(sys, file));
  return (text ?? '').split('\n').map(line => line.split(':'));
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

/** "user", "user:group", with names or numbers; and --group-add's. Throws ApiError where a name is unknown. */
export async function lookUpUser(sys: Sys, root: string, spec: string, more: readonly string[]): Promise<UserIds> {
  const [user = '', group = ''] = spec.split(':');
  const users = await rows(sys, root, '/etc/passwd');
  const groups = await rows(sys, root, '/etc/group');
  const wanted = user === '' ? '0' : user;
  const known = users.find(row => row[0] === wanted) ?? users.find(row => isNumber(wanted) && row[2] === wanted);
  if (!known && !isNumber(wanted)) throw internal(`unable to find user ${user}: no matching entries in passwd file`);
  const ids: UserIds = { uid: known ? Number(known[2]) : Number(wanted), gid: known ? Number(known[3]) : 0, groups: [] };
  if (group !== '') ids.gid = groupId(groups, group);
  else if (known) for (const row of groups) if (row[3]?.split(',').includes(known[0]!)) ids.groups.push(Number(row[2]));
  for (const name of more) ids.groups.push(groupId(groups, name));
  return { ...ids, groups: [...new Set([ids.gid, ...ids.groups])] };
}

function groupId(groups: readonly string[][], name: string): number {
  const row = groups.find(one => one[0] === name) ?? groups.find(one => isNumber(name) && one[2] === name);
  if (row) return Number(row[2]);
  if (isNumber(name)) return Number(name);
  throw internal(`unable to find group ${name}: no matching entries in group file`);
}
