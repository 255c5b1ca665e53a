// dig: asks name servers and shows the whole answer. BIND 9.20.30.

import type { Sys } from '../../abi/sys.ts';
import { DNS_CODES, DNS_TYPES, type DnsMessage, type DnsRecord, dnsTypeName } from '../../wire/dns.ts';
import { strftime } from '../lib/dates.ts';
import { print, program, warn } from '../lib/io.ts';
import { resolverConfiguration } from '../lib/resolve.ts';
import { type Answer, ask, className, configuredServers, dataText, Fatal, findServers, type Question } from './ask.ts';
import { type Lookup, Misuse, readCommandLine } from './dig-options.ts';
import { HELP, SYNOPSIS, VERSION } from './help.ts';

const OPCODES = ['QUERY', 'IQUERY', 'STATUS', 'RESERVED3', 'NOTIFY', 'UPDATE'];

/** Tabs from one column to another; one space where that is passed already. */
function indent(from: number, to: number): string {
  if (from >= to) return ' ';
  const tabs = Math.floor(to / 8) - Math.floor(from / 8);
  return tabs > 0 ? '\t'.repeat(tabs) : ' '.repeat(to - from);
}

const named = (name: string): string => (name === '' ? '.' : `${name}.`);

class Columns {
  #text = '';
  #at = 0;

  add(text: string): this {
    this.#text += text;
    this.#at += text.length;
    return this;
  }

  to(column: number): this {
    this.#text += indent(this.#at, column);
    this.#at = Math.max(this.#at + 1, column);
    return this;
  }

  get text(): string {
    return this.#text;
  }
}

function recordText(record: DnsRecord, { display }: Lookup): string {
  const columns = new Columns().add(named(record.name));
  if (display.ttl) columns.to(24).add(`${record.ttlSeconds}`);
  const [classAt, typeAt, dataAt] = display.ttl
    ? display.class
      ? [32, 40, 48]
      : [32, 32, 40]
    : display.class
      ? [24, 32, 40]
      : [24, 24, 32];
  if (display.class) columns.to(classAt).add(className(record.class));
  return `${columns.to(typeAt).add(dnsTypeName(record.type)).to(dataAt).add(dataText(record)).text}\n`;
}

function flagsText(message: DnsMessage): string {
  const flags: readonly (readonly [boolean, string])[] = [
    [message.response, 'qr'],
    [message.authoritative, 'aa'],
    [message.truncated, 'tc'],
    [message.recursionDesired, 'rd'],
    [message.recursionAvailable, 'ra'],
    [message.authenticData, 'ad'],
    [message.checkingDisabled, 'cd'],
  ];
  return flags
    .filter(([on]) => on)
    .map(([, name]) => ` ${name}`)
    .join('');
}

function optText({ class: bytes, ttlSeconds, bytes: data }: DnsRecord): string {
  const cookie = data && data.length >= 12 && data[1] === 10 ? data.subarray(4, 4 + data[3]!) : undefined;
  const hex = cookie && [...cookie].map(byte => byte.toString(16).padStart(2, '0')).join('');
  const good = cookie && cookie.length > 8 ? ' (good)' : '';
  return `;; OPT PSEUDOSECTION:\n; EDNS: version: ${(ttlSeconds >> 16) & 255}, flags:${ttlSeconds & 0x8000 ? ' do' : ''}; udp: ${bytes}\n${
    hex === undefined ? '' : `; COOKIE: ${hex}${good}\n`
  }`;
}

function headerText(message: DnsMessage): string {
  const { questions, answers, authorities, additionals } = message;
  const status = DNS_CODES[message.code] ?? `RESERVED${message.code}`;
  return (
    `;; ->>HEADER<<- opcode: ${OPCODES[message.opcode] ?? 'RESERVED'}, status: ${status}, id: ${message.id}\n` +
    `;; flags:${flagsText(message)}; QUERY: ${questions.length}, ANSWER: ${answers.length}, AUTHORITY: ${authorities.length}, ADDITIONAL: ${additionals.length}\n`
  );
}

function messageText(message: DnsMessage, lookup: Lookup): string {
  const { display } = lookup;
  const opt = message.additionals.find(record => record.type === DNS_TYPES.OPT);
  const additionals = message.additionals.filter(record => record !== opt);
  let text = '';
  if (display.comments) {
    text += headerText(message);
    if (message.response && message.recursionDesired && !message.recursionAvailable)
      text += ';; WARNING: recursion requested but not available\n';
    text += '\n';
    if (opt && display.additional) text += optText(opt);
  }
  const section = (title: string, records: readonly DnsRecord[]): string =>
    records.length === 0
      ? ''
      : `${display.comments ? `;; ${title} SECTION:\n` : ''}${records.map(record => recordText(record, lookup)).join('')}${display.comments ? '\n' : ''}`;
  if (display.question) {
    const asked = message.questions.map(({ name, class: number, type }) => {
      const columns = new Columns().add(named(name));
      return `;${columns.to(32).add(className(number)).to(40).add(dnsTypeName(type)).text}\n`;
    });
    text += `${display.comments ? ';; QUESTION SECTION:\n' : ''}${asked.join('')}${display.comments ? '\n' : ''}`;
  }
  if (display.answer) text += section('ANSWER', message.answers);
  if (display.authority) text += section('AUTHORITY', message.authorities);
  if (display.additional) text += section('ADDITIONAL', additionals);
  return text;
}

class Dig {
  readonly #sys: Sys;
  readonly #words: string;
  #greeted = false;

  constructor(sys: Sys, argv: readonly string[]) {
    this.#sys = sys;
    this.#words = argv
      .slice(1)
      .map(word => ` ${word}`)
      .join('');
  }

  #greeting({ display }: Lookup, servers: number | undefined): string {
    if (!display.cmd || this.#greeted) return '';
    this.#greeted = true;
    const found = servers === undefined ? '' : `; (${servers} server${servers === 1 ? '' : 's'} found)\n`;
    return `\n; <<>> DiG ${VERSION} <<>>${this.#words}\n${found};; global options: +cmd\n`;
  }

  async #stats({ server, tookMs, tcp, sizeBytes }: Answer): Promise<string> {
    const when = await this.#sys.clockGettime('realtime');
    return (
      `;; Query time: ${tookMs} msec\n;; SERVER: ${server.address}#${server.port}(${server.name}) (${tcp ? 'TCP' : 'UDP'})\n` +
      `;; WHEN: ${strftime('%a %b %d %H:%M:%S %Z %Y', when)}\n;; MSG SIZE  rcvd: ${sizeBytes}\n\n`
    );
  }

  /** One question: gives the exit status. */
  async look(lookup: Lookup): Promise<number> {
    const sys = this.#sys;
    const configuration = await resolverConfiguration(sys);
    const servers =
      lookup.server === undefined
        ? configuredServers(configuration.servers, lookup.port)
        : await findServers(sys, lookup.server, lookup.port, lookup.family);
    const greeting = this.#greeting(lookup, lookup.server === undefined ? undefined : servers.length);
    const name = lookup.name ?? '.';
    const candidates =
      lookup.search && !name.endsWith('.') && !name.includes('.') ? [...configuration.search.map(one => `${name}.${one}`), name] : [name];
    let answer: Answer | undefined;
    for (const candidate of candidates) {
      answer = await ask(sys, servers, this.#question(lookup, candidate));
      if (answer?.message.code !== 3) break;
    }
    if (!answer) {
      await print(sys, `${greeting};; no servers could be reached\n`);
      return 9;
    }
    await print(sys, await this.#answerText(lookup, answer, greeting));
    return 0;
  }

  #question(lookup: Lookup, name: string): Question {
    return {
      name,
      type: lookup.type ?? DNS_TYPES.A,
      class: lookup.class ?? 1,
      tcp: lookup.tcp,
      timeoutMs: lookup.timeoutSeconds * 1000,
      tries: lookup.tries,
      flags: {
        recursionDesired: lookup.recurse,
        authenticData: lookup.adFlag,
        checkingDisabled: lookup.cdFlag,
        authoritative: lookup.aaFlag,
      },
      id: lookup.id,
      bufferBytes: lookup.edns || lookup.dnssec ? lookup.bufferBytes : undefined,
      cookie: lookup.cookie,
      dnssec: lookup.dnssec,
      source: lookup.source,
    };
  }

  async #answerText(lookup: Lookup, answer: Answer, greeting: string): Promise<string> {
    const { display } = lookup;
    if (display.short) {
      const from = display.identify ? ` from server ${answer.server.address} in ${answer.tookMs} ms.` : '';
      return answer.message.answers.map(record => `${dataText(record)}${from}\n`).join('');
    }
    const sent = display.printQuery ? `;; Sending:\n${messageText(answer.query, lookup)}` : '';
    const got = display.comments ? ';; Got answer:\n' : '';
    return `${greeting}${sent}${got}${messageText(answer.message, lookup)}${display.stats ? await this.#stats(answer) : ''}`;
  }
}

export default program({
  name: 'dig',
  summary: 'DNS lookup utility',

  async main(sys, argv) {
    try {
      const { lookups, only } = readCommandLine(argv);
      if (only !== undefined) {
        await (only === 'help' ? print(sys, HELP) : warn(sys, `DiG ${VERSION}\n`));
        return 0;
      }
      const dig = new Dig(sys, argv);
      let status = 0;
      for (const lookup of lookups) status = (await dig.look(lookup)) || status;
      return status;
    } catch (error) {
      if (error instanceof Misuse) {
        await warn(sys, `${error.message}\n${SYNOPSIS}\nUse "dig -h" (or "dig -h | more") for complete list of options\n`);
        return 1;
      }
      if (!(error instanceof Fatal)) throw error;
      await warn(sys, error.message.startsWith('\0') ? `${error.message.slice(1)}\n` : `dig: ${error.message}\n`);
      return 10;
    }
  },
});
