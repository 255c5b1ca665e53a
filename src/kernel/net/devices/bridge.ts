// bridge: a switch in software, whose device is also a port of the host. As net/bridge/br_if.c, br_device.c, br_stp.c without the protocol itself.

import { Errno } from '../../../abi/errno.ts';
import type { LinkRequest } from '../../../abi/rtnetlink.ts';
import { parseMac, printMac } from '../../../wire/address.ts';
import { changePromiscuity, onDeviceEvent, registerNetdev, setCarrier, setMtu, tellDevice } from '../netdev.ts';
import type { Netdev, NetdevOps } from '../skb.ts';
import { handleFrame, sendFromBridge } from './bridge-forward.ts';
import { bridgeInfo, changeBridge, changePort, portInfo } from './bridge-options.ts';
import { type Bridge, type BridgePort, bridgeOf, fdbDelete, fdbFlush, fdbOwn, portOf } from './bridge-state.ts';
import { newEthernet, registerKind } from './kinds.ts';

const ops: NetdevOps = {
  transmit: sendFromBridge,
  open(device) {
    for (const port of bridgeOf(device).ports) enable(port);
  },
  stop(device) {
    for (const port of bridgeOf(device).ports) disable(port);
  },
  setMac(device, mac) {
    const bridge = bridgeOf(device);
    bridge.macFixed = true;
    ownAddress(bridge, mac);
    syncCarrier(bridge);
  },
  changeMtu(device) {
    bridgeOf(device).numbers.set('mtu-set', 1);
  },
  remove(device) {
    for (const port of [...bridgeOf(device).ports]) release(device, port.device);
  },
  info: device => bridgeInfo(bridgeOf(device)),
  change: (device, data) => changeBridge(bridgeOf(device), data),
  slaveInfo: (_device, port) => portInfo(portOf(port)),
  changeSlave(_device, port, data) {
    changePort(portOf(port), data);
  },
  enslave,
  release,
};

function newBridge(device: Netdev): Bridge {
  return {
    device,
    ports: [],
    fdb: new Map(),
    forwardDelayMs: 15000,
    helloTimeMs: 2000,
    maxAgeMs: 20000,
    ageingMs: 300000,
    stp: 0,
    priority: 32768,
    vlanFiltering: false,
    vlanProtocol: 0x8100,
    defaultPvid: 1,
    groupFwdMask: 0,
    mcastSnooping: 1,
    nfCallIptables: 0,
    nfCallIp6tables: 0,
    nfCallArptables: 0,
    vlans: new Map([[1, { untagged: true }]]),
    pvid: 1,
    macFixed: false,
    numbers: new Map(),
  };
}

registerKind({
  kind: 'bridge',
  pattern: 'bridge%d',
  create({ netns, name, index, data, request }) {
    const device = newEthernet(netns, name, 'bridge', ops);
    const bridge = newBridge(device);
    device.own = bridge;
    changeBridge(bridge, data);
    giveAddress(device, request);
    registerNetdev(device, index);
    ownAddress(bridge, device.mac);
    return device;
  },
});

function giveAddress(device: Netdev, request: LinkRequest): void {
  const mac = request.address === undefined ? undefined : parseMac(request.address);
  if (mac === undefined) return;
  device.mac = mac;
  device.macAssignType = 3;
  bridgeOf(device).macFixed = true;
  syncCarrier(bridgeOf(device));
}

/** br_add_if. */
function enslave(device: Netdev, port: Netdev): void {
  const bridge = bridgeOf(device);
  if (port.loopback || port.headerBytes !== 14) throw new Errno('EINVAL');
  if (port.kind === 'bridge') throw new Errno('ELOOP', 'Can not enslave a bridge to a bridge');
  if (port.master || port.receiveHandler) throw new Errno('EBUSY');
  if (port.netns !== device.netns) throw new Errno('EINVAL');
  const number = freeNumber(bridge);
  const entry = newPort(bridge, port, number);
  port.master = device;
  port.port = entry;
  port.receiveHandler = handleFrame;
  bridge.ports.unshift(entry);
  changePromiscuity(port, 1);
  const { log } = device.netns.kernel;
  log.print(6, `${device.name}: port ${number}(${port.name}) entered blocking state`);
  log.print(6, `${device.name}: port ${number}(${port.name}) entered disabled state`);
  fdbOwn(bridge, entry, port.mac);
  if (bridge.vlanFiltering || bridge.defaultPvid !== 0) fdbOwn(bridge, entry, port.mac, bridge.defaultPvid);
  chooseAddress(bridge);
  chooseMtu(bridge);
  tellDevice('master', port);
  if (device.up) enable(entry);
}

function newPort(bridge: Bridge, device: Netdev, number: number): BridgePort {
  return {
    device,
    bridge,
    number,
    state: 'disabled',
    priority: 32,
    cost: 2,
    timer: undefined,
    hairpin: false,
    guard: false,
    rootBlock: false,
    fastLeave: false,
    learning: true,
    flood: true,
    mcastFlood: true,
    bcastFlood: true,
    mcastToUnicast: false,
    proxyArp: false,
    proxyArpWifi: false,
    neighSuppress: false,
    isolated: false,
    locked: false,
    vlanTunnel: false,
    vlans: new Map(bridge.defaultPvid === 0 ? [] : [[bridge.defaultPvid, { untagged: true }]]),
    pvid: bridge.defaultPvid,
  };
}

function freeNumber(bridge: Bridge): number {
  for (let number = 1; ; number++) if (!bridge.ports.some(port => port.number === number)) return number;
}

/** br_del_if. */
function release(device: Netdev, port: Netdev): void {
  const bridge = bridgeOf(device);
  const entry = portOf(port);
  disable(entry);
  port.master = undefined;
  port.port = undefined;
  port.receiveHandler = undefined;
  bridge.ports.splice(bridge.ports.indexOf(entry), 1);
  fdbFlush(bridge, entry, true);
  changePromiscuity(port, -1);
  chooseAddress(bridge);
  chooseMtu(bridge);
  tellDevice('master', port);
}

/** Entries for the bridge's own address, with and without the VLAN that untagged frames are in (br_fdb_change_mac_address). */
function ownAddress(bridge: Bridge, mac: number): void {
  for (const entry of [...bridge.fdb.values()]) if (entry.local && entry.port === undefined) fdbDelete(bridge, entry);
  if (mac === 0) return;
  for (const vlan of bridge.pvid === 0 ? [0] : [bridge.pvid, 0]) fdbOwn(bridge, undefined, mac, vlan);
}

/** The lowest address of its ports, unless one was set (br_stp_recalculate_bridge_id). */
function chooseAddress(bridge: Bridge): void {
  const { device } = bridge;
  if (bridge.macFixed) return;
  const lowest = bridge.ports.length === 0 ? 0 : Math.min(...bridge.ports.map(port => port.device.mac));
  if (lowest === device.mac) return;
  device.mac = lowest;
  ownAddress(bridge, lowest);
  syncCarrier(bridge);
  tellDevice('mac', device);
}

/** The least MTU of its ports, unless one was set. */
function chooseMtu(bridge: Bridge): void {
  if (bridge.numbers.has('mtu-set')) return;
  const least = bridge.ports.length === 0 ? 1500 : Math.min(...bridge.ports.map(port => port.device.mtu));
  if (least === bridge.device.mtu) return;
  setMtu(bridge.device, least);
  bridge.numbers.delete('mtu-set');
}

const say = (port: BridgePort): void => {
  const { device } = port.bridge;
  device.netns.kernel.log.print(6, `${device.name}: port ${port.number}(${port.device.name}) entered ${port.state} state`);
};

function setPortState(port: BridgePort, state: BridgePort['state']): void {
  if (port.state === state) return;
  port.state = state;
  say(port);
}

/** A port begins to work where the bridge, the port and its carrier are up. Without STP it forwards at once. */
function enable(port: BridgePort): void {
  const { bridge, device } = port;
  if (!bridge.device.up || !device.running || port.state !== 'disabled') return;
  setPortState(port, 'blocking');
  if (bridge.stp === 0 || bridge.forwardDelayMs === 0) {
    setPortState(port, 'forwarding');
    return syncCarrier(bridge);
  }
  setPortState(port, 'listening');
  const { clock } = device.netns.kernel;
  port.timer = clock.after(bridge.forwardDelayMs, () => {
    setPortState(port, 'learning');
    port.timer = clock.after(bridge.forwardDelayMs, () => {
      setPortState(port, 'forwarding');
      port.timer = undefined;
      syncCarrier(bridge);
    });
  });
}

function disable(port: BridgePort): void {
  port.timer?.cancel();
  port.timer = undefined;
  if (port.state === 'disabled') return;
  setPortState(port, 'disabled');
  fdbFlush(port.bridge, port, false);
  syncCarrier(port.bridge);
}

/**
 * The bridge has carrier while a port forwards (br_port_state_selection). Looked at when a port or the address changes: a bridge that never
 * had either keeps the carrier it is born with.
 */
function syncCarrier(bridge: Bridge): void {
  setCarrier(
    bridge.device,
    bridge.ports.some(port => port.state === 'forwarding'),
  );
}

onDeviceEvent(5, (event, device) => {
  const port = device.port as BridgePort | undefined;
  if (!port || device.receiveHandler !== handleFrame) return;
  const { bridge } = port;
  if (event === 'up' || event === 'change') {
    if (device.running) enable(port);
    else disable(port);
  } else if (event === 'down') {
    disable(port);
  } else if (event === 'mac') {
    fdbFlush(bridge, port, true);
    fdbOwn(bridge, port, device.mac);
    chooseAddress(bridge);
  } else if (event === 'mtu') chooseMtu(bridge);
});

/** The identifier of a bridge as sysfs prints it: priority and address. */
export const bridgeId = (bridge: Bridge): string =>
  `${bridge.priority.toString(16).padStart(4, '0')}.${printMac(bridge.device.mac).replaceAll(':', '')}`;
