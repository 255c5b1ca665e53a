// What busybox's network applets read of /proc/net: sockets, routes and devices (proc_net(5)).

import type { Sys } from '../../abi/sys.ts';
import { readText } from '../lib/io.ts';

/** An IPv4 address as /proc/net prints it: one little-endian number in hexadecimal. */
export const ipv4OfHex = (hex: string): string =>
  (hex.match(/../g) ?? [])
    .reverse()
    .map(pair => Number.parseInt(pair, 16))
    .join('.');

/** An IPv6 address of four little-endian words, in its short form. */
export function ipv6OfHex(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap(word => (word.match(/../g) ?? []).reverse());
  return shortIpv6(bytes.join(''));
}

/** 32 digits as an address in its short form (RFC 5952). */
export function shortIpv6(digits: string): string {
  const groups = (digits.match(/.{4}/g) ?? []).map(group => Number.parseInt(group, 16).toString(16));
  const text = groups.join(':');
  const zeros = [...text.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (!zeros) return text;
  const before = text.slice(0, zeros.index).replace(/:$/, '');
  const after = text.slice(zeros.index + zeros[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}

/** The lines of a table below its heading, each in its words. */
export async function table(sys: Sys, name: string, headings = 1): Promise<string[][]> {
  return (await readText(sys, `/proc/net/${name}`).catch(() => ''))
    .split('\n')
    .slice(headings)
    .filter(line => line !== '')
    .map(line => line.trim().split(/\s+/));
}

export interface KernelRoute {
  device: string;
  dest: string;
  gateway: string;
  mask: string;
  flags: number;
  metric: number;
  mss: number;
  window: number;
  irtt: number;
}

export async function kernelRoutes(sys: Sys): Promise<KernelRoute[]> {
  return (await table(sys, 'route')).map(
    ([device = '', dest = '', gateway = '', flags = '', , , metric, mask = '', mss, window, irtt]) => ({
      device,
      dest: ipv4OfHex(dest),
      gateway: ipv4OfHex(gateway),
      mask: ipv4OfHex(mask),
      flags: Number.parseInt(flags, 16),
      metric: Number(metric),
      mss: Number(mss),
      window: Number(window),
      irtt: Number(irtt),
    }),
  );
}

/** RTF_* as letters. */
export const routeFlags = (flags: number): string =>
  (
    [
      [0x200, '!'],
      [1, 'U'],
      [2, 'G'],
      [4, 'H'],
      [8, 'R'],
      [0x10, 'D'],
      [0x20, 'M'],
    ] as const
  )
    .filter(([bit]) => (flags & bit) !== 0)
    .map(([, letter]) => letter)
    .join('');
