// getent's hosts and ahosts: /etc/hosts first, then the servers of resolv.conf. As glibc 2.43's nss/getent.c.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { readText } from '../lib/io.ts';
import { type IpFamily, literalAddress, type Resolved, ResolveError, resolve, reverseResolve } from '../lib/resolve.ts';

interface HostLine {
  address: string;
  names: string[];
}

async function fileLines(sys: Sys): Promise<HostLine[]> {
  let text: string;
  try {
    text = await readText(sys, '/etc/hosts');
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
  return text.split('\n').flatMap(line => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const literal = address === undefined ? undefined : literalAddress(address);
    return literal && names.length > 0 ? [{ address: literal.address, names }] : [];
  });
}

const printed = (address: string, names: readonly string[]): string => `${address.padEnd(15)} ${names.join(' ')}\n`;

/** All of /etc/hosts. */
export const hostLines = async (sys: Sys): Promise<string[]> => (await fileLines(sys)).map(({ address, names }) => printed(address, names));

async function addresses(sys: Sys, name: string, family: IpFamily | undefined): Promise<Resolved[]> {
  try {
    return await resolve(sys, name, { family });
  } catch (error) {
    if (error instanceof ResolveError) return [];
    throw error;
  }
}

/** gethostbyname2(3) for IPv6, then for IPv4; gethostbyaddr(3) for what is an address. */
export async function findHost(sys: Sys, key: string): Promise<string[]> {
  const file = await fileLines(sys);
  const literal = literalAddress(key);
  if (literal) {
    const line = file.find(({ address }) => address === literal.address);
    if (line) return [printed(line.address, line.names)];
    const name = await reverseResolve(sys, literal.address);
    return name === undefined ? [] : [printed(literal.address, [name])];
  }
  const lower = key.toLowerCase();
  const own = file.filter(({ names }) => names.some(name => name.toLowerCase() === lower));
  for (const family of ['inet6', 'inet'] as const) {
    const lines = own.filter(({ address }) => address.includes(':') === (family === 'inet6'));
    if (lines.length > 0) return lines.map(({ address, names }) => printed(address, names));
  }
  if (own.length > 0) return [];
  const found = await addresses(sys, key, undefined);
  const six = found.filter(({ family }) => family === 'inet6');
  return (six.length > 0 ? six : found).map(({ address }) => printed(address, [key]));
}

const TYPES = ['STREAM', 'DGRAM', 'RAW'] as const;

/** getaddrinfo(3)'s answers, an address for each kind of socket; for IPv6 alone IPv4 addresses are mapped. */
export async function ahosts(sys: Sys, key: string, family: IpFamily | undefined): Promise<string[]> {
  let found = await addresses(sys, key, family);
  if (found.length === 0 && family === 'inet6') {
    found = (await addresses(sys, key, 'inet')).map(({ address }) => ({ family: 'inet6', address: `::ffff:${address}` }));
  }
  // The canonical name of one that /etc/hosts has is the first on its line.
  const lower = key.toLowerCase();
  const own = literalAddress(key)
    ? undefined
    : (await fileLines(sys)).find(({ names }) => names.some(name => name.toLowerCase() === lower));
  return found.flatMap(({ address }, at) =>
    TYPES.map((type, index) => {
      const canonical = at === 0 && index === 0 ? (own?.names[0] ?? key) : '';
      return `${address.padEnd(15)} ${type.padEnd(6)} ${canonical}\n`;
    }),
  );
}
