// ethtool's requests: drivers, link settings, offloads. As net/ethtool/ and the drivers' ethtool_ops.

import { Errno } from '../../abi/errno.ts';
import type { EthtoolInfo } from '../../abi/ethtool.ts';
import { bridgeOf } from './devices/bridge-state.ts';
import { BRIDGE_FEATURES, FEATURES, type KindFeatures, LOOPBACK_FEATURES, VETH_FEATURES } from './ethtool-features.ts';
import { deviceByName, linkOf } from './netdev.ts';
import type { NetNamespace } from './netns.ts';
import { type Netdev, perdev } from './skb.ts';
import { registerNetlink } from './socket/netlink.ts';
import { demandAdmin } from './socket/rtnetlink/context.ts';

/** What was asked for of the features that may be changed. */
const wishes = perdev((): Map<string, boolean> => new Map());

function featuresOf(device: Netdev): KindFeatures {
  if (device.loopback) return LOOPBACK_FEATURES;
  if (device.kind === 'veth' || device.kind === undefined) return VETH_FEATURES;
  if (device.kind === 'bridge') return BRIDGE_FEATURES;
  throw new Errno('EOPNOTSUPP', `offloads of the kind ${device.kind} are not simulated here`);
}

const TSO = ['tx-tcp-segmentation', 'tx-tcp-ecn-segmentation', 'tx-tcp-mangleid-segmentation', 'tx-tcp6-segmentation'];

/** What works of what is wanted: segmentation needs checksums and scattered buffers (netdev_fix_features). */
function activeFeatures(device: Netdev): { wanted: ReadonlySet<string>; active: ReadonlySet<string> } {
  const { on } = featuresOf(device);
  const wanted = new Set(on);
  for (const [name, wish] of wishes(device)) wish ? wanted.add(name) : wanted.delete(name);
  const active = new Set(wanted);
  const scattered = active.has('tx-scatter-gather');
  const checked = active.has('tx-checksum-ip-generic');
  if (!scattered || !checked) for (const name of TSO) active.delete(name);
  if (!checked) active.delete('tx-udp-segmentation');
  if (!scattered) active.delete('tx-generic-segmentation');
  return { wanted, active };
}

function features(device: Netdev): EthtoolInfo['features'] {
  const { changeable } = featuresOf(device);
  const { wanted, active } = activeFeatures(device);
  return FEATURES.map(name => ({ name, active: active.has(name), wanted: wanted.has(name), changeable: changeable.has(name) }));
}

const VETH_COUNTERS = ['xdp_packets', 'xdp_bytes', 'drops', 'xdp_redirect', 'xdp_drops', 'xdp_tx', 'xdp_tx_errors'];

/** The counters of a veth: nothing here loads XDP programs, so theirs stay 0. */
function statistics(device: Netdev): [string, number][] {
  if (device.kind !== 'veth') return [];
  const peer = linkOf(device);
  return [
    ['peer_ifindex', peer?.index ?? 0],
    ...VETH_COUNTERS.map((name): [string, number] => [`rx_queue_0_${name}`, 0]),
    ['tx_queue_0_xdp_xmit', 0],
    ['tx_queue_0_xdp_xmit_errors', 0],
  ];
}

const DRIVERS: Readonly<Record<string, NonNullable<EthtoolInfo['driver']>>> = {
  veth: { name: 'veth', version: '1.0', firmware: '', bus: '', statistics: true },
  bridge: { name: 'bridge', version: '2.3', firmware: 'N/A', bus: 'N/A', statistics: false },
  vxlan: { name: 'vxlan', version: '0.1', firmware: '', bus: '', statistics: false },
  macvlan: { name: 'macvlan', version: '0.1', firmware: '', bus: '', statistics: false },
  ipvlan: { name: 'ipvlan', version: '1.0', firmware: '', bus: '', statistics: false },
  tun: { name: 'tun', version: '1.6', firmware: '', bus: 'tap', statistics: false },
  dummy: { name: 'dummy', version: '1.0', firmware: '', bus: '', statistics: false },
  vlan: { name: '802.1Q VLAN Support', version: '1.8', firmware: 'N/A', bus: '', statistics: false },
};

function settings(device: Netdev): EthtoolInfo['settings'] {
  if (device.loopback || device.headerBytes === 0) return undefined;
  if (device.kind === 'bridge' && bridgeOf(device).ports.some(port => port.device.running)) {
    // As fast as the fastest of its ports.
    return { speed: 10000, port: 'Other', crossover: false };
  }
  if (device.kind === 'bridge' || device.kind === 'vxlan' || device.kind === 'dummy') return { port: 'Other', crossover: false };
  return { speed: 10000, duplex: 'Full', port: 'Twisted Pair', crossover: true };
}

function show(device: Netdev): EthtoolInfo {
  // A device that is no kind of its own (the host's eth0) is a veth's end whose peer is out of sight.
  const driver = device.loopback ? undefined : DRIVERS[device.kind ?? 'veth'];
  const shown = settings(device);
  const known = device.loopback || device.kind === undefined || device.kind === 'veth' || device.kind === 'bridge';
  return {
    name: device.name,
    ...(driver ? { driver } : {}),
    ...(shown ? { settings: shown } : {}),
    ...(device.kind === 'tun' ? { messageLevel: 0 } : {}),
    linkDetected: device.running,
    features: known ? features(device) : [],
    statistics: statistics(device),
    ...(device.kind === 'veth' ? { channels: { rx: device.rxQueues, tx: device.txQueues, rxMax: 2, txMax: 2 } } : {}),
    timestampsTransmit: device.kind !== 'bridge',
  };
}

function deviceNamed(netns: NetNamespace, name: string): Netdev {
  const device = deviceByName(netns, name);
  if (!device) throw new Errno('ENODEV', 'no device matches name');
  return device;
}

registerNetlink('generic', (message, { netns, by, reply }) => {
  if (message.type === 'getethtool') return reply({ type: 'newethtool', ethtool: show(deviceNamed(netns, message.ethtool.name)) });
  if (message.type !== 'setethtool') throw new Errno('EOPNOTSUPP');
  demandAdmin(by, netns);
  const device = deviceNamed(netns, message.ethtool.name);
  const { changeable } = featuresOf(device);
  for (const [name, wish] of Object.entries(message.ethtool.wanted)) {
    if (!FEATURES.includes(name)) throw new Errno('EOPNOTSUPP', 'bit name not found');
    if (changeable.has(name)) wishes(device).set(name, wish);
  }
});
