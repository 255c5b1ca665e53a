// nslookup: asks name servers for names given on its command line. BIND 9.20.30.

import type { Sys } from '../../abi/sys.ts';
import { DNS_CODES, DNS_TYPES, type DnsMessage, type DnsRecord } from '../../wire/dns.ts';
import { print, program, warn } from '../lib/io.ts';
import { literalAddress, resolverConfiguration } from '../lib/resolve.ts';
import {
  type Answer,
  ask,
  classNumber,
  configuredServers,
  dataText,
  Fatal,
  findServers,
  pointerName,
  type Server,
  typeNumber,
} from './ask.ts';
import { VERSION } from './help.ts';

const WORDS: Readonly<Record<number, string>> = {
  [DNS_TYPES.NS]: 'nameserver = ',
  [DNS_TYPES.CNAME]: 'canonical name = ',
  [DNS_TYPES.PTR]: 'name = ',
  [DNS_TYPES.MX]: 'mail exchanger = ',
  [DNS_TYPES.TXT]: 'text = ',
  [DNS_TYPES.HINFO]: 'hinfo = ',
  [DNS_TYPES.SRV]: 'service = ',
};

interface Settings {
  /** Undefined asks for A, then AAAA. */
  type: number | undefined;
  class: number;
  port: number;
  timeoutMs: number;
  tries: number;
  tcp: boolean;
  recurse: boolean;
  search: boolean;
}

async function readSetting(sys: Sys, settings: Settings, word: string): Promise<void> {
  const [name = '', value] = word.slice(1).split('=') as [string, string?];
  if (value !== undefined && /^(type|ty|querytype|query|qu|q)$/.test(name)) {
    const type = typeNumber(value);
    if (type === undefined) await print(sys, `unknown query type: ${value}\n`);
    else settings.type = type;
  } else if (value !== undefined && /^cl/.test(name)) settings.class = classNumber(value) ?? 1;
  else if (value !== undefined && /^po/.test(name)) settings.port = Number(value);
  else if (value !== undefined && /^(t|timeout)$/.test(name)) settings.timeoutMs = Number(value) * 1000;
  else if (value !== undefined && /^ret/.test(name)) settings.tries = Number(value) + 1;
  else if (name === 'vc' || name === 'novc') settings.tcp = name === 'vc';
  else if (/^(no)?rec(urse)?$/.test(name)) settings.recurse = !name.startsWith('no');
  else if (/^(no)?sea(rch)?$/.test(name)) settings.search = !name.startsWith('no');
  else if (/^(no)?(deb|d2|def|fail|ignore)/.test(name)) await warn(sys, `nslookup: ${word} is not simulated here\n`);
  else await print(sys, `*** Invalid option: ${word.slice(1)}\n`);
}

function recordText(record: DnsRecord): string {
  if (record.type === DNS_TYPES.A || record.type === DNS_TYPES.AAAA) return `Name:\t${record.name}\nAddress: ${record.data}\n`;
  if (record.type === DNS_TYPES.SOA) {
    const [origin, mail, ...numbers] = record.data.split(' ');
    const labels = ['serial', 'refresh', 'retry', 'expire', 'minimum'];
    return `${record.name}\n\torigin = ${origin}\n\tmail addr = ${mail}\n${numbers.map((number, index) => `\t${labels[index]} = ${number}\n`).join('')}`;
  }
  return `${record.name}\t${WORDS[record.type] ?? 'rdata = '}${dataText(record)}\n`;
}

/** An answer's text; `first` is that for A, or for the one type that was asked for. */
function answerText({ message, server }: Answer, name: string, type: number, usual: boolean): string {
  let text = '';
  const leads = !usual || type === DNS_TYPES.A;
  if (leads) text += `Server:\t\t${server.name}\nAddress:\t${server.address}#${server.port}\n\n`;
  if (message.code !== 0) return `${text}** server can't find ${name}: ${DNS_CODES[message.code] ?? message.code}\n`;
  if (!message.authoritative && leads) text += 'Non-authoritative answer:\n';
  if (message.answers.length > 0) text += message.answers.map(recordText).join('');
  else if (!usual) text += `*** Can't find ${name}: No answer\n`;
  if (!message.authoritative && type !== DNS_TYPES.A && type !== DNS_TYPES.AAAA) {
    text += `\nAuthoritative answers can be found from:\n${[...message.authorities, ...message.additionals].map(recordText).join('')}`;
  }
  return text;
}

/** Asks for one name: gives the exit status. */
async function look(sys: Sys, settings: Settings, servers: readonly Server[], name: string, search: readonly string[]): Promise<number> {
  const reverse = literalAddress(name) !== undefined && (name.includes(':') || name.split('.').length === 4);
  const usual = settings.type === undefined;
  const types = reverse && usual ? [DNS_TYPES.PTR] : usual ? [DNS_TYPES.A, DNS_TYPES.AAAA] : [settings.type!];
  const asked = reverse ? pointerName(name) : name;
  const names = reverse || name.includes('.') || !settings.search ? [asked] : [...search.map(domain => `${name}.${domain}`), name];
  let unknown: DnsMessage | undefined;
  for (const type of types) {
    let answer: Answer | undefined;
    let used = asked;
    for (used of names) {
      answer = await ask(sys, servers, {
        ...settings,
        name: used,
        type,
        flags: { recursionDesired: settings.recurse },
        id: undefined,
        bufferBytes: undefined,
        cookie: false,
        dnssec: false,
        source: undefined,
      });
      if (answer?.message.code !== 3) break;
    }
    if (!answer) {
      await print(sys, ';; no servers could be reached\n\n');
      return 1;
    }
    await print(sys, answerText(answer, used.replace(/(.)\.$/, '$1'), type, usual));
    if (answer.message.code !== 0) {
      unknown = answer.message;
      break;
    }
  }
  await print(sys, '\n');
  return unknown ? 1 : 0;
}

export default program({
  name: 'nslookup',
  summary: 'query Internet name servers interactively',

  async main(sys, argv) {
    const settings: Settings = { type: undefined, class: 1, port: 53, timeoutMs: 5000, tries: 3, tcp: false, recurse: true, search: true };
    const operands: string[] = [];
    for (const word of argv.slice(1)) {
      if (word === '-version' || word === '-V') {
        await print(sys, `nslookup ${VERSION}\n`);
        return 0;
      }
      if (word.startsWith('-') && word.length > 1) await readSetting(sys, settings, word);
      else operands.push(word);
    }
    const [name, server] = operands;
    if (name === undefined || name === '-') {
      await warn(sys, 'nslookup: interactive mode is not simulated here\n');
      return 1;
    }
    try {
      const configuration = await resolverConfiguration(sys);
      const servers =
        server === undefined ? configuredServers(configuration.servers, settings.port) : await findServers(sys, server, settings.port);
      return await look(sys, settings, servers, name, configuration.search);
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      await warn(sys, `nslookup: ${error.message}\n`);
      return 1;
    }
  },
});
