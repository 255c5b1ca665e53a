// /proc/net: what devices there are, what they count, which groups they take. As net/core/net-procfs.c, net/ipv4/igmp.c, net/ipv6/mcast.c.

import { printMac } from '../../../wire/address.ts';
import { addresses6 } from '../../net/address6.ts';
import { groups4 } from '../../net/multicast4.ts';
import { groups6 } from '../../net/multicast6.ts';
import { listDevices } from '../../net/netdev.ts';
import type { NetNamespace } from '../../net/netns.ts';
import type { Netdev } from '../../net/skb.ts';
import { text } from '../generated.ts';
import { registerProcNet } from '../registry.ts';
import { HEX, hex, hex4, hex6 } from './net-text.ts';

const DEV_HEAD = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

const pad = (value: number | string, width: number): string => String(value).padStart(width);

function devLine({ name, stats }: Netdev): string {
  const received = `${pad(stats.rxBytes, 8)} ${pad(stats.rxPackets, 7)} ${pad(stats.rxErrors, 4)} ${pad(stats.rxDropped, 4)} ${pad(stats.rxOverErrors, 4)} ${pad(0, 5)} ${pad(0, 10)} ${pad(stats.multicast, 9)}`;
  const sent = `${pad(stats.txBytes, 8)} ${pad(stats.txPackets, 7)} ${pad(stats.txErrors, 4)} ${pad(stats.txDropped, 4)} ${pad(0, 4)} ${pad(stats.collisions, 5)} ${pad(stats.txCarrierErrors, 7)} ${pad(0, 10)}`;
  return `${pad(name, 6)}: ${received} ${sent}\n`;
}

function ifInet6(netns: NetNamespace): string {
  let lines = '';
  for (const device of listDevices(netns)) {
    for (const address of addresses6(device)) {
      const scope = address.scope === 253 ? 0x20 : address.scope === 254 ? 0x10 : address.scope === 200 ? 0x40 : 0;
      const flags =
        (address.permanent ? 0x80 : 0) | (address.tentative ? 0x40 : 0) | (address.dadFailed ? 0x08 : 0) | (address.noDad ? 0x02 : 0);
      lines += `${hex6(address.address)} ${hex(device.index, 2)} ${hex(address.length, 2)} ${hex(scope, 2)} ${hex(flags, 2)} ${device.name.padStart(8)}\n`;
    }
  }
  return lines;
}

function igmp(netns: NetNamespace): string {
  let lines = 'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n';
  for (const device of listDevices(netns)) {
    const groups = groups4(device);
    if (!device.up && groups.size === 0) continue;
    lines += `${device.index}\t${device.name.padEnd(10)}: ${pad(groups.size, 5)}      V3\n`;
    for (const [group, users] of [...groups].reverse()) lines += `\t\t\t\t${hex4(group)} ${pad(users, 5)} 0:00000000\t\t0\n`;
  }
  return lines;
}

const ALL_NODES = 0xff020000000000000000000000000001n;
const NODE_LOCAL = 0xff010000000000000000000000000001n;

function igmp6(netns: NetNamespace): string {
  let lines = '';
  for (const device of listDevices(netns)) {
    const line = (group: bigint, users: number, flags: number): string =>
      `${String(device.index).padEnd(4)} ${device.name.padEnd(15)} ${hex6(group)} ${pad(users, 5)} ${HEX(flags, 8)} 0\n`;
    for (const [group, users] of [...groups6(device)].reverse()) if (group !== ALL_NODES) lines += line(group, users, 4);
    lines += line(ALL_NODES, 1, 0xc) + line(NODE_LOCAL, 1, 8);
  }
  return lines;
}

function devMcast(netns: NetNamespace): string {
  let lines = '';
  for (const device of listDevices(netns)) {
    if (device.loopback) continue;
    for (const [mac, users] of device.groups) {
      lines += `${String(device.index).padEnd(4)} ${device.name.padEnd(15)} ${String(users).padEnd(5)} ${String(0).padEnd(5)} ${printMac(mac).replaceAll(':', '')}\n`;
    }
  }
  return lines;
}

const PTYPES = 'Type Device      Function\n0800          ip_rcv\n0004          llc_rcv\n0806          arp_rcv\n86dd          ipv6_rcv\n';

registerProcNet(namespace => {
  const netns = namespace as NetNamespace;
  return {
    dev: text(() => DEV_HEAD + listDevices(netns).map(devLine).join('')),
    if_inet6: text(() => ifInet6(netns)),
    igmp: text(() => igmp(netns)),
    igmp6: text(() => igmp6(netns)),
    mcfilter: text(() => 'Idx Device        MCA        SRC    INC    EXC\n'),
    mcfilter6: text(() => 'Idx Device                Multicast Address                   Source Address    INC    EXC\n'),
    dev_mcast: text(() => devMcast(netns)),
    anycast6: text(() => ''),
    ptype: text(() => PTYPES),
    psched: text(() => '000003e8 00000040 000f4240 3b9aca00\n'),
  };
});
