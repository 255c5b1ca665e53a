// The kernel's routes as busybox's network applets read them from /proc/net/route (proc_net(5)).

import type { Sys } from '../../abi/sys.ts';
import { ipv4OfHex, table } from '../net-tools/kernel.ts';

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
