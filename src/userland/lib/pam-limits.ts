// pam_limits: the limits that /etc/security/limits.conf and limits.d give a user's session. As limits.conf(5), Linux-PAM 1.7.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Resource, Rlimit } from '../../abi/types.ts';
import { groups, type User } from './accounts.ts';
import { folderNames } from './folder.ts';
import { readText } from './io.ts';

const FOLDER = '/etc/security';
const KIB = 1024;
const SECONDS_PER_MINUTE = 60;

/** Items by name: the resource, and what one of the file's units is. */
const ITEMS: Readonly<Record<string, readonly [Resource, number]>> = {
  core: ['core', KIB],
  data: ['data', KIB],
  fsize: ['fsize', KIB],
  memlock: ['memlock', KIB],
  nofile: ['nofile', 1],
  rss: ['rss', KIB],
  stack: ['stack', KIB],
  cpu: ['cpu', SECONDS_PER_MINUTE],
  nproc: ['nproc', 1],
  as: ['as', KIB],
  locks: ['locks', 1],
  sigpending: ['sigpending', 1],
  msgqueue: ['msgqueue', 1],
  nice: ['nice', 1],
  rtprio: ['rtprio', 1],
};

/** How narrowly a line names its user: the narrowest counts. */
type Rank = 1 | 2 | 3;

interface Rule {
  rank: Rank;
  sides: readonly (keyof Rlimit)[];
  resource: Resource;
  value: number;
}

async function configuration(sys: Sys): Promise<string> {
  const names = await folderNames(sys, `${FOLDER}/limits.d`).catch(() => []);
  const paths = names
    .filter(name => name.endsWith('.conf'))
    .sort()
    .map(name => `${FOLDER}/limits.d/${name}`);
  let text = '';
  for (const path of [`${FOLDER}/limits.conf`, ...paths]) {
    text += `${await readText(sys, path).catch(error => {
      if (error instanceof Errno) return '';
      throw error;
    })}\n`;
  }
  return text;
}

/** The line's rule where it is one and names this user; groups and the wildcard never mean root. */
function ruleOf(line: string, user: User, groupNames: ReadonlySet<string>): Rule | undefined {
  const [domain = '', type = '', item = '', value = ''] = line.replace(/#.*/, '').trim().split(/\s+/);
  const known = ITEMS[item];
  if (!known) return undefined;
  const rank = rankOf(domain, user, groupNames);
  if (rank === undefined) return undefined;
  const sides = { soft: ['soft'], hard: ['hard'], '-': ['soft', 'hard'] }[type] as readonly (keyof Rlimit)[] | undefined;
  if (!sides) return undefined;
  const [resource, unit] = known;
  if (value === 'unlimited' || value === 'infinity' || value === '-1') return { rank, sides, resource, value: Number.POSITIVE_INFINITY };
  if (!/^-?\d+$/.test(value)) return undefined;
  return { rank, sides, resource, value: resource === 'nice' ? 20 - Number(value) : Number(value) * unit };
}

function rankOf(domain: string, user: User, groupNames: ReadonlySet<string>): Rank | undefined {
  if (domain === user.name) return 3;
  if (user.uid === 0) return undefined;
  if (domain.startsWith('@')) return groupNames.has(domain.slice(1)) ? 2 : undefined;
  return domain === '*' ? 1 : undefined;
}

/** Sets the caller's limits as the files have them for this user. Throws EPERM where it may not. */
export async function applyLimits(sys: Sys, user: User): Promise<void> {
  const text = await configuration(sys);
  if (!/^\s*[^#\s]/m.test(text)) return;
  const mine = (await groups(sys)).filter(({ gid, members }) => gid === user.gid || members.includes(user.name));
  const groupNames = new Set(mine.map(({ name }) => name));
  const chosen = new Map<string, Rule>();
  for (const line of text.split('\n')) {
    const rule = ruleOf(line, user, groupNames);
    for (const side of rule?.sides ?? []) {
      const key = `${rule!.resource} ${side}`;
      if ((chosen.get(key)?.rank ?? 0) <= rule!.rank) chosen.set(key, rule!);
    }
  }
  for (const resource of new Set([...chosen.values()].map(rule => rule.resource))) {
    const before = await sys.prlimit(0, resource);
    const hard = chosen.get(`${resource} hard`)?.value ?? before.hard;
    const soft = Math.min(chosen.get(`${resource} soft`)?.value ?? before.soft, hard);
    if (soft !== before.soft || hard !== before.hard) await sys.prlimit(0, resource, { soft, hard });
  }
}
