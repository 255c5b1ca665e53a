// /sys/class/net: a folder for each device, with its attributes, statistics, queues; a bridge's and its ports' too. As net/core/net-sysfs.c,
// net/bridge/br_sysfs_br.c and br_sysfs_if.c.

import { Errno } from '../../../abi/errno.ts';
import type { LinkStats } from '../../../abi/rtnetlink.ts';
import { printMac } from '../../../wire/address.ts';
import { bridgeOf, portOf } from '../../net/devices/bridge-state.ts';
import { linkOf, listDevices, setCarrier, setMtu } from '../../net/netdev.ts';
import type { NetNamespace } from '../../net/netns.ts';
import { type Netdev, perdev } from '../../net/skb.ts';
import { dir, type FolderNode, integer, link, type Node, value } from '../generated.ts';
import { registerSysClassNet } from '../registry.ts';
import { bridgeFolder, portFolder } from './net-class-bridge.ts';

const TYPES: Readonly<Record<string, number>> = { ether: 1, loopback: 772, none: 65534, sit: 776, ipip: 768, gre: 778 };

/** What cannot be asked of a device that is down. */
function whileUp<T>(device: Netdev, read: () => T): T {
  if (!device.up) throw new Errno('EINVAL');
  return read();
}

const STATISTICS: readonly (readonly [name: string, of: keyof LinkStats | undefined])[] = [
  ['collisions', 'collisions'],
  ['multicast', 'multicast'],
  ['rx_bytes', 'rxBytes'],
  ['rx_compressed', undefined],
  ['rx_crc_errors', undefined],
  ['rx_dropped', 'rxDropped'],
  ['rx_errors', 'rxErrors'],
  ['rx_fifo_errors', undefined],
  ['rx_frame_errors', undefined],
  ['rx_length_errors', undefined],
  ['rx_missed_errors', 'rxMissedErrors'],
  ['rx_nohandler', undefined],
  ['rx_over_errors', 'rxOverErrors'],
  ['rx_packets', 'rxPackets'],
  ['tx_aborted_errors', undefined],
  ['tx_bytes', 'txBytes'],
  ['tx_carrier_errors', 'txCarrierErrors'],
  ['tx_compressed', undefined],
  ['tx_dropped', 'txDropped'],
  ['tx_errors', 'txErrors'],
  ['tx_fifo_errors', undefined],
  ['tx_heartbeat_errors', undefined],
  ['tx_packets', 'txPackets'],
  ['tx_window_errors', undefined],
];

function queues(device: Netdev): Node {
  const entries: Record<string, Node> = {};
  for (let queue = 0; queue < device.rxQueues; queue++) {
    entries[`rx-${queue}`] = dir({ rps_cpus: value(() => '0'), rps_flow_cnt: value(() => 0) }, 0o755);
  }
  for (let queue = 0; queue < device.txQueues; queue++) {
    entries[`tx-${queue}`] = dir(
      {
        traffic_class: {
          kind: 'file',
          mode: 0o444,
          read: () => {
            throw new Errno('ENOENT');
          },
        },
        tx_maxrate: value(() => 0),
        tx_timeout: value(() => 0),
        xps_cpus: value(() => '0'),
      },
      0o755,
    );
  }
  return dir(entries, 0o755);
}

const hasSpeed = (device: Netdev): boolean => device.kind === 'veth' || device.kind === 'bridge' || device.kind === 'tun';

function attributes(device: Netdev): Record<string, Node> {
  const speed = (): number => {
    if (!device.up || !hasSpeed(device)) throw new Errno('EINVAL');
    return device.carrier ? 10000 : -1;
  };
  const duplex = (): string => {
    if (!device.up || !hasSpeed(device)) throw new Errno('EINVAL');
    return device.kind === 'bridge' ? 'unknown' : 'full';
  };
  return {
    addr_assign_type: value(() => device.macAssignType),
    addr_len: value(() => 6),
    address: value(() => printMac(device.mac)),
    broadcast: value(() => printMac(device.broadcast)),
    carrier: value(
      () => whileUp(device, () => (device.carrier ? 1 : 0)),
      given => {
        if (device.kind !== 'dummy' && device.kind !== 'bridge') throw new Errno('EOPNOTSUPP');
        setCarrier(device, Number(given) !== 0);
      },
    ),
    carrier_changes: value(() => device.carrierUps + device.carrierDowns),
    carrier_down_count: value(() => device.carrierDowns),
    carrier_up_count: value(() => device.carrierUps),
    dev_id: value(() => '0x0'),
    dev_port: value(() => 0),
    dormant: value(() => whileUp(device, () => 0)),
    duplex: value(duplex),
    flags: value(() => `0x${(device.flags & ~0x40).toString(16)}`),
    gro_flush_timeout: integer(
      () => 0,
      () => {},
    ),
    ifalias: value(
      () => device.alias ?? '',
      given => {
        device.alias = given === '' ? undefined : given;
      },
    ),
    ifindex: value(() => device.index),
    iflink: value(() => linkOf(device)?.index ?? device.index),
    link_mode: value(() => 0),
    mtu: integer(
      () => device.mtu,
      mtu => setMtu(device, mtu),
    ),
    name_assign_type: value(() => (device.loopback ? 2 : 3)),
    napi_defer_hard_irqs: integer(
      () => 0,
      () => {},
    ),
    netdev_group: integer(
      () => device.group,
      group => {
        device.group = group;
      },
    ),
    operstate: value(() => (device.up ? device.operstate : 'DOWN').toLowerCase()),
    power: dir({}, 0o755),
    proto_down: integer(
      () => 0,
      () => {},
    ),
    queues: queues(device),
    speed: value(speed),
    statistics: dir(
      Object.fromEntries(STATISTICS.map(([name, of]) => [name, value(() => (of === undefined ? 0 : device.stats[of]))])),
      0o755,
    ),
    subsystem: link(() => '../../../../class/net'),
    testing: value(() => whileUp(device, () => 0)),
    threaded: integer(
      () => 0,
      () => {},
    ),
    tx_queue_len: integer(
      () => device.txQueueLength,
      length => {
        device.txQueueLength = length;
      },
    ),
    type: value(() => TYPES[device.linkType] ?? 65534),
    uevent: value(
      () =>
        `${device.kind === undefined || device.kind === 'veth' || device.kind === 'dummy' ? '' : `DEVTYPE=${device.kind}\n`}INTERFACE=${device.name}\nIFINDEX=${device.index}`,
    ),
  };
}

/** What of a device's folder changes: its place among others. */
function relations(device: Netdev): Record<string, Node> {
  const { master } = device;
  const entries: Record<string, Node> = {};
  if (device.kind === 'bridge') {
    const bridge = bridgeOf(device);
    entries.bridge = bridgeFolder(device);
    entries.brif = dir(
      Object.fromEntries(bridge.ports.map(port => [port.device.name, link(() => `../../${port.device.name}/brport`)])),
      0o755,
    );
    for (const port of bridge.ports) entries[`lower_${port.device.name}`] = link(() => `../${port.device.name}`);
  }
  if (master) {
    entries.master = link(() => `../${master.name}`);
    entries[`upper_${master.name}`] = link(() => `../${master.name}`);
    if (master.kind === 'bridge') entries.brport = portFolder(portOf(device));
  }
  return entries;
}

const folderOf = perdev((device): FolderNode => {
  const fixed = attributes(device);
  const all = (): Record<string, Node> => ({ ...fixed, ...relations(device) });
  return {
    kind: 'directory',
    mode: 0o755,
    lookup: name => fixed[name] ?? relations(device)[name],
    *list() {
      yield* Object.entries(all()).sort(([a], [b]) => (a < b ? -1 : 1));
    },
  };
});

registerSysClassNet(netns => listDevices(netns as NetNamespace).map(device => [device.name, folderOf(device)] as const));
