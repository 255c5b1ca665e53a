// DNS messages. As print-domain.c of tcpdump 4.99.6.

import { DNS_TYPES, type DnsMessage, type DnsRecord, dnsTypeName, readDns } from '../../wire/dns.ts';
import type { Printer } from './printer.ts';

const CODES = [
  '',
  ' FormErr',
  ' ServFail',
  ' NXDomain',
  ' NotImp',
  ' Refused',
  ' YXDomain',
  ' YXRRSet',
  ' NXRRSet',
  ' NotAuth',
  ' NotZone',
];
const OPCODES = ['', ' inv_q', ' stat', ' op3', ' notify', ' update'];

const named = (name: string): string => `${name}.`;

function record(of: DnsRecord, verbose: number): string {
  if (of.type === DNS_TYPES.OPT) {
    const cookie = of.bytes && of.bytes.length >= 12 && of.bytes[1] === 10 ? of.bytes.subarray(4) : undefined;
    const text = cookie ? ` [COOKIE ${[...cookie].map(byte => byte.toString(16).padStart(2, '0')).join('')}]` : '';
    return `${verbose > 0 ? ' .' : ''} OPT UDPsize=${of.class}${text}`;
  }
  const front = verbose > 0 ? ` ${named(of.name)}` : '';
  const ttl = verbose > 0 ? ` [${ttlText(of.ttlSeconds)}]` : '';
  return `${front}${ttl} ${dnsTypeName(of.type)}${data(of)}`;
}

/** 3661 as "1h1m1s". */
function ttlText(seconds: number): string {
  if (seconds === 0) return '0s';
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 604800), 'w'],
    [Math.floor(seconds / 86400) % 7, 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
}

function data(of: DnsRecord): string {
  const words = of.data.split(' ');
  switch (of.type) {
    case DNS_TYPES.A:
    case DNS_TYPES.AAAA:
    case DNS_TYPES.TXT:
      return ` ${of.data}`;
    case DNS_TYPES.NS:
    case DNS_TYPES.CNAME:
    case DNS_TYPES.PTR:
      return ` ${named(of.data)}`;
    case DNS_TYPES.MX:
      return ` ${named(words[1] ?? '')} ${words[0]}`;
    case DNS_TYPES.SRV:
      return ` ${named(words[3] ?? '')}:${words[2]} ${words[0]} ${words[1]}`;
    default:
      return '';
  }
}

const list = (records: readonly DnsRecord[], verbose: number): string => records.map(one => record(one, verbose)).join(',');

function reply(message: DnsMessage, verbose: number): string {
  const { questions, answers, authorities, additionals } = message;
  const flags = `${message.authoritative ? '*' : ''}${message.recursionAvailable ? '' : '-'}${message.truncated ? '|' : ''}${message.authenticData ? '$' : ''}`;
  const asked = verbose > 1 ? ` q:${questions.map(({ type, name }) => ` ${dnsTypeName(type)}? ${named(name)}`).join(',')}` : '';
  const more =
    verbose > 1
      ? `${authorities.length > 0 ? ` ns:${list(authorities, verbose)}` : ''}${additionals.length > 0 ? ` ar:${list(additionals, verbose)}` : ''}`
      : '';
  return `${message.id}${OPCODES[message.opcode] ?? ''}${CODES[message.code] ?? ` Resp${message.code}`}${flags}${
    questions.length === 1 ? '' : ` [${questions.length}q]`
  }${asked} ${answers.length}/${authorities.length}/${additionals.length}${list(answers, verbose)}${more}`;
}

function query(message: DnsMessage, verbose: number): string {
  const { questions, answers, authorities, additionals } = message;
  const counts = `${answers.length > 0 ? ` [${answers.length}a]` : ''}${questions.length === 1 ? '' : ` [${questions.length}q]`}${
    authorities.length > 0 ? ` [${authorities.length}n]` : ''
  }${additionals.length > 0 ? ` [${additionals.length}au]` : ''}`;
  const asked = questions.map(({ type, name }) => ` ${dnsTypeName(type)}? ${named(name)}`).join('');
  const more = verbose > 1 && additionals.length > 0 ? ` ar:${list(additionals, verbose)}` : '';
  return `${message.id}${OPCODES[message.opcode] ?? ''}${message.recursionDesired ? '+' : ''}${message.checkingDisabled ? '%' : ''}${counts}${asked}${more}`;
}

/** A message with its length behind it. */
export function printDns(printer: Printer, bytes: Uint8Array, length: number): void {
  let message: DnsMessage;
  try {
    message = readDns(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return printer.add('[|domain]');
  }
  const { verbose } = printer.options;
  printer.add(`${message.response ? reply(message, verbose) : query(message, verbose)} (${length})`);
}
