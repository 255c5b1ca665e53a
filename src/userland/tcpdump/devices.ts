// Which devices there are to capture on, and one opened. As pcap-linux.c of libpcap 1.11.0.

import { Errno } from '../../abi/errno.ts';
import type { Link } from '../../abi/rtnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { Netlink } from '../lib/netlink.ts';
import { LINKTYPE_ETHERNET, LINKTYPE_RAW, LINKTYPE_SLL2 } from './frame.ts';
import { Fatal, type Options } from './options.ts';

const OTHERS = [
  'bluetooth-monitor (Bluetooth Linux Monitor) [Wireless]',
  'nflog (Linux netfilter log (NFLOG) interface) [none]',
  'nfqueue (Linux netfilter queue (NFQUEUE) interface) [none]',
  'dbus-system (D-Bus system bus) [none]',
  'dbus-session (D-Bus session bus) [none]',
];

/** The links of the caller's network namespace. */
export async function readLinks(sys: Sys): Promise<Link[]> {
  const netlink = await Netlink.open(sys);
  const answers = await netlink.dump({ type: 'getlink', link: {} });
  await netlink.close();
  return answers.flatMap(answer => (answer.type === 'newlink' ? [answer.link as Link] : []));
}

const isLoopback = (link: Link): boolean => link.linkType === 'loopback';

function stateText(link: Link): string {
  const up = link.flags.includes('UP');
  const words = [up ? 'Up' : '', link.flags.includes('RUNNING') || link.carrier ? (up ? 'Running' : '') : ''];
  if (isLoopback(link)) words.push('Loopback');
  else if (up) words.push(link.carrier ? 'Connected' : 'Disconnected');
  const said = words.filter(word => word !== '');
  return said.length === 0 ? 'none' : said.join(', ');
}

/** Devices in libpcap's order: what runs first, "any" before the loopback device, those that are down last. */
function ordered(links: readonly Link[]): Link[] {
  const merit = (link: Link): number => (link.flags.includes('UP') ? 0 : 4) + (link.carrier ? 0 : 2) + (isLoopback(link) ? 1 : 0);
  return [...links].sort((a, b) => merit(a) - merit(b) || a.index - b.index);
}

/** -D's list. */
export async function deviceList(sys: Sys): Promise<string> {
  const links = ordered(await readLinks(sys));
  const text = (link: Link): string => `${link.name} [${stateText(link)}]`;
  const running = links.filter(link => link.flags.includes('UP') && link.carrier && !isLoopback(link));
  const rest = links.filter(link => !running.includes(link));
  const upLoopback = rest.filter(link => isLoopback(link) && link.flags.includes('UP'));
  const down = rest.filter(link => !upLoopback.includes(link));
  const lines = [
    ...running.map(text),
    'any (Pseudo-device that captures on all interfaces) [Up, Running]',
    ...upLoopback.map(text),
    ...OTHERS.slice(0, 1),
    ...down.filter(link => link.flags.includes('UP')).map(text),
    ...OTHERS.slice(1),
    ...down.filter(link => !link.flags.includes('UP')).map(text),
  ];
  return lines.map((line, index) => `${index + 1}.${line}\n`).join('');
}

export interface Capture {
  fd: Fd;
  name: string;
  linkType: number;
  deviceName(index: number): string;
}

/** Opens the device that was asked for, or the first that runs. Throws Fatal. */
export async function openDevice(sys: Sys, options: Options): Promise<Capture> {
  const links = await readLinks(sys);
  const wanted = options.device ?? ordered(links)[0]?.name ?? 'lo';
  const byNumber = /^\d+$/.test(wanted) && !links.some(link => link.name === wanted) ? ordered(links)[Number(wanted) - 1]?.name : undefined;
  const name = byNumber ?? wanted;
  const link = links.find(one => one.name === name || one.alternativeNames?.includes(name));
  if (name !== 'any' && !link) throw new Fatal(`${name}: No such device exists\n(No such device exists)`);
  const linkType = !link ? LINKTYPE_SLL2 : link.linkType === 'ether' || link.linkType === 'loopback' ? LINKTYPE_ETHERNET : LINKTYPE_RAW;
  let fd: Fd;
  try {
    fd = await sys.socket('packet', linkType === LINKTYPE_ETHERNET ? 'raw' : 'dgram', link ? 0 : 3);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(
      `${name}: You don't have permission to perform this capture on that device\n(Attempt to create packet socket failed - CAP_NET_RAW may be required)`,
    );
  }
  if (link) {
    if (!link.flags.includes('UP')) throw new Fatal(`${name}: That device is not up`);
    await sys.bind(fd, { family: 'packet', index: link.index, protocol: 3 });
    if (options.promiscuous) await sys.setsockopt(fd, 'PACKET_ADD_MEMBERSHIP', { index: link.index, type: 'promisc' });
  }
  const names = new Map(links.map(one => [one.index, one.name]));
  return {
    fd,
    name,
    linkType,
    deviceName: index => names.get(index) ?? `if${index}`,
  };
}
