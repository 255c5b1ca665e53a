// netstat -g: the multicast groups of each interface. As netstat.c: igmp_info() of net-tools 2.10.

import type { Sys } from '../../abi/sys.ts';
import { procText } from '../lib/proc.ts';
import { ipv4OfHex, ipv6OfHex, table } from './kernel.ts';

export async function printGroups(sys: Sys, families: ReadonlySet<'inet' | 'inet6'>): Promise<string> {
  let text = 'IPv6/IPv4 Group Memberships\nInterface       RefCnt Group\n--------------- ------ ---------------------\n';
  const row = (device: string, count: number, group: string): string => `${device.padEnd(15)} ${String(count).padEnd(6)} ${group}\n`;
  if (families.has('inet')) {
    let device = '';
    for (const line of ((await procText(sys, '/proc/net/igmp')) ?? '').split('\n').slice(1)) {
      const words = line.trim().split(/\s+/);
      if (/^\d/.test(line)) device = words[1]!;
      else if (words.length > 1) text += row(device, Number(words[1]), ipv4OfHex(words[0]!));
    }
  }
  if (families.has('inet6')) {
    for (const [, device = '', group = '', count = '0'] of await table(sys, 'igmp6', 0))
      text += row(device, Number(count), ipv6OfHex(group, false));
  }
  return text;
}
