// A device as a link message: what `ip link` and `ip addr` print of it. As net/core/rtnetlink.c: rtnl_fill_ifinfo.

import type { Link, LinkFlag } from '../../../../abi/rtnetlink.ts';
import { printMac } from '../../../../wire/address.ts';
import { linkOf } from '../../netdev.ts';
import type { NetNamespace } from '../../netns.ts';
import { IFF_ALLMULTI, IFF_PROMISC, IFF_UP, type Netdev } from '../../skb.ts';
import { conf6 } from '../../sysctl.ts';

const FLAGS: readonly (readonly [number, LinkFlag])[] = [
  [0x8, 'LOOPBACK'],
  [0x2, 'BROADCAST'],
  [0x10, 'POINTOPOINT'],
  [0x1000, 'MULTICAST'],
  [0x80, 'NOARP'],
  [0x200, 'ALLMULTI'],
  [0x100, 'PROMISC'],
  [0x400, 'MASTER'],
  [0x800, 'SLAVE'],
  [0x4, 'DEBUG'],
  [0x8000, 'DYNAMIC'],
  [IFF_UP, 'UP'],
];

/** The flags in the order that ip prints them. */
export function linkFlags(device: Netdev): LinkFlag[] {
  const bits = (device.flags & ~(IFF_PROMISC | IFF_ALLMULTI)) | device.shownFlags;
  const flags = FLAGS.filter(([bit]) => bits & bit).map(([, name]) => name);
  if (!device.up) return flags;
  if (device.operstate === 'UP' || device.operstate === 'UNKNOWN') flags.push('RUNNING');
  if (device.carrier) flags.push('LOWER_UP');
  if (device.operstate === 'DORMANT') flags.push('DORMANT');
  return flags;
}

/** The name of a device's queueing discipline: "noop" until it was first up. */
export function qdiscOf(device: Netdev): string {
  if (device.rootQdisc !== undefined) return device.rootQdisc;
  if (!device.activated) return 'noop';
  if (device.noQueue) return 'noqueue';
  return device.txQueues > 1 ? 'mq' : 'pfifo_fast';
}

export function showLink(device: Netdev, seenFrom: NetNamespace): Link {
  const below = linkOf(device);
  const foreign = below !== undefined && below.netns !== seenFrom;
  const { ops, master } = device;
  const hasAddress = device.headerBytes > 0;
  return {
    index: device.index,
    name: device.name,
    linkType: device.linkType,
    flags: linkFlags(device),
    ...(hasAddress ? { address: printMac(device.mac), broadcast: printMac(device.broadcast) } : {}),
    ...(device.permanentMac === undefined ? {} : { permanentAddress: printMac(device.permanentMac) }),
    mtu: device.mtu,
    minMtu: device.minMtu,
    maxMtu: device.maxMtu,
    qdisc: qdiscOf(device),
    operstate: device.up ? device.operstate : 'DOWN',
    linkMode: 'DEFAULT',
    group: device.group,
    txQueueLength: device.txQueueLength,
    promiscuity: device.promiscuity,
    allmulti: device.allmulti,
    carrier: device.carrier,
    carrierChanges: device.carrierUps + device.carrierDowns,
    numTxQueues: device.txQueues,
    numRxQueues: device.rxQueues,
    gsoMaxSize: 65536,
    gsoMaxSegs: 65535,
    tsoMaxSize: device.kind === 'tun' ? 65536 : 524280,
    tsoMaxSegs: 65535,
    groMaxSize: 65536,
    gsoIpv4MaxSize: 65536,
    groIpv4MaxSize: 65536,
    ...(device.netnsImmutable ? { netnsImmutable: true } : {}),
    ...(below === undefined ? {} : { link: below.index }),
    ...(foreign ? { linkNetnsid: seenFrom.idOf(below.netns) } : {}),
    ...(master ? { master: master.index } : {}),
    ...(device.alias === undefined ? {} : { alias: device.alias }),
    ...(device.alternativeNames.length > 0 ? { alternativeNames: [...device.alternativeNames] } : {}),
    ...(device.kind === undefined ? {} : { kind: device.kind, data: ops.info?.(device) ?? {} }),
    ...(master?.kind === undefined ? {} : { slaveKind: master.kind, slaveData: master.ops.slaveInfo?.(master, device) ?? {} }),
    addrGenMode: (['eui64', 'none', 'stable_secret', 'random'] as const)[conf6(device).addr_gen_mode] ?? 'eui64',
    stats: { ...device.stats },
  };
}
