// Names to addresses and back, as glibc's getaddrinfo(3) and getnameinfo(3) do: /etc/nsswitch.conf's "files dns", /etc/hosts, /etc/resolv.conf.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Address } from '../../abi/types.ts';
import { parseIpv4Loose, parseIpv6, printIpv4, printIpv6 } from '../../wire/address.ts';
import { DNS_PORT, DNS_TYPES, type DnsMessage, dnsQuery, readDns, reverseName, writeDns } from '../../wire/dns.ts';
import { readText } from './io.ts';

/** gai_strerror(3)'s words by their code. */
export const GAI_WORDS = {
  EAI_NONAME: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  EAI_FAIL: 'Non-recoverable failure in name resolution',
  EAI_ADDRFAMILY: 'Address family for hostname not supported',
  EAI_NODATA: 'No address associated with hostname',
  EAI_SERVICE: 'Servname not supported for ai_socktype',
} as const;

export class ResolveError extends Error {
  readonly code: keyof typeof GAI_WORDS;

  constructor(code: keyof typeof GAI_WORDS) {
    super(GAI_WORDS[code]);
    this.code = code;
  }
}

export type IpFamily = 'inet' | 'inet6';

export interface Resolved {
  family: IpFamily;
  address: string;
}

export interface ResolveOptions {
  family?: IpFamily | undefined;
}

/** The address that a name is, where it is one: IPv4 in any form of inet_aton(3), IPv6 with or without a scope. */
export function literalAddress(name: string): Resolved | undefined {
  const four = parseIpv4Loose(name);
  if (four !== undefined) return { family: 'inet', address: printIpv4(four) };
  const six = parseIpv6(name.replace(/%.*$/, ''));
  return six === undefined ? undefined : { family: 'inet6', address: printIpv6(six) };
}

async function text(sys: Sys, path: string): Promise<string> {
  try {
    return await readText(sys, path);
  } catch (error) {
    if (error instanceof Errno) return '';
    throw error;
  }
}

/** /etc/hosts: a line's address and its names. */
async function hosts(sys: Sys): Promise<[address: string, ...names: string[]][]> {
  return (await text(sys, '/etc/hosts'))
    .split('\n')
    .map(line => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words): words is [string, ...string[]] => words.length > 1);
}

export interface ResolverConfiguration {
  servers: string[];
  search: string[];
  ndots: number;
  timeoutMs: number;
  attempts: number;
}

/** resolv.conf(5). Without a server named, the machine's own. */
export async function resolverConfiguration(sys: Sys): Promise<ResolverConfiguration> {
  const configuration: ResolverConfiguration = { servers: [], search: [], ndots: 1, timeoutMs: 5000, attempts: 2 };
  for (const line of (await text(sys, '/etc/resolv.conf')).split('\n')) {
    const [word, ...rest] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    if (word === 'nameserver' && rest[0] && configuration.servers.length < 3) configuration.servers.push(rest[0]);
    else if (word === 'search' || word === 'domain') configuration.search = rest;
    else if (word === 'options') {
      for (const option of rest) {
        const [name, value] = option.split(':');
        if (name === 'ndots') configuration.ndots = Number(value);
        else if (name === 'timeout') configuration.timeoutMs = Number(value) * 1000;
        else if (name === 'attempts') configuration.attempts = Number(value);
      }
    }
  }
  if (configuration.servers.length === 0) configuration.servers.push('127.0.0.1');
  return configuration;
}

/** Asks one server once over UDP. Undefined where no answer came in time; throws the Errno of a socket that refused. */
export async function askServer(
  sys: Sys,
  server: string,
  port: number,
  query: DnsMessage,
  timeoutMs: number,
): Promise<DnsMessage | undefined> {
  const family = server.includes(':') ? 'inet6' : 'inet';
  const fd = await sys.socket(family, 'dgram');
  try {
    const to: Address = { family, address: server, port };
    await sys.connect(fd, to);
    await sys.sendto(fd, writeDns(query));
    const { seconds, nanoseconds } = await sys.clockGettime('monotonic');
    const endMs = seconds * 1000 + nanoseconds / 1e6 + timeoutMs;
    for (;;) {
      const now = await sys.clockGettime('monotonic');
      const leftMs = endMs - (now.seconds * 1000 + now.nanoseconds / 1e6);
      if (leftMs <= 0 || (await sys.poll([{ fd, want: 'read' }], leftMs)).length === 0) return undefined;
      const { data } = await sys.recvfrom(fd, 4096);
      const answer = parseAnswer(data);
      if (answer && answer.id === query.id && answer.response) return answer;
    }
  } finally {
    await sys.close(fd);
  }
}

function parseAnswer(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return readDns(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function randomId(sys: Sys): Promise<number> {
  const [high, low] = await sys.getrandom(2);
  return (high! << 8) | low!;
}

/** One question to the configured servers in turn. Throws EAI_AGAIN where none gave a usable answer. */
async function ask(sys: Sys, configuration: ResolverConfiguration, name: string, type: 'A' | 'AAAA' | 'PTR'): Promise<DnsMessage> {
  for (let attempt = 0; attempt < configuration.attempts; attempt++) {
    for (const server of configuration.servers) {
      try {
        const answer = await askServer(sys, server, DNS_PORT, dnsQuery(await randomId(sys), name, type), configuration.timeoutMs);
        if (answer && (answer.code === 0 || answer.code === 3)) return answer;
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
      }
    }
  }
  throw new ResolveError('EAI_AGAIN');
}

/** The names to try, in order: as given where it has dots enough, with each search domain, and as given last. */
function candidates(name: string, { search, ndots }: ResolverConfiguration): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const searched = search.filter(domain => domain !== '.').map(domain => `${name}.${domain}`);
  return dots >= ndots ? [name, ...searched] : [...searched, name];
}

async function fromDns(sys: Sys, name: string, families: readonly IpFamily[]): Promise<Resolved[]> {
  const configuration = await resolverConfiguration(sys);
  let known = false;
  for (const candidate of candidates(name, configuration)) {
    const found: Resolved[] = [];
    for (const family of families) {
      const answer = await ask(sys, configuration, candidate, family === 'inet' ? 'A' : 'AAAA');
      if (answer.code === 0) known = true;
      const type = family === 'inet' ? DNS_TYPES.A : DNS_TYPES.AAAA;
      for (const record of answer.answers) if (record.type === type) found.push({ family, address: record.data });
    }
    if (found.length > 0) return found;
  }
  throw new ResolveError(known ? 'EAI_NODATA' : 'EAI_NONAME');
}

/** Is there a way out for IPv6 at all (AI_ADDRCONFIG's idea)? A name then is asked for in both families. */
async function inet6Configured(sys: Sys): Promise<boolean> {
  const table = await text(sys, '/proc/net/if_inet6');
  return table.split('\n').some(line => {
    const scope = line.trim().split(/\s+/)[3];
    return scope !== undefined && scope !== '10';
  });
}

/** getaddrinfo(3): the addresses of a name, best first. Throws ResolveError. */
export async function resolve(sys: Sys, name: string, options: ResolveOptions = {}): Promise<Resolved[]> {
  const { family } = options;
  const literal = literalAddress(name);
  if (literal) {
    if (family && literal.family !== family) throw new ResolveError('EAI_ADDRFAMILY');
    return [literal];
  }
  if (name === '') throw new ResolveError('EAI_NONAME');
  const lower = name.toLowerCase();
  const lines = (await hosts(sys)).filter(([, ...names]) => names.some(each => each.toLowerCase() === lower));
  const local = lines.flatMap(([address]) => {
    const parsed = literalAddress(address);
    return parsed && (!family || parsed.family === family) ? [parsed] : [];
  });
  if (local.length > 0) return sortAddresses(local);
  if (lines.length === 0 && (lower === 'localhost' || lower.endsWith('.localhost'))) {
    return family === 'inet' ? [{ family: 'inet', address: '127.0.0.1' }] : [{ family: 'inet6', address: '::1' }];
  }
  const families = family ? [family] : (await inet6Configured(sys)) ? (['inet', 'inet6'] as const) : (['inet'] as const);
  return sortAddresses(await fromDns(sys, name, families));
}

/** IPv6 goes first where both are there (RFC 6724's default). */
const sortAddresses = (addresses: readonly Resolved[]): Resolved[] =>
  [...addresses].sort((a, b) => (a.family === b.family ? 0 : a.family === 'inet6' ? -1 : 1));

/** getnameinfo(3): the name of an address; undefined where it has none. */
export async function reverseResolve(sys: Sys, address: string): Promise<string | undefined> {
  const own = (await hosts(sys)).find(([each]) => each === address);
  if (own) return own[1];
  try {
    const answer = await ask(sys, await resolverConfiguration(sys), reverseName(address), 'PTR');
    return answer.answers.find(record => record.type === DNS_TYPES.PTR)?.data;
  } catch (error) {
    if (error instanceof ResolveError) return undefined;
    throw error;
  }
}

/** A port by number or by its name in /etc/services; undefined where it is neither. */
export async function servicePort(sys: Sys, name: string, protocol: 'tcp' | 'udp'): Promise<number | undefined> {
  if (/^\d+$/.test(name)) return Number(name) <= 65535 ? Number(name) : undefined;
  for (const line of (await text(sys, '/etc/services')).split('\n')) {
    const [first, at, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    if ((first === name || aliases.includes(name)) && at?.endsWith(`/${protocol}`)) return Number.parseInt(at, 10);
  }
  return undefined;
}
