// The link layer and ARP. As print-ether.c, print-sll.c and print-arp.c of tcpdump 4.99.6.

import { get16, get32 } from '../../wire/bytes.ts';
import { ETH_P_8021AD, ETH_P_8021Q, ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from '../../wire/ethernet.ts';
import { LINKTYPE_ETHERNET, LINKTYPE_SLL2, type View } from './frame.ts';
import { printIp } from './print-ip.ts';
import { printIp6 } from './print-ip6.ts';
import { need, type Printer } from './printer.ts';

const ETHER_TYPES: Readonly<Record<number, string>> = {
  [ETH_P_IP]: 'IPv4',
  [ETH_P_IPV6]: 'IPv6',
  [ETH_P_ARP]: 'ARP',
  32821: 'Reverse ARP',
  [ETH_P_8021Q]: '802.1Q',
  [ETH_P_8021AD]: '802.1Q-QinQ',
  34958: 'EAPOL',
  35020: 'LLDP',
  36864: 'Loopback',
};
const DIRECTIONS = ['In', 'B', 'M', 'P', 'Out'] as const;

const hex = (value: number, width = 0): string => value.toString(16).padStart(width, '0');
const typeName = (etherType: number): string => ETHER_TYPES[etherType] ?? 'Unknown';

function typeText(printer: Printer, etherType: number): string {
  const known = ETHER_TYPES[etherType];
  if (!printer.options.quiet) return `ethertype ${known ?? 'Unknown'} (0x${hex(etherType, 4)})`;
  return known ?? `Unknown Ethertype (0x${hex(etherType, 4)})`;
}

/** A whole frame; `device` is the name of a cooked frame's. */
export function printFrame(printer: Printer, view: View, device: (index: number) => string): void {
  if (view.linkType === LINKTYPE_ETHERNET) return printEthernet(printer, view.bytes, 0, view.length);
  if (view.linkType === LINKTYPE_SLL2) return printCooked(printer, view, device);
  printNetwork(printer, view.etherType, view.bytes, 0, view.length);
}

/** An Ethernet frame that starts at `at`. */
export function printEthernet(printer: Printer, bytes: Uint8Array, at: number, length: number): void {
  need(bytes, at + 14);
  let etherType = get16(bytes, at + 12);
  let network = at + 14;
  if (printer.options.linkLevel) {
    printer.add(`${printer.mac(bytes, at + 6)} > ${printer.mac(bytes, at)}, ${typeText(printer, etherType)}, length ${length}: `);
  }
  while (etherType === ETH_P_8021Q || etherType === ETH_P_8021AD) {
    need(bytes, network + 4);
    const tag = get16(bytes, network);
    etherType = get16(bytes, network + 2);
    if (printer.options.linkLevel) {
      printer.add(`vlan ${tag & 0xfff}, p ${tag >> 13}${tag & 0x1000 ? ', DEI' : ''}, ${typeText(printer, etherType)}, `);
    }
    network += 4;
  }
  if (etherType <= 1500) return printer.add(`802.3, length ${etherType}`);
  printNetwork(printer, etherType, bytes, network, length - (network - at));
}

function printCooked(printer: Printer, { bytes, length, etherType }: View, device: (index: number) => string): void {
  need(bytes, 20);
  const index = get32(bytes, 4);
  printer.add(`${device(index).padEnd(5)} ${(DIRECTIONS[bytes[10]!] ?? '?').padEnd(3)} `);
  if (printer.options.linkLevel) {
    const mac = bytes[11] === 6 ? `${printer.mac(bytes, 12)} ` : '';
    printer.add(`ifindex ${index} ${mac}${typeText(printer, etherType)}, length ${length}: `);
  }
  printNetwork(printer, etherType, bytes, 20, length - 20);
}

function printNetwork(printer: Printer, etherType: number, bytes: Uint8Array, at: number, length: number): void {
  if (etherType === ETH_P_IP) return printIp(printer, bytes, at, length);
  if (etherType === ETH_P_IPV6) return printIp6(printer, bytes, at, length);
  if (etherType === ETH_P_ARP || etherType === 32821) return printArp(printer, bytes, at, length);
  if (etherType === 35020) return printer.add(`LLDP, length ${length}`);
  if (!printer.options.linkLevel) printer.add(`ethertype ${typeName(etherType)} (0x${hex(etherType, 4)}), `);
  printer.add(`length ${length}`);
}

const isZero = (bytes: Uint8Array, from: number, to: number): boolean => bytes.subarray(from, to).every(byte => byte === 0);

function printArp(printer: Printer, bytes: Uint8Array, at: number, length: number): void {
  need(bytes, at + 28);
  const { verbose, linkLevel } = printer.options;
  if (!linkLevel) printer.add('ARP, ');
  if (verbose > 0) printer.add('Ethernet (len 6), IPv4 (len 4), ');
  const operation = get16(bytes, at + 6);
  const [source, target] = [printer.host(get32(bytes, at + 14)), printer.host(get32(bytes, at + 24))];
  if (operation === 1) {
    const mac = isZero(bytes, at + 18, at + 24) ? '' : ` (${printer.mac(bytes, at + 18)})`;
    printer.add(
      source === target
        ? `Request Announcement ${target}${mac}`.replace('Request Announcement', 'Announcement')
        : `Request who-has ${target}${mac} tell ${source}`,
    );
  } else if (operation === 2) printer.add(`Reply ${source} is-at ${printer.mac(bytes, at + 8)}`);
  else printer.add(`Unknown (${operation}) `);
  printer.add(`, length ${length}`);
}
