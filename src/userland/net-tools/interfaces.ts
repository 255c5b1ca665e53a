// Interfaces as ifconfig and netstat -i show them. As lib/interface.c of net-tools 2.10.

import type { AddressInfo, Link, LinkFlag } from '../../abi/rtnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import { Netlink } from '../lib/netlink.ts';
import { addresses, links, maskOf } from './kernel.ts';

/** An interface, or an alias of one ("eth0:1") with its own address. */
export interface Interface {
  name: string;
  link: Link;
  alias: boolean;
  inet: AddressInfo | undefined;
  inet6: AddressInfo[];
}

/** IFF_* in the order in which ifconfig names them. */
const FLAGS: readonly [LinkFlag, number][] = [
  ['UP', 1],
  ['BROADCAST', 2],
  ['DEBUG', 4],
  ['LOOPBACK', 8],
  ['POINTOPOINT', 16],
  ['RUNNING', 64],
  ['NOARP', 128],
  ['PROMISC', 256],
  ['ALLMULTI', 512],
  ['SLAVE', 2048],
  ['MASTER', 1024],
  ['MULTICAST', 4096],
];
const LETTERS: readonly [LinkFlag, string][] = [
  ['ALLMULTI', 'A'],
  ['BROADCAST', 'B'],
  ['DEBUG', 'D'],
  ['LOOPBACK', 'L'],
  ['MULTICAST', 'M'],
  ['PROMISC', 'P'],
  ['NOARP', 'O'],
  ['POINTOPOINT', 'P'],
  ['SLAVE', 's'],
  ['MASTER', 'm'],
  ['RUNNING', 'R'],
  ['UP', 'U'],
];
const SCOPES: Readonly<Record<number, string>> = { 0: '0x0<global>', 200: '0x40<site>', 253: '0x20<link>', 254: '0x10<host>' };
const HARDWARE: Readonly<Record<string, [string, string]>> = {
  loopback: ['loop', 'Local Loopback'],
  ether: ['ether', 'Ethernet'],
  sit: ['sit', 'IPv6-in-IPv4'],
  ipip: ['tunnel', 'IPIP Tunnel'],
  ppp: ['ppp', 'Point-to-Point Protocol'],
};

/** Names in the order of nstrcmp(): digits at their end as numbers. */
function compareNames(a: string, b: string): number {
  const [, headA = '', tailA = ''] = /^(.*?)(\d*)$/.exec(a) ?? [];
  const [, headB = '', tailB = ''] = /^(.*?)(\d*)$/.exec(b) ?? [];
  if (headA !== headB) return headA < headB ? -1 : 1;
  return Number(tailA) - Number(tailB);
}

/** All interfaces and aliases, by name. */
export async function readInterfaces(sys: Sys): Promise<Interface[]> {
  const netlink = await Netlink.open(sys);
  const all = await addresses(netlink);
  const found: Interface[] = [];
  for (const link of await links(netlink)) {
    const own = all.filter(({ index }) => index === link.index);
    const labelled = own.filter(({ family, label }) => family === 'inet' && label?.startsWith(`${link.name}:`));
    const inet = own.find(each => each.family === 'inet' && !labelled.includes(each));
    found.push({ name: link.name, link, alias: false, inet, inet6: own.filter(({ family }) => family === 'inet6') });
    for (const each of labelled) {
      if (!found.some(({ name }) => name === each.label)) found.push({ name: each.label!, link, alias: true, inet: each, inet6: [] });
    }
  }
  await netlink.close();
  return found.sort((a, b) => compareNames(a.name, b.name));
}

const SIZES = [
  [1024 ** 5, 'PiB'],
  [1024 ** 4, 'TiB'],
  [1024 ** 3, 'GiB'],
  [1024 ** 2, 'MiB'],
  [1024, 'KiB'],
] as const;

function scaled(bytes: number): string {
  const [unit, name] = SIZES.find(([size]) => bytes >= size) ?? ([1, 'B'] as const);
  return `${(Math.floor((bytes * 10) / unit) / 10).toFixed(1)} ${name}`;
}

function hardwareLine(link: Link): string {
  const [word, name] = HARDWARE[link.linkType] ?? ['unspec', 'UNSPEC'];
  const shown = word === 'ether' ? ` ${link.address ?? ''}` : word === 'unspec' ? ` ${Array(16).fill('00').join('-')}` : '';
  return `${word}${shown}  txqueuelen ${link.txQueueLength}  (${name})`;
}

/** An interface as ifconfig prints it, an empty line after it. */
export function longForm({ name, link, alias, inet, inet6 }: Interface): string {
  const flags = FLAGS.filter(([flag]) => link.flags.includes(flag));
  const number = flags.reduce((sum, [, bit]) => sum + bit, 0);
  const lines = [`${name}: flags=${number}<${flags.map(([flag]) => flag).join(',')}>  mtu ${link.mtu}`];
  if (inet) {
    let line = `inet ${inet.local}  netmask ${maskOf(inet.prefixLength)}`;
    if (link.flags.includes('BROADCAST')) line += `  broadcast ${inet.broadcast ?? '0.0.0.0'}`;
    if (link.flags.includes('POINTOPOINT')) line += `  destination ${inet.peer ?? inet.local}`;
    lines.push(line);
  }
  for (const each of inet6)
    lines.push(`inet6 ${each.local}  prefixlen ${each.prefixLength}  scopeid ${SCOPES[each.scope] ?? '0x0<global>'}`);
  lines.push(hardwareLine(link));
  const { stats } = link;
  if (!alias) {
    lines.push(
      `RX packets ${stats.rxPackets}  bytes ${stats.rxBytes} (${scaled(stats.rxBytes)})`,
      `RX errors ${stats.rxErrors}  dropped ${stats.rxDropped}  overruns ${stats.rxOverErrors}  frame 0`,
      `TX packets ${stats.txPackets}  bytes ${stats.txBytes} (${scaled(stats.txBytes)})`,
      `TX errors ${stats.txErrors}  dropped ${stats.txDropped} overruns 0  carrier ${stats.txCarrierErrors}  collisions ${stats.collisions}`,
    );
  }
  return `${lines.join('\n        ')}\n\n`;
}

const COLUMNS = 'MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';
/** The heading of ifconfig -s. */
export const IFCONFIG_HEADING = `Iface      ${COLUMNS}`;
/** The heading of netstat -i. */
export const NETSTAT_HEADING = `Iface             ${COLUMNS}`;

/** An interface as a row of ifconfig -s and netstat -i. */
export function shortForm({ name, link, alias }: Interface): string {
  const { stats } = link;
  const flags = LETTERS.filter(([flag]) => link.flags.includes(flag))
    .map(([, letter]) => letter)
    .join('');
  const head = `${name.slice(0, 15).padEnd(15)} ${String(link.mtu).padStart(5)} `;
  if (alias) return `${head}     - no statistics available -                        ${flags}\n`;
  const column = (value: number, width: number): string => String(value).padStart(width);
  const received = `${column(stats.rxPackets, 8)} ${column(stats.rxErrors, 6)} ${column(stats.rxDropped, 6)} ${String(stats.rxOverErrors).padEnd(6)}`;
  return `${head}${received} ${column(stats.txPackets, 8)} ${column(stats.txErrors, 6)} ${column(stats.txDropped, 6)} ${column(0, 6)} ${flags}\n`;
}
