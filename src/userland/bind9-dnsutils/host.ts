// host: names to addresses and back, a sentence each. BIND 9.20.30.

import type { Sys } from '../../abi/sys.ts';
import { DNS_CODES, DNS_TYPES, type DnsRecord, dnsTypeName } from '../../wire/dns.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { literalAddress, type ResolverConfiguration, resolverConfiguration } from '../lib/resolve.ts';
import {
  ask,
  classNumber,
  configuredServers,
  dataText,
  Fatal,
  findServers,
  pointerName,
  type Question,
  type Server,
  typeNumber,
} from './ask.ts';
import { HOST_USAGE, VERSION } from './help.ts';

const WORDS: Readonly<Record<number, string>> = {
  [DNS_TYPES.A]: 'has address',
  [DNS_TYPES.NS]: 'name server',
  [DNS_TYPES.CNAME]: 'is an alias for',
  [DNS_TYPES.SOA]: 'has SOA record',
  [DNS_TYPES.PTR]: 'domain name pointer',
  [DNS_TYPES.HINFO]: 'host information',
  [DNS_TYPES.MX]: 'mail is handled by',
  [DNS_TYPES.TXT]: 'descriptive text',
  [DNS_TYPES.AAAA]: 'has IPv6 address',
};

interface Options {
  type: number | undefined;
  class: number;
  port: number;
  tries: number;
  timeoutMs: number;
  tcp: boolean;
  recurse: boolean;
  family: 'inet' | 'inet6' | undefined;
  operands: string[];
}

function readOptions(argv: readonly string[]): Options | 'version' {
  const { given, operands } = getopt(argv, '+aAc:dilnm:p:rst:vVwCDN:R:TUW:46');
  const options: Options = {
    type: undefined,
    class: 1,
    port: 53,
    tries: 2,
    timeoutMs: 5000,
    tcp: false,
    recurse: true,
    family: undefined,
    operands,
  };
  for (const { option, value = '' } of given) {
    if (option === '-V') return 'version';
    if (option === '-t') {
      const type = typeNumber(value);
      if (type === undefined) throw new Fatal(`invalid type: ${value}`);
      options.type = type;
    } else if (option === '-c') options.class = classNumber(value) ?? 1;
    else if (option === '-p') options.port = Number(value);
    else if (option === '-R') options.tries = Math.max(1, Number(value) + 1);
    else if (option === '-W') options.timeoutMs = Math.max(1, Number(value)) * 1000;
    else if (option === '-T') options.tcp = true;
    else if (option === '-U') options.tcp = false;
    else if (option === '-r') options.recurse = false;
    else if (option === '-4' || option === '-6') options.family = option === '-4' ? 'inet' : 'inet6';
    else if (!['-s', '-i', '-w', '-m', '-N'].includes(option)) throw new Fatal(`option ${option} is not simulated here`);
  }
  return options;
}

const plain = (record: DnsRecord): string =>
  `${record.name} ${WORDS[record.type] ?? `has ${dnsTypeName(record.type)} record`} ${dataText(record)}\n`;

class Host {
  readonly #sys: Sys;
  readonly #options: Options;
  readonly #servers: readonly Server[];
  readonly #named: Server | undefined;
  readonly #configuration: ResolverConfiguration;
  #said = false;

  constructor(sys: Sys, options: Options, servers: readonly Server[], named: Server | undefined, configuration: ResolverConfiguration) {
    this.#sys = sys;
    this.#options = options;
    this.#servers = servers;
    this.#named = named;
    this.#configuration = configuration;
  }

  #question(name: string, type: number): Question {
    const { class: number, tcp, timeoutMs, tries, recurse } = this.#options;
    return {
      name,
      type,
      class: number,
      tcp,
      timeoutMs,
      tries,
      flags: { recursionDesired: recurse },
      id: undefined,
      bufferBytes: undefined,
      cookie: false,
      dnssec: false,
      source: undefined,
    };
  }

  async #sayServer(): Promise<void> {
    const server = this.#named;
    if (!server || this.#said) return;
    this.#said = true;
    await print(this.#sys, `Using domain server:\nName: ${server.name}\nAddress: ${server.address}#${server.port}\nAliases: \n\n`);
  }

  /** Asks for one type. 'unknown' where there is no such name: others need not be asked for. */
  async #one(name: string, type: number, alone: boolean): Promise<'found' | 'none' | 'unknown' | 'unreachable'> {
    const answer = await ask(this.#sys, this.#servers, this.#question(name, type));
    if (!answer) {
      await print(this.#sys, ';; no servers could be reached\n');
      return 'unreachable';
    }
    const { message } = answer;
    await this.#sayServer();
    if (message.code !== 0) {
      await print(
        this.#sys,
        `Host ${name.replace(/(.)\.$/, '$1')} not found: ${message.code}(${DNS_CODES[message.code] ?? message.code})\n`,
      );
      return 'unknown';
    }
    await print(this.#sys, message.answers.map(plain).join(''));
    if (message.answers.length > 0) return 'found';
    if (alone) await print(this.#sys, `${name.replace(/(.)\.$/, '$1')} has no ${dnsTypeName(type)} record\n`);
    return 'none';
  }

  async look(name: string): Promise<number> {
    const reverse = literalAddress(name) !== undefined && (name.includes(':') || name.split('.').length === 4);
    const asked = reverse && this.#options.type === undefined ? pointerName(name) : name;
    const types =
      this.#options.type !== undefined
        ? [this.#options.type]
        : reverse
          ? [DNS_TYPES.PTR]
          : [DNS_TYPES.A, DNS_TYPES.AAAA, DNS_TYPES.MX, DNS_TYPES.HTTPS];
    const full = await this.#searched(asked);
    for (const type of types) {
      const outcome = await this.#one(full, type, types.length === 1);
      if (outcome === 'unknown' || outcome === 'unreachable') return 1;
    }
    return 0;
  }

  /** A name without dots is tried in the search domains before it stands alone. */
  async #searched(name: string): Promise<string> {
    const { search, ndots } = this.#configuration;
    if (name.endsWith('.') || name.split('.').length - 1 >= ndots) return name;
    for (const domain of search) {
      const answer = await ask(this.#sys, this.#servers, this.#question(`${name}.${domain}`, this.#options.type ?? DNS_TYPES.A));
      if (answer?.message.code === 0) return `${name}.${domain}`;
    }
    return name;
  }
}

export default program({
  name: 'host',
  summary: 'DNS lookup utility',

  async main(sys, argv) {
    try {
      const options = readOptions(argv);
      if (options === 'version') {
        await warn(sys, `host ${VERSION}\n`);
        return 0;
      }
      const [name, server] = options.operands;
      if (name === undefined) {
        await warn(sys, HOST_USAGE);
        return 1;
      }
      const configuration = await resolverConfiguration(sys);
      const servers =
        server === undefined
          ? configuredServers(configuration.servers, options.port)
          : await findServers(sys, server, options.port, options.family);
      return await new Host(sys, options, servers, server === undefined ? undefined : servers[0], configuration).look(name);
    } catch (error) {
      if (error instanceof UsageError) await warn(sys, `host: ${error.message}\n${HOST_USAGE}`);
      else if (error instanceof Fatal) await warn(sys, `host: ${error.message}\n`);
      else throw error;
      return 1;
    }
  },
});
