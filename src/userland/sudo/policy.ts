// Who may run what: sudoers(5) as far as aliases of users, hosts and commands are not used in it, those refused by name. sudo 1.9.17.

import type { Sys } from '../../abi/sys.ts';
import type { Group, User } from '../lib/accounts.ts';
import { folderNames } from '../lib/folder.ts';
import { fnmatch } from '../lib/glob.ts';
import { readText } from '../lib/io.ts';

export interface Rule {
  who: string;
  hosts: string;
  runasUsers: string[];
  runasGroups: string[];
  noPassword: boolean;
  commands: string[];
}

export interface Policy {
  rules: Rule[];
  securePath: string | undefined;
  /** What could not be read: "FILE:LINE:COLUMN: syntax error". */
  problems: string[];
}

const ROOT_FILE = '/etc/sudoers';

/** Reads /etc/sudoers and what it includes. Throws the Errno of the first file. */
export async function readPolicy(sys: Sys): Promise<Policy> {
  const policy: Policy = { rules: [], securePath: undefined, problems: [] };
  await readFile(sys, ROOT_FILE, policy);
  return policy;
}

async function readFile(sys: Sys, path: string, policy: Policy): Promise<void> {
  const text = (await readText(sys, path)).replace(/\\\n/g, ' ');
  for (const [at, raw] of text.split('\n').entries()) {
    const include = /^[@#]include(dir)?\s+(\S+)/.exec(raw);
    if (include) {
      const [, isFolder, target = ''] = include;
      const names = isFolder ? (await folderNames(sys, target).catch(() => [])).filter(name => !/[.~]/.test(name)).sort() : [''];
      for (const name of names) await readFile(sys, isFolder ? `${target}/${name}` : target, policy);
      continue;
    }
    const line = raw.replace(/(^|\s)#(?!\d).*$/, '').trim();
    if (line !== '' && !readLine(line, policy))
      policy.problems.push(`${path}:${at + 1}:1: syntax error\n${raw}\n^${'~'.repeat(Math.max(0, raw.length - 1))}`);
  }
}

function readLine(line: string, policy: Policy): boolean {
  if (/^Defaults\b/.test(line)) {
    policy.securePath = /\bsecure_path\s*=\s*"?([^",\s]+)/.exec(line)?.[1] ?? policy.securePath;
    return true;
  }
  const [, who, hosts, rest = ''] = /^(\S+)\s+(\S+?)\s*=\s*(.+)$/.exec(line) ?? [];
  if (who === undefined || hosts === undefined || /^(?:User|Runas|Host|Cmnd)_Alias$/.test(who)) return false;
  const [, runas, tail = ''] = /^(?:\(([^)]*)\)\s*)?(.*)$/.exec(rest) ?? [];
  const [users = '', groups = ''] = (runas ?? 'root').split(':');
  let noPassword = false;
  const commands = tail.replace(/\b([A-Z_]+):\s*/g, (_, tag: string) => {
    if (tag === 'NOPASSWD') noPassword = true;
    return '';
  });
  const list = (text: string): string[] =>
    text
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== '');
  policy.rules.push({ who, hosts, runasUsers: list(users), runasGroups: list(groups), noPassword, commands: list(commands) });
  return true;
}

/** The rules that are about a user, in their order. */
export const rulesFor = (policy: Policy, user: User, groups: readonly Group[], hostname: string): Rule[] =>
  policy.rules.filter(({ who, hosts }) => {
    const named = who === 'ALL' || who === user.name || who === `#${user.uid}`;
    const member = groups.some(group => who === `%${group.name}` && (group.gid === user.gid || group.members.includes(user.name)));
    return (named || member) && (hosts === 'ALL' || hosts === hostname);
  });

/** Whether a rule lets a command run as a user and group: the last rule that fits counts. */
export function allowed(rules: readonly Rule[], command: readonly string[], user: User, group: Group | undefined): Rule | undefined {
  return rules.findLast(rule => {
    const asUser = rule.runasUsers.some(each => each === 'ALL' || each === user.name || each === `#${user.uid}`);
    const asGroup = group === undefined || rule.runasGroups.some(each => each === 'ALL' || each === group.name);
    const [path = '', ...args] = command;
    const runs = rule.commands.findLast(spec => {
      const [wanted = '', ...wantedArgs] = spec.replace(/^!/, '').split(/\s+/);
      if (wanted === 'ALL') return true;
      if (!(wanted.endsWith('/') ? path.startsWith(wanted) : fnmatch(wanted, path))) return false;
      if (wantedArgs.length === 0) return true;
      return wantedArgs[0] === '""' ? args.length === 0 : fnmatch(wantedArgs.join(' '), args.join(' '));
    });
    return asUser && asGroup && runs !== undefined && !runs.startsWith('!');
  });
}
