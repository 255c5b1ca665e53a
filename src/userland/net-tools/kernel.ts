// What net-tools asks the kernel: tables of /proc/net, devices, and the words of a refused request.

import { Errno } from '../../abi/errno.ts';
import type { AddressInfo, Link } from '../../abi/rtnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import { printIpv6 } from '../../wire/address.ts';
import type { Netlink } from '../lib/netlink.ts';
import { procText } from '../lib/proc.ts';

/** Ends a program with these words on standard error. */
export class Failure extends Error {
  readonly status: number;

  constructor(words: string, status: number) {
    super(words);
    this.status = status;
  }
}

/** The exit statuses of net-support.h. */
export const STATUS = { notSupported: 1, optionError: 3, usage: 4, lookup: 6, socket: 7 } as const;

/** The states of /proc/net/tcp by their number. */
export const TCP_STATES = [
  '',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
];

/** An IPv4 address as /proc/net prints it: one little-endian number in hexadecimal. */
export const ipv4OfHex = (hex: string): string =>
  (hex.match(/../g) ?? [])
    .reverse()
    .map(pair => Number.parseInt(pair, 16))
    .join('.');

/** An IPv6 address of 32 digits in its short form; `words` where /proc/net/tcp6 gives them as little-endian words. */
export function ipv6OfHex(hex: string, words: boolean): string {
  const digits = words ? (hex.match(/.{8}/g) ?? []).flatMap(word => (word.match(/../g) ?? []).reverse()).join('') : hex;
  return printIpv6(BigInt(`0x${digits}`));
}

/** The lines of a table of /proc/net below its heading, each in its words; none where it is not there. */
export async function table(sys: Sys, name: string, headings = 1): Promise<string[][]> {
  return ((await procText(sys, `/proc/net/${name}`)) ?? '')
    .split('\n')
    .slice(headings)
    .filter(line => line.trim() !== '')
    .map(line => line.trim().split(/\s+/));
}

/** The prefix length of a netmask in dots; undefined where it is none. */
export function maskLength(mask: string): number | undefined {
  const parts = mask.split('.').map(Number);
  if (parts.length !== 4 || parts.some(part => !(part >= 0 && part <= 255))) return undefined;
  const bits = parts.map(part => part.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.replace(/0/g, '').length : undefined;
}

export const maskOf = (bits: number): string =>
  [0, 8, 16, 24].map(shift => 256 - 2 ** (8 - Math.max(0, Math.min(8, bits - shift)))).join('.');

/** The length that the class of an address gives (A, B, C). */
export function classLength(address: string): number {
  const first = Number(address.split('.')[0]);
  if (address === '0.0.0.0') return 0;
  return first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 32;
}

export const ipv4Number = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
export const ipv4Text = (number: number): string => [24, 16, 8, 0].map(shift => (number >>> shift) & 255).join('.');

/** The last address of a network. */
export const broadcastOf = (address: string, length: number): string => ipv4Text((ipv4Number(address) | (2 ** (32 - length) - 1)) >>> 0);

export async function links(netlink: Netlink): Promise<Link[]> {
  const answers = await netlink.dump({ type: 'getlink', link: {} });
  return answers.flatMap(answer => (answer.type === 'newlink' ? [answer.link as Link] : []));
}

export async function addresses(netlink: Netlink): Promise<AddressInfo[]> {
  const answers = await netlink.dump({ type: 'getaddr', address: {} });
  return answers.flatMap(answer => (answer.type === 'newaddr' ? [answer.address as AddressInfo] : []));
}

/** The words of an Errno; rethrows anything else. */
export function words(error: unknown): string {
  if (!(error instanceof Errno)) throw error;
  return error.message;
}
