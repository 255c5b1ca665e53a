// hostname and its names dnsdomainname, domainname, nisdomainname, ypdomainname. hostname 3.25.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, readText, warn } from '../lib/io.ts';
import { Netlink } from '../lib/netlink.ts';
import { ResolveError, resolve, reverseResolve } from '../lib/resolve.ts';
import { HELP } from './help.ts';

const LONG = {
  alias: '-a',
  'all-fqdns': '-A',
  boot: '-b',
  domain: '-d',
  fqdn: '-f',
  long: '-f',
  file: '-F',
  'ip-address': '-i',
  'all-ip-addresses': '-I',
  short: '-s',
  yp: '-y',
  nis: '-y',
  version: '-V',
  help: '-h',
} as const;

export default program({
  name: 'hostname',
  summary: "show or set the system's host name",

  async main(sys, argv) {
    const called = (argv[0] ?? '').replace(/^.*\//, '');
    let options: ReturnType<typeof getopt>;
    try {
      options = getopt(argv, 'aAdfbF:h?iIsVy', LONG);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `${called}: ${error.message}\n${HELP}`);
      return 255;
    }
    const byName = called === 'dnsdomainname' ? '-d' : called.endsWith('domainname') ? '-y' : undefined;
    const given = options.given.map(({ option }) => option);
    if (given.includes('-V')) return print(sys, 'hostname 3.25\n');
    if (given.includes('-h') || given.includes('-?')) return print(sys, HELP);
    const what = given.filter(option => option !== '-b' && option !== '-F').at(-1) ?? byName;
    const file = options.given.find(({ option }) => option === '-F')?.value;
    try {
      const wanted = file === undefined ? options.operands[0] : await nameIn(sys, file);
      if (wanted !== undefined) return await set(sys, wanted.trim(), what === '-y');
      await print(sys, await shown(sys, what));
      return 0;
    } catch (error) {
      if (error instanceof ResolveError || error instanceof Errno) {
        await warn(sys, `${called}: ${error.message}\n`);
        return 1;
      }
      throw error;
    }
  },
});

/** The first line of a file that is no comment. */
async function nameIn(sys: Sys, path: string): Promise<string | undefined> {
  return (await readText(sys, path)).split('\n').find(line => line.trim() !== '' && !line.startsWith('#'));
}

async function set(sys: Sys, name: string, nis: boolean): Promise<number> {
  try {
    if (nis) await sys.setdomainname(name);
    else await sys.sethostname(name);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const what = nis ? 'domain' : 'host';
    await warn(
      sys,
      error.code === 'EPERM' ? `hostname: you must be root to change the ${what} name\n` : `hostname: the specified hostname is invalid\n`,
    );
    return 1;
  }
}

async function shown(sys: Sys, what: string | undefined): Promise<string> {
  const { nodename, domainname } = await sys.uname();
  if (what === undefined) return `${nodename}\n`;
  if (what === '-s') return `${nodename.split('.')[0]}\n`;
  if (what === '-y') return `${domainname}\n`;
  if (what === '-I') return `${(await ownAddresses(sys)).map(address => `${address} `).join('')}\n`;
  if (what === '-A') {
    const names: string[] = [];
    for (const address of await ownAddresses(sys)) names.push((await reverseResolve(sys, address)) ?? '');
    return `${names.map(name => (name === '' ? '' : `${name} `)).join('')}\n`;
  }
  const found = await resolve(sys, nodename);
  if (what === '-i') return `${found.map(({ address }) => address).join(' ')}\n`;
  const line = await hostsLine(sys, nodename);
  const full = line[0] ?? nodename;
  if (what === '-f') return `${full}\n`;
  if (what === '-a') return `${line.slice(1).join(' ')}\n`;
  return full.includes('.') ? `${full.slice(full.indexOf('.') + 1)}\n` : '\n';
}

/** The names of the line of /etc/hosts that has the host's. */
async function hostsLine(sys: Sys, name: string): Promise<string[]> {
  const lines = (await readText(sys, '/etc/hosts').catch(() => '')).split('\n').map(line => line.replace(/#.*/, '').trim().split(/\s+/));
  return lines.find(words => words.slice(1).includes(name))?.slice(1) ?? [];
}

/** The addresses of all interfaces, loopback and link-local ones left out. */
async function ownAddresses(sys: Sys): Promise<string[]> {
  const netlink = await Netlink.open(sys);
  const answers = await netlink.dump({ type: 'getaddr', address: {} });
  await netlink.close();
  return answers.flatMap(answer => {
    if (answer.type !== 'newaddr' || answer.address.local === undefined) return [];
    const { local } = answer.address;
    return local.startsWith('127.') || local === '::1' || local.startsWith('fe80:') ? [] : [local];
  });
}
