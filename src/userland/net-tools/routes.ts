// The routing tables as route and netstat -r print them. As lib/inet_gr.c and lib/inet6_gr.c of net-tools 2.10.

import type { Sys } from '../../abi/sys.ts';
import { reverseResolve } from '../lib/resolve.ts';
import { ipv4OfHex, ipv6OfHex, table } from './kernel.ts';

export interface Look {
  numeric: boolean;
  /** 'route' has metrics, 'netstat' (route -e) sizes, 'both' (-ee) all of it. */
  columns: 'route' | 'netstat' | 'both';
}

/** RTF_* above the first, each with its letter. */
const LETTERS: readonly [number, string][] = [
  [0x2, 'G'],
  [0x4, 'H'],
  [0x8, 'R'],
  [0x10, 'D'],
  [0x20, 'M'],
];
const LETTERS6: readonly [number, string][] = [...LETTERS, [0x40000, 'A'], [0x20000, 'a'], [0x400000, 'e'], [0x200000, 'n']];

const flagsOf = (flags: number, letters: readonly [number, string][]): string =>
  ((flags & 0x200) !== 0 ? '!' : (flags & 1) !== 0 ? 'U' : '') +
  letters
    .filter(([bit]) => (flags & bit) !== 0)
    .map(([, letter]) => letter)
    .join('');

const HEADINGS: Readonly<Record<Look['columns'], string>> = {
  route: 'Metric Ref    Use Iface',
  netstat: '  MSS Window  irtt Iface',
  both: 'Metric Ref    Use Iface    MSS   Window irtt',
};

/** The IPv4 table. */
export async function printRoutes(sys: Sys, look: Look): Promise<string> {
  const names = new Map<string, string>();
  const nameOf = async (address: string): Promise<string> => {
    if (look.numeric || address === '0.0.0.0') return address;
    if (!names.has(address)) names.set(address, (await reverseResolve(sys, address)) ?? address);
    return names.get(address)!;
  };
  let text = `Kernel IP routing table\nDestination     Gateway         Genmask         Flags ${HEADINGS[look.columns]}\n`;
  for (const words of await table(sys, 'route')) {
    const [device = '', to = '', through = '', flagText = '', , use = '0', metric = '0', mask = '', mss = '0', window = '0', irtt = '0'] =
      words;
    const flags = Number.parseInt(flagText, 16);
    const reject = (flags & 0x200) !== 0;
    const dest = ipv4OfHex(to);
    const shownDest = look.numeric || dest !== '0.0.0.0' ? ((flags & 4) !== 0 ? await nameOf(dest) : dest) : 'default';
    const gateway = reject ? '-' : await nameOf(ipv4OfHex(through));
    const fixed = (value: string, width: number): string => value.slice(0, width).padEnd(width);
    const head = `${fixed(shownDest, 15)} ${fixed(gateway, 15)} ${ipv4OfHex(mask).padEnd(15)} ${flagsOf(flags, LETTERS).padEnd(5)}`;
    const shown = reject ? '-' : device;
    const metrics = `${metric.padEnd(6)} ${(reject ? '-' : '0').padEnd(2)} ${use.padStart(7)}`;
    if (look.columns === 'route') text += `${head} ${metrics} ${shown}\n`;
    else if (look.columns === 'both') text += `${head} ${metrics} ${shown.padEnd(8)} ${mss.padEnd(5)} ${window.padEnd(6)} ${irtt}\n`;
    else {
      const [a, b, c] = reject ? ['-', '-', '-'] : [mss, window, irtt];
      text += `${head} ${a!.padStart(5)} ${b!.padEnd(5)} ${c!.padStart(6)} ${shown}\n`;
    }
  }
  return text;
}

/** The IPv6 table; `cache` (route -C) has none of its own and is empty. */
export async function printRoutes6(sys: Sys): Promise<string> {
  let text = 'Kernel IPv6 routing table\nDestination                    Next Hop                   Flag Met Ref  Use If\n';
  for (const words of await table(sys, 'ipv6_route', 0)) {
    const [to = '', length = '0', , , next = '', metric = '0', references = '0', use = '0', flags = '0', device = ''] = words;
    const number = (hex: string): number => Number.parseInt(hex, 16);
    const dest = `${ipv6OfHex(to, false)}/${number(length)}`;
    const letters = flagsOf(number(flags), LETTERS6);
    const counts = `${String(number(metric) | 0).padEnd(3)} ${String(number(references)).padEnd(3)} ${String(number(use)).padStart(4)}`;
    text += `${dest.padEnd(30)} ${ipv6OfHex(next, false).padEnd(26)} ${letters.padEnd(4)} ${counts} ${device}\n`;
  }
  return text;
}

/** route -C: Linux keeps no IPv4 cache any more. */
export const ROUTE_CACHE = 'Kernel IP routing cache\nSource          Destination     Gateway         Flags Metric Ref    Use Iface\n';
