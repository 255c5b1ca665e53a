// IPv4. As print-ip.c and print-ip-demux.c of tcpdump 4.99.6.

import { get16, get32 } from '../../wire/bytes.ts';
import { checksum } from '../../wire/checksum.ts';
import { printIcmp } from './print-icmp.ts';
import { printTcp } from './print-tcp.ts';
import { printUdp } from './print-udp.ts';
import { need, type Printer, type Segment, Truncated } from './printer.ts';

const PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'Options',
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  89: 'OSPF',
  103: 'PIM',
  112: 'VRRP',
  132: 'SCTP',
};
const OWN_ENDS: ReadonlySet<number> = new Set([6, 17, 132]);
const ECN = ['', ',ECT(1)', ',ECT(0)', ',CE'] as const;

export const ipProtocolName = (number: number): string => PROTOCOLS[number] ?? 'unknown';

function flagsText(fragment: number): string {
  const flags = [fragment & 0x2000 ? '+' : '', fragment & 0x4000 ? 'DF' : '', fragment & 0x8000 ? 'rsvd' : ''].filter(flag => flag !== '');
  return flags.length === 0 ? 'none' : flags.join(', ');
}

function detail(printer: Printer, bytes: Uint8Array, at: number, total: number): void {
  const fragment = get16(bytes, at + 6);
  const [tos, ttl, protocol, headerBytes] = [bytes[at + 1]!, bytes[at + 8]!, bytes[at + 9]!, (bytes[at]! & 15) * 4];
  printer.add(`(tos 0x${tos.toString(16)}${ECN[tos & 3]}${ttl >= 1 ? `, ttl ${ttl}` : ''}`);
  printer.add(`, id ${get16(bytes, at + 4)}, offset ${(fragment & 0x1fff) * 8}, flags [${flagsText(fragment)}]`);
  printer.add(`, proto ${ipProtocolName(protocol)} (${protocol}), length ${total}`);
  if (headerBytes > 20) printer.add(', options (unknown)');
  if (!printer.options.noChecksums && at + headerBytes <= bytes.length) {
    const sum = checksum(bytes, at, at + headerBytes);
    if (sum !== 0) {
      const given = get16(bytes, at + 10);
      const right = bytes.slice(at, at + headerBytes);
      right[10] = 0;
      right[11] = 0;
      printer.add(`, bad cksum ${given.toString(16)} (->${checksum(right, 0, headerBytes).toString(16)})!`);
    }
  }
  printer.add(')\n    ');
}

/** An IPv4 packet that starts at `at`. */
export function printIp(printer: Printer, bytes: Uint8Array, at: number, length: number): void {
  if (!printer.options.linkLevel) printer.add('IP ');
  printIpBody(printer, bytes, at, length);
}

/** The same without the word in front of it. */
export function printIpBody(printer: Printer, bytes: Uint8Array, at: number, length: number): void {
  need(bytes, at + 20);
  const headerBytes = (bytes[at]! & 15) * 4;
  const total = get16(bytes, at + 2);
  if (headerBytes < 20) return printer.add(`bad-hlen ${headerBytes}`);
  if (printer.options.verbose > 0) detail(printer, bytes, at, total);
  const protocol = bytes[at + 9]!;
  const [source, dest] = [get32(bytes, at + 12), get32(bytes, at + 16)];
  const fragment = get16(bytes, at + 6);
  if ((fragment & 0x1fff) !== 0) {
    printer.add(`${printer.host(source)} > ${printer.host(dest)}: ${ipProtocolName(protocol).toLowerCase()}`);
    return;
  }
  if (!OWN_ENDS.has(protocol)) printer.add(`${printer.host(source)} > ${printer.host(dest)}: `);
  const bytesLeft = Math.min(total === 0 ? length : total, Math.max(length, total)) - headerBytes;
  printTransport(printer, protocol, { bytes, at: at + headerBytes, length: bytesLeft, source, dest }, (fragment & 0x2000) !== 0);
}

/** What is inside an IPv4 packet. */
function printTransport(printer: Printer, protocol: number, segment: Segment, more: boolean): void {
  try {
    if (protocol === 1) printIcmp(printer, segment, more);
    else if (protocol === 6) printTcp(printer, segment);
    else if (protocol === 17) printUdp(printer, segment, more);
    else if (protocol === 2) printIgmp(printer, segment);
    else if (protocol === 4) printIp(printer, segment.bytes, segment.at, segment.length);
    else if (protocol === 132) printer.add(`${printer.host(segment.source)} > ${printer.host(segment.dest)}: sctp`);
    else if (PROTOCOLS[protocol]) printer.add(` ${ipProtocolName(protocol)} ${segment.length}`.slice(1));
    else printer.add(` ip-proto-${protocol} ${segment.length}`);
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    printer.add(`[|${ipProtocolName(protocol).toLowerCase()}]`);
  }
}

function printIgmp(printer: Printer, { bytes, at, length, dest }: Segment): void {
  need(bytes, at + 8);
  const group = get32(bytes, at + 4);
  switch (bytes[at]) {
    case 0x11:
      printer.add(`igmp query ${length >= 12 ? 'v3' : 'v2'}${group === 0 ? '' : ` [gaddr ${printer.host(group)}]`}`);
      return;
    case 0x12:
    case 0x16:
      printer.add(`igmp ${bytes[at] === 0x16 ? 'v2' : 'v1'} report ${printer.host(group)}`);
      return;
    case 0x17:
      printer.add(`igmp leave ${printer.host(group === 0 ? dest : group)}`);
      return;
    case 0x22:
      printer.add(`igmp v3 report, ${get16(bytes, at + 6)} group record(s)`);
      return;
    default:
      printer.add(`igmp-${bytes[at]}`);
  }
}
