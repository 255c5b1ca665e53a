// The databases of getent: how each is listed, how a key is looked for, and the form of a line. As glibc 2.43's nss/getent.c.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { groups, groupsOf, users } from '../lib/accounts.ts';
import { readText } from '../lib/io.ts';
import { ahosts, findHost, hostLines } from './getent-hosts.ts';

export interface Database {
  /** The lines for a key; none where it is not found. */
  find(sys: Sys, key: string): Promise<string[]>;
  /** All lines; undefined where the database cannot be listed. */
  all?(sys: Sys): Promise<string[]>;
}

/** The lines of a file that are neither empty nor comments; none where it can't be read. */
async function rows(sys: Sys, path: string): Promise<string[]> {
  try {
    return (await readText(sys, path)).split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'));
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
}

/** A file of lines with colons, found by the first field or, where `id` is its place, by a number. */
function colons(path: string, fields: number, id?: number): Database {
  const printed = (line: string): string => {
    const parts = line.split(':');
    while (parts.length < fields) parts.push('');
    return `${parts.join(':')}\n`;
  };
  return {
    async find(sys, key) {
      const all = await rows(sys, path);
      const byNumber = id !== undefined && /^\d+$/.test(key);
      const line = all.find(each => each.split(':')[byNumber ? id : 0] === key);
      return line === undefined ? [] : [printed(line)];
    },
    all: async sys => (await rows(sys, path)).map(printed),
  };
}

interface Entry {
  name: string;
  value: string;
  aliases: string[];
}

/** A file of words: a name, a value, and other names. */
async function entries(sys: Sys, path: string): Promise<Entry[]> {
  return (await rows(sys, path)).flatMap(line => {
    const [name, value, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    return name !== undefined && value !== undefined ? [{ name, value, aliases }] : [];
  });
}

function words(path: string, width: number, gap: string, matches: (entry: Entry, key: string) => boolean): Database {
  const printed = ({ name, value, aliases }: Entry): string =>
    `${name.padEnd(width)} ${value}${aliases.length > 0 ? gap : ''}${aliases.map(alias => ` ${alias}`).join('')}\n`;
  return {
    async find(sys, key) {
      const found = (await entries(sys, path)).find(entry => matches(entry, key));
      return found ? [printed(found)] : [];
    },
    all: async sys => (await entries(sys, path)).map(printed),
  };
}

const called = ({ name, aliases }: Entry, key: string): boolean => name === key || aliases.includes(key);

/** "80", "http", "80/tcp": without a protocol the first one counts. */
function serviceMatches(entry: Entry, key: string): boolean {
  const [name = '', protocol] = key.split('/');
  const [port, own] = entry.value.split('/');
  if (protocol !== undefined && protocol !== own) return false;
  return /^\d+$/.test(name) ? port === name : called(entry, name);
}

const networkMatches = (entry: Entry, key: string): boolean =>
  called(entry, key) || (/^[\d.]+$/.test(key) && entry.value.replace(/(\.0)*$/, '') === key.replace(/(\.0)*$/, ''));

/** The further groups of a user, whose own group is not told. */
const initgroups: Database = {
  async find(sys, key) {
    const user = (await users(sys)).find(({ name }) => name === key);
    const all = await groups(sys);
    const gids = user ? groupsOf(user, all).slice(1) : all.filter(({ members }) => members.includes(key)).map(({ gid }) => gid);
    return [`${key.padEnd(21)}${gids.map(gid => ` ${gid}`).join('')}\n`];
  },
};

const nothing: Database = { find: async () => [] };

export const DATABASES: Readonly<Record<string, Database>> = {
  ahosts: { find: (sys, key) => ahosts(sys, key, undefined), all: hostLines },
  ahostsv4: { find: (sys, key) => ahosts(sys, key, 'inet'), all: hostLines },
  ahostsv6: { find: (sys, key) => ahosts(sys, key, 'inet6'), all: hostLines },
  aliases: { find: async () => [], all: async () => [] },
  ethers: nothing,
  group: colons('/etc/group', 4, 2),
  gshadow: colons('/etc/gshadow', 4),
  hosts: { find: findHost, all: hostLines },
  initgroups,
  netgroup: nothing,
  networks: words('/etc/networks', 21, '', networkMatches),
  passwd: colons('/etc/passwd', 7, 2),
  protocols: words('/etc/protocols', 21, '', (entry, key) => (/^\d+$/.test(key) ? entry.value === key : called(entry, key))),
  rpc: words('/etc/rpc', 15, ' ', (entry, key) => (/^\d+$/.test(key) ? entry.value === key : called(entry, key))),
  services: words('/etc/services', 21, '', serviceMatches),
  shadow: colons('/etc/shadow', 9),
};
