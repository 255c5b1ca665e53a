// nslookup: asks name servers about a host, all types at once. As networking/nslookup.c (the big one) of BusyBox 1.38.

import type { Fd } from '../../../abi/types.ts';
import {
  DNS_CODES,
  DNS_TYPES,
  type DnsMessage,
  type DnsRecord,
  type DnsType,
  dnsQuery,
  readDns,
  reverseName,
  writeDns,
} from '../../../wire/dns.ts';
import { literalAddress, resolverConfiguration } from '../../lib/resolve.ts';
import { applet, type Run } from '../applet.ts';
import { hostAddress, nowMs, number } from '../network.ts';

interface Query {
  name: string;
  type: DnsType;
  id: number;
  answer?: DnsMessage;
}

interface Server {
  address: string;
  name: string;
  port: number;
}

const TYPES: readonly DnsType[] = ['SOA', 'NS', 'A', 'AAAA', 'CNAME', 'MX', 'TXT', 'PTR', 'SRV', 'ANY'];

const WORDS: Readonly<Record<number, string>> = {
  [DNS_TYPES.NS]: 'nameserver',
  [DNS_TYPES.CNAME]: 'canonical name',
  [DNS_TYPES.PTR]: 'name',
  [DNS_TYPES.MX]: 'mail exchanger',
  [DNS_TYPES.TXT]: 'text',
  [DNS_TYPES.SRV]: 'service',
};

function recordText({ name, type, data }: DnsRecord): string {
  if (type === DNS_TYPES.A || type === DNS_TYPES.AAAA) return `Name:\t${name}\nAddress: ${data}\n`;
  if (type === DNS_TYPES.SOA) {
    const words = data.split(' ');
    const labels = ['serial', 'refresh', 'retry', 'expire', 'minimum'].map((label, at) => `\t${label} = ${words[at + 2]}\n`);
    return `${name}\n\torigin = ${words[0]}\n\tmail addr = ${words[1]}\n${labels.join('')}`;
  }
  return WORDS[type] === undefined ? '' : `${name}\t${WORDS[type]} = ${data}\n`;
}

/** Sends what is not answered yet, and gathers answers until all are there or the time is up. False where the server refused. */
async function exchange(run: Run, fd: Fd, server: Server, queries: readonly Query[], timeoutMs: number): Promise<boolean> {
  for (const query of queries) {
    if (query.answer) continue;
    try {
      await run.sys.write(fd, writeDns(dnsQuery(query.id, query.name, query.type)));
    } catch (error) {
      await run.perror(`write to '${server.name}'`, error);
      return false;
    }
  }
  const endMs = (await nowMs(run.sys)) + timeoutMs;
  while (!queries.every(({ answer }) => answer)) {
    const leftMs = endMs - (await nowMs(run.sys));
    if (leftMs <= 0 || (await run.sys.poll([{ fd, want: 'read' }], leftMs)).length === 0) return true;
    try {
      const answer = readDns(await run.sys.read(fd, 4096));
      const query = queries.find(({ id, answer: had }) => id === answer.id && !had);
      if (query) query.answer = answer;
    } catch (error) {
      if (error instanceof RangeError) continue;
      await run.perror('read', error);
      return true;
    }
  }
  return true;
}

async function askServer(run: Run, server: Server, queries: readonly Query[], timeoutMs: number, tries: number): Promise<boolean> {
  const family = server.address.includes(':') ? 'inet6' : 'inet';
  const fd = await run.sys.socket(family, 'dgram');
  try {
    await run.sys.connect(fd, { family, address: server.address, port: server.port });
    for (let attempt = 0; attempt < tries; attempt++) {
      if (!(await exchange(run, fd, server, queries, timeoutMs / tries))) break;
      if (queries.every(({ answer }) => answer)) return true;
    }
  } catch (error) {
    await run.perror(`connect to '${server.name}'`, error);
  } finally {
    await run.sys.close(fd);
  }
  return queries.some(({ answer }) => answer);
}

async function queriesFor(run: Run, host: string, types: readonly DnsType[], search: readonly string[]): Promise<Query[]> {
  const literal = literalAddress(host);
  const [high, low] = await run.sys.getrandom(2);
  const first = (high! << 8) | low!;
  if (literal) return [{ name: reverseName(literal.address), type: 'PTR', id: first }];
  const names = host.includes('.') || search.length === 0 ? [host.replace(/\.$/, '')] : search.map(domain => `${host}.${domain}`);
  const asked = types.length > 0 ? types : (['A', 'AAAA'] as const);
  return names.flatMap((name, at) => asked.map((type, each) => ({ name, type, id: (first + at * asked.length + each) & 0xffff })));
}

function show(run: Run, server: Server, queries: readonly Query[]): void {
  const shown = server.address.includes(':') ? `[${server.address}]:${server.port}` : `${server.address}:${server.port}`;
  run.out.write(`Server:\t\t${server.name}\nAddress:\t${shown}\n\n`);
  for (const { name, answer } of queries) {
    if (!answer) continue;
    if (answer.code !== 0) {
      run.out.write(`** server can't find ${name}: ${DNS_CODES[answer.code] ?? answer.code}\n\n`);
      run.status = 1;
      continue;
    }
    if (!answer.authoritative) run.out.write('Non-authoritative answer:\n');
    run.out.write(`${answer.answers.map(recordText).join('')}\n`);
  }
}

export default applet({
  name: 'nslookup',
  usage: `Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]

Query DNS about HOST

QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any`,

  async run(run) {
    const types: DnsType[] = [];
    const operands: string[] = [];
    let [port, tries, timeoutMs] = [53, 2, 5000];
    for (const word of run.argv.slice(1)) {
      const [, option, value = ''] = /^-(type|querytype|port|retry|timeout)=(.*)$/.exec(word) ?? [];
      if (option === 'type' || option === 'querytype') {
        types.push(TYPES.find(each => each === value.toUpperCase()) ?? run.die(`invalid query type "${value}"`));
      } else if (option === 'port') port = number(run, value, 1, 65535);
      else if (option === 'retry') tries = number(run, value, 1);
      else if (option === 'timeout') timeoutMs = number(run, value, 1) * 1000;
      else if (word.startsWith('-') && word !== '-debug') run.usage();
      else if (word !== '-debug') operands.push(word);
    }
    const [host, ...named] = operands;
    if (host === undefined) return run.usage();
    const configuration = await resolverConfiguration(run.sys);
    const servers: Server[] = named.length > 0 ? [] : configuration.servers.map(address => ({ name: address, address, port }));
    for (const name of named) servers.push({ name, address: (await hostAddress(run, name)).address, port });
    const queries = await queriesFor(run, host, types, configuration.search);
    for (const server of servers) {
      if (!(await askServer(run, server, queries, timeoutMs, tries))) continue;
      show(run, server, queries);
      return run.status;
    }
    run.out.write(';; connection timed out; no servers could be reached\n\n');
    return 1;
  },
});
