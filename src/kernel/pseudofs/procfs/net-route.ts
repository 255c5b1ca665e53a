// /proc/net: routes and neighbours. As net/ipv4/fib_trie.c, net/ipv4/arp.c, net/ipv6/route.c.

import { printIpv4, printMac } from '../../../wire/address.ts';
import { neighbours, proxies } from '../../net/neighbour.ts';
import { listDevices } from '../../net/netdev.ts';
import type { NetNamespace } from '../../net/netns.ts';
import { fib4, fib6 } from '../../net/route/fib.ts';
import { type FibEntry, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../../net/route/table.ts';
import { text } from '../generated.ts';
import { registerProcNet } from '../registry.ts';
import { fibTrie } from './net-fib-trie.ts';
import { HEX, hex, hex4, hex6 } from './net-text.ts';

const ROUTE_WIDTH = 127;
const ROUTE_HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';

const mask = (length: number): number => (length === 0 ? 0 : (-1 << (32 - length)) >>> 0);

function routeLine(entry: FibEntry): string | undefined {
  if (entry.type === 'broadcast' || entry.type === 'multicast') return undefined;
  const [hop] = entry.nexthops;
  const reject = entry.type === 'unreachable' || entry.type === 'prohibit' || entry.type === 'blackhole' || entry.type === 'throw';
  let flags = reject && entry.type !== 'throw' && entry.type !== 'blackhole' ? 0x200 : 0;
  if (hop?.gateway !== undefined) flags |= 2;
  if (entry.length === 32) flags |= 4;
  flags |= 1;
  const gateway = typeof hop?.gateway === 'number' ? hop.gateway : 0;
  const advmss = entry.metrics?.advmss;
  const mtu = advmss === undefined ? 0 : advmss + 40;
  const line = `${hop?.device?.name ?? '*'}\t${hex4(entry.dest as number)}\t${hex4(gateway)}\t${HEX(flags, 4)}\t0\t0\t${entry.metric}\t${hex4(mask(entry.length))}\t${mtu}\t${entry.metrics?.window ?? 0}\t${entry.metrics?.rtt ?? 0}`;
  return `${line.padEnd(ROUTE_WIDTH)}\n`;
}

function route(netns: NetNamespace): string {
  // The tables are made with the first route: before that there is not even a head.
  if (fib4(netns).list().length === 0) return '';
  const lines = fib4(netns)
    .list(RT_TABLE_MAIN)
    .map(routeLine)
    .filter(line => line !== undefined);
  return `${ROUTE_HEAD.padEnd(ROUTE_WIDTH)}\n${lines.join('')}`;
}

const arpLine = (address: number, type: number, flags: number, mac: number, device: string): string =>
  `${printIpv4(address).padEnd(16)} 0x${type.toString(16).padEnd(10)}0x${flags.toString(16).padEnd(10)}${printMac(mac).padEnd(17)}     *        ${device}\n`;

function arp(netns: NetNamespace): string {
  let lines = 'IP address       HW type     Flags       HW address            Mask     Device\n';
  for (const device of listDevices(netns)) {
    for (const neighbour of neighbours(device).values()) {
      const { address, state, mac } = neighbour;
      if (typeof address !== 'number' || state === 'NOARP' || state === 'NONE') continue;
      const flags = state === 'PERMANENT' ? 6 : neighbour.valid ? 2 : 0;
      const type = device.linkType === 'ether' ? 1 : 772;
      lines += arpLine(address, type, flags, neighbour.valid ? (mac ?? 0) : 0, device.name);
    }
  }
  // Addresses that are answered for come last: permanent and published.
  for (const device of listDevices(netns)) {
    for (const address of proxies(device).keys()) {
      if (typeof address === 'number') lines += arpLine(address, device.linkType === 'ether' ? 1 : 772, 0xc, 0, device.name);
    }
  }
  return lines;
}

function route6Line(entry: FibEntry): string {
  const [hop] = entry.nexthops;
  const gateway = typeof hop?.gateway === 'bigint' ? hop.gateway : 0n;
  const flags =
    (1 | (hop?.gateway === undefined ? 0 : 2) | (entry.type === 'local' ? 0x80200000 : 0) | (entry.type === 'unreachable' ? 0x200 : 0)) >>>
    0;
  const none = '0'.repeat(32);
  return `${hex6(entry.dest as bigint)} ${hex(entry.length, 2)} ${none} 00 ${hex6(gateway)} ${hex(entry.metric, 8)} ${hex(1, 8)} ${hex(0, 8)} ${hex(flags, 8)} ${(hop?.device?.name ?? 'lo').padStart(8)}\n`;
}

const NULL_ROUTE = `${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} ffffffff 00000001 00000000 00200200       lo\n`;

function ipv6Route(netns: NetNamespace): string {
  const fib = fib6(netns);
  const lines = (id: number): string => fib.list(id).map(route6Line).join('');
  return lines(RT_TABLE_MAIN) + NULL_ROUTE + lines(RT_TABLE_LOCAL) + NULL_ROUTE;
}

registerProcNet(namespace => {
  const netns = namespace as NetNamespace;
  return {
    route: text(() => route(netns)),
    arp: text(() => arp(netns)),
    fib_trie: text(() => fibTrie(fib4(netns))),
    ipv6_route: text(() => ipv6Route(netns)),
    rt_cache: text(
      () =>
        `${'Iface\tDestination\tGateway \tFlags\t\tRefCnt\tUse\tMetric\tSource\t\tMTU\tWindow\tIRTT\tTOS\tHHRef\tHHUptod\tSpecDst'.padEnd(ROUTE_WIDTH)}\n`,
    ),
    rt6_stats: text(() => `0005 0004 ${hex(fib6(netns).list().length, 4)} 0004 0000 0000 0006\n`),
  };
});
