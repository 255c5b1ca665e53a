// UDP and what is told by its ports. As print-udp.c, print-vxlan.c and print-bootp.c of tcpdump 4.99.6.

import { get16, get32 } from '../../wire/bytes.ts';
import { fold, pseudoSum, sumBytes } from '../../wire/checksum.ts';
import { printDns } from './print-dns.ts';
import { need, type Printer, type Segment } from './printer.ts';

function checksumText(printer: Printer, { bytes, at, length, source, dest }: Segment, more: boolean): void {
  if (printer.options.verbose < 2 || printer.options.noChecksums || more) return;
  const given = get16(bytes, at + 6);
  if (given === 0) return printer.add('[no cksum] ');
  if (at + length > bytes.length) return;
  const sum = fold(sumBytes(bytes, at, at + length, pseudoSum(source, dest, 17, length)));
  if (sum === 0xffff) return printer.add('[udp sum ok] ');
  const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
  printer.add(`[bad udp cksum ${hex(given)} -> ${hex(~fold(sum + (~given & 0xffff)) & 0xffff)}!] `);
}

function printVxlan(printer: Printer, bytes: Uint8Array, at: number, length: number): void {
  need(bytes, at + 8);
  const flags = bytes[at]!;
  printer.add(`VXLAN, flags [${flags & 8 ? 'I' : '.'}] (0x${flags.toString(16).padStart(2, '0')}), vni ${get32(bytes, at + 4) >>> 8}\n`);
  printer.layers.ethernet(printer, bytes, at + 8, length - 8);
}

function printBootp(printer: Printer, bytes: Uint8Array, at: number, length: number): void {
  need(bytes, at + 44);
  const operation = bytes[at] === 1 ? 'Request' : bytes[at] === 2 ? 'Reply' : `unknown (${bytes[at]})`;
  printer.add(`BOOTP/DHCP, ${operation}${bytes[at] === 1 ? ` from ${printer.mac(bytes, at + 28)}` : ''}, length ${length}`);
}

/** A UDP datagram. */
export function printUdp(printer: Printer, segment: Segment, more = false): void {
  const { bytes, at } = segment;
  need(bytes, at + 8);
  const [sourcePort, destPort] = [get16(bytes, at), get16(bytes, at + 2)];
  const length = get16(bytes, at + 4) - 8;
  printer.ends(segment.source, printer.port(sourcePort, 'udp'), segment.dest, printer.port(destPort, 'udp'));
  if (printer.options.quiet) return printer.add(`UDP, length ${length}`);
  checksumText(printer, segment, more);
  const is = (...ports: number[]): boolean => ports.includes(sourcePort) || ports.includes(destPort);
  const data = bytes.subarray(at + 8, at + 8 + length);
  if (is(53, 5353) && data.length >= 12) return printDns(printer, data, length);
  if (is(67, 68)) return printBootp(printer, bytes, at + 8, length);
  if (destPort === 4789) return printVxlan(printer, bytes, at + 8, length);
  printer.add(`UDP, length ${length}`);
}
