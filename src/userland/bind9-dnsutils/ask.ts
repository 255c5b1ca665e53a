// Questions to name servers and what comes back, for dig, host and nslookup. As dighost.c of BIND 9.20.30.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Address, Fd } from '../../abi/types.ts';
import { DNS_TYPES, type DnsMessage, type DnsRecord, dnsQuery, readDns, writeDns } from '../../wire/dns.ts';
import { concat, print } from '../lib/io.ts';
import { type IpFamily, literalAddress, ResolveError, resolve } from '../lib/resolve.ts';

/** The program ends with these words behind its name. */
export class Fatal extends Error {}

const CLASSES: Readonly<Record<string, number>> = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 };
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ECONNRESET: 'connection reset',
};
const DATAGRAM_BYTES_MAX = 65535;

/** A type or class by its name; undefined where it is none. */
export function typeNumber(word: string): number | undefined {
  const upper = word.toUpperCase();
  if (Object.hasOwn(DNS_TYPES, upper)) return DNS_TYPES[upper as keyof typeof DNS_TYPES];
  return /^TYPE\d+$/.test(upper) ? Number(upper.slice(4)) : undefined;
}

export const classNumber = (word: string): number | undefined => CLASSES[word.toUpperCase()];
export const className = (number: number): string => Object.entries(CLASSES).find(([, one]) => one === number)?.[0] ?? `CLASS${number}`;

export interface Server {
  address: string;
  /** As it was asked for. */
  name: string;
  port: number;
}

export interface Question {
  name: string;
  type: number;
  class: number;
  tcp: boolean;
  timeoutMs: number;
  /** How often in all each server is asked. */
  tries: number;
  /** Header flags beside the question. */
  flags: Partial<Pick<DnsMessage, 'recursionDesired' | 'authenticData' | 'checkingDisabled' | 'authoritative'>>;
  id: number | undefined;
  /** EDNS's buffer; undefined asks without it. */
  bufferBytes: number | undefined;
  cookie: boolean;
  dnssec: boolean;
  source: { address: string; port: number } | undefined;
}

export interface Answer {
  message: DnsMessage;
  server: Server;
  sizeBytes: number;
  /** How long it took. */
  tookMs: number;
  tcp: boolean;
  query: DnsMessage;
}

/** Servers by name or address. Throws Fatal in dig's words. */
export async function findServers(sys: Sys, name: string, port: number, family?: IpFamily): Promise<Server[]> {
  try {
    return (await resolve(sys, name, family ? { family } : {})).map(({ address }) => ({ address, name, port }));
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Fatal(`couldn't get address for '${name}': ${error.code === 'EAI_NONAME' ? 'not found' : 'failure'}`);
  }
}

/** The servers of resolv.conf. */
export const configuredServers = (servers: readonly string[], port: number): Server[] =>
  servers.flatMap(name => {
    const literal = literalAddress(name);
    return literal ? [{ address: literal.address, name, port }] : [];
  });

async function nowMs(sys: Sys): Promise<number> {
  const { seconds, nanoseconds } = await sys.clockGettime('monotonic');
  return seconds * 1000 + nanoseconds / 1e6;
}

async function messageOf(sys: Sys, question: Question): Promise<DnsMessage> {
  const [high, low] = await sys.getrandom(2);
  const query = dnsQuery(question.id ?? (high! << 8) | low!, question.name.replace(/\.$/, ''), 'A');
  const asked: DnsMessage = {
    ...query,
    ...question.flags,
    questions: [{ name: query.questions[0]!.name, type: question.type, class: question.class }],
  };
  if (question.bufferBytes === undefined) return asked;
  const cookie = question.cookie ? concat([Uint8Array.of(0, 10, 0, 8), await sys.getrandom(8)]) : new Uint8Array(0);
  const option: DnsRecord = {
    name: '',
    type: DNS_TYPES.OPT,
    class: question.bufferBytes,
    ttlSeconds: question.dnssec ? 0x8000 : 0,
    data: '',
    bytes: cookie,
  };
  return { ...asked, additionals: [option] };
}

function parse(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return readDns(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

type Outcome = { message: DnsMessage; sizeBytes: number } | 'timed out' | 'end of file';

async function overUdp(sys: Sys, fd: Fd, query: DnsMessage, endMs: number): Promise<Outcome> {
  await sys.sendto(fd, writeDns(query));
  for (;;) {
    const leftMs = endMs - (await nowMs(sys));
    if (leftMs <= 0 || (await sys.poll([{ fd, want: 'read' }], leftMs)).length === 0) return 'timed out';
    const { data } = await sys.recvfrom(fd, DATAGRAM_BYTES_MAX);
    const message = parse(data);
    if (message?.response && message.id === query.id) return { message, sizeBytes: data.length };
  }
}

async function overTcp(sys: Sys, fd: Fd, query: DnsMessage, endMs: number): Promise<Outcome> {
  const bytes = writeDns(query);
  await sys.write(fd, concat([Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes]));
  let got: Uint8Array = new Uint8Array(0);
  for (;;) {
    const wanted = got.length < 2 ? 2 : 2 + ((got[0]! << 8) | got[1]!);
    if (got.length >= 2 && got.length >= wanted) {
      const message = parse(got.subarray(2, wanted));
      return message ? { message, sizeBytes: wanted - 2 } : 'end of file';
    }
    const leftMs = endMs - (await nowMs(sys));
    if (leftMs <= 0 || (await sys.poll([{ fd, want: 'read' }], leftMs)).length === 0) return 'timed out';
    const part = await sys.read(fd, DATAGRAM_BYTES_MAX);
    if (part.length === 0) return 'end of file';
    got = concat([got, part]);
  }
}

async function once(sys: Sys, server: Server, query: DnsMessage, question: Question, tcp: boolean): Promise<Outcome> {
  const family = server.address.includes(':') ? 'inet6' : 'inet';
  const fd = await sys.socket(family, tcp ? 'stream' : 'dgram');
  try {
    const endMs = (await nowMs(sys)) + question.timeoutMs;
    if (question.source) await sys.bind(fd, { family, ...question.source });
    const to: Address = { family, address: server.address, port: server.port };
    await sys.connect(fd, to);
    return await (tcp ? overTcp : overUdp)(sys, fd, query, endMs);
  } finally {
    await sys.close(fd);
  }
}

/** Asks server after server, as often as `tries` says. Failures are said on standard output; undefined where nobody answered. */
export async function ask(sys: Sys, servers: readonly Server[], question: Question): Promise<Answer | undefined> {
  for (let attempt = 0; attempt < question.tries; attempt++) {
    for (const [index, server] of servers.entries()) {
      const answer = await askOne(sys, server, question);
      if (!answer) continue;
      // A server that fails may have a better one behind it.
      if (answer.message.code === 2 && index + 1 < servers.length) continue;
      return answer;
    }
  }
  return undefined;
}

async function askOne(sys: Sys, server: Server, question: Question): Promise<Answer | undefined> {
  const query = await messageOf(sys, question);
  const startMs = await nowMs(sys);
  let reason: string;
  try {
    let tcp = question.tcp;
    let outcome = await once(sys, server, query, question, tcp);
    if (typeof outcome === 'object' && outcome.message.truncated && !tcp) {
      await print(sys, ';; Truncated, retrying in TCP mode.\n');
      tcp = true;
      outcome = await once(sys, server, query, question, tcp);
    }
    if (typeof outcome === 'object') return { ...outcome, server, tookMs: Math.floor((await nowMs(sys)) - startMs), tcp, query };
    reason = outcome;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    reason = REASONS[error.code] ?? error.message.toLowerCase();
  }
  await print(sys, `;; communications error to ${server.address}#${server.port}: ${reason}\n`);
  return undefined;
}

/** The name under which an address or part of one has its pointer. */
export function pointerName(address: string): string {
  const literal = address.includes(':') ? literalAddress(address) : undefined;
  if (!literal) return `${address.split('.').reverse().join('.')}.in-addr.arpa.`;
  const [head = '', tail] = literal.address.split('::') as [string, string?];
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(head), tail === undefined ? [] : groups(tail)];
  const all = [...first, ...new Array<string>(8 - first.length - last.length).fill('0'), ...last];
  return `${[...all.map(group => group.padStart(4, '0')).join('')].reverse().join('.')}.ip6.arpa.`;
}

/** A record's data with names ended by a dot. */
export function dataText({ type, data, bytes }: DnsRecord): string {
  const words = data.split(' ');
  switch (type) {
    case DNS_TYPES.NS:
    case DNS_TYPES.CNAME:
    case DNS_TYPES.PTR:
      return `${data}.`;
    case DNS_TYPES.MX:
      return `${words[0]} ${words[1] ?? ''}.`;
    case DNS_TYPES.SRV:
      return `${words.slice(0, 3).join(' ')} ${words[3] ?? ''}.`;
    case DNS_TYPES.SOA:
      return `${words[0]}. ${words[1]}. ${words.slice(2).join(' ')}`;
    default:
      if (data !== '' || !bytes) return data;
      return `\\# ${bytes.length} ${[...bytes].map(byte => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`;
  }
}
