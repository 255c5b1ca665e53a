// RTM_NEWLINK, RTM_SETLINK, RTM_DELLINK, RTM_GETLINK. As net/core/rtnetlink.c.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../../abi/netlink.ts';
import type { LinkFlag, LinkRequest, RtnetlinkMessage } from '../../../../abi/rtnetlink.ts';
import { parseMac } from '../../../../wire/address.ts';
import type { Process } from '../../../process/process.ts';
import { kindNamed } from '../../devices/kinds.ts';
import {
  changeAllmulti,
  changePromiscuity,
  closeNetdev,
  deviceByIndex,
  deviceByName,
  devices,
  listDevices,
  moveNetdev,
  openNetdev,
  renameNetdev,
  setCarrier,
  setMac,
  setMtu,
  tellDevice,
  unregisterNetdev,
  validName,
} from '../../netdev.ts';
import type { NetNamespace } from '../../netns.ts';
import { IFF_ALLMULTI, IFF_DEBUG, IFF_MULTICAST, IFF_NOARP, IFF_PROMISC, type Netdev } from '../../skb.ts';
import { conf6 } from '../../sysctl.ts';
import type { NetlinkContext } from '../netlink.ts';
import { demandAdmin, deviceFor, namedNetns } from './context.ts';
import { showLink } from './show-link.ts';

const find = (netns: NetNamespace, link: { index?: number; name?: string }): Netdev | undefined =>
  link.index !== undefined && link.index > 0
    ? deviceByIndex(netns, link.index)
    : link.name === undefined
      ? undefined
      : deviceByName(netns, link.name);

/** RTM_NEWLINK: makes a device, or changes the one there is. */
export function newLink(request: LinkRequest, flags: NetlinkFlags, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const device = find(netns, request);
  if (device) {
    if (flags.exclusive) throw new Errno('EEXIST');
    if (flags.replace) throw new Errno('EOPNOTSUPP');
    return changeLink(device, request, by, netns);
  }
  if (!flags.create) {
    if ((request.index ?? 0) === 0 && request.group !== undefined && request.name === undefined) {
      for (const member of listDevices(netns))
        if (member.group === request.group) changeLink(member, { ...request, group: undefined }, by, netns);
      return;
    }
    throw new Errno('ENODEV');
  }
  create(request, by, netns);
}

function create(request: LinkRequest, by: Process, netns: NetNamespace): void {
  const kind = request.kind === undefined ? undefined : kindNamed(request.kind);
  if (!kind) throw new Errno('EOPNOTSUPP', request.kind === undefined ? undefined : 'Unknown device type');
  const { peer } = request;
  const target = namedNetns(by, request) ?? netns;
  if (target !== netns) demandAdmin(by, target);
  const peerNetns = peer ? (namedNetns(by, peer) ?? target) : target;
  if (peerNetns !== netns) demandAdmin(by, peerNetns);
  const lower = request.link === undefined ? undefined : deviceByIndex(netns, request.link);
  if (request.link !== undefined && !lower) throw new Errno('ENODEV');
  for (const name of [request.name, peer?.name]) {
    if (name !== undefined && name.length > 15) throw new Errno('ERANGE', 'Attribute failed policy validation');
    if (name !== undefined && !validName(name)) throw new Errno('EINVAL');
  }
  const device = kind.create({
    netns: target,
    source: netns,
    name: request.name ?? kind.pattern ?? `${kind.kind}%d`,
    index: request.index ?? 0,
    request,
    data: request.data ?? {},
    lower,
    ...(kind.kind === 'veth'
      ? { peer: { netns: peerNetns, name: peer?.name ?? 'veth%d', index: peer?.index ?? 0, request: peer ?? {} } }
      : {}),
  });
  if (kind.kind === 'veth' && device.own) configure(device.own as Netdev, peer ?? {}, by, peerNetns);
  configure(device, request, by, netns);
}

/** What a new device is given beside its kind's own. A fault takes it away again. */
function configure(device: Netdev, request: LinkRequest, by: Process, netns: NetNamespace): void {
  const { netnsPid: _pid, netnsFd: _fd, name: _name, newName: _newName, data: _data, link: _link, index: _index, ...rest } = request;
  try {
    changeLink(device, rest, by, netns);
  } catch (error) {
    unregisterNetdev(device);
    throw error;
  }
}

/** do_setlink. */
export function changeLink(device: Netdev, request: LinkRequest, by: Process, netns: NetNamespace): void {
  const target = namedNetns(by, request);
  if (target && target !== device.netns) {
    demandAdmin(by, target);
    const { newName } = request;
    moveNetdev(device, target, newName);
    // Linux moves first and does the rest there.
    return changeLink(device, { ...request, netnsPid: undefined, netnsFd: undefined, newName: undefined }, by, netns);
  }
  changeAddresses(device, request);
  if (request.mtu !== undefined) setMtu(device, request.mtu);
  if (request.group !== undefined && request.group !== device.group) {
    device.group = request.group;
    tellDevice('change', device);
  }
  const name = request.newName ?? (request.index !== undefined && request.index > 0 ? request.name : undefined);
  if (name !== undefined && name !== device.name) renameNetdev(device, name);
  if (request.alias !== undefined) {
    if (request.alias.length > 255) throw new Errno('EINVAL');
    device.alias = request.alias === '' ? undefined : request.alias;
    tellDevice('change', device);
  }
  if (request.master !== undefined) setMaster(device, request.master, device.netns);
  changeFlags(device, request.up ?? [], request.down ?? []);
  if (request.carrier !== undefined && request.carrier !== device.carrier) {
    if (device.kind !== 'dummy' && device.kind !== 'bridge') throw new Errno('EOPNOTSUPP');
    setCarrier(device, request.carrier);
  }
  if (request.txQueueLength !== undefined && request.txQueueLength !== device.txQueueLength) {
    device.txQueueLength = request.txQueueLength;
    tellDevice('change', device);
  }
  changeRest(device, request);
}

function changeAddresses(device: Netdev, request: LinkRequest): void {
  if (request.address !== undefined) {
    const mac = parseMac(request.address);
    if (mac === undefined) throw new Errno('EINVAL');
    if (mac !== device.mac || device.macAssignType !== 3) setMac(device, mac);
  }
  if (request.broadcast !== undefined) {
    const mac = parseMac(request.broadcast);
    if (mac === undefined) throw new Errno('EINVAL');
    device.broadcast = mac;
  }
}

function changeRest(device: Netdev, request: LinkRequest): void {
  if (request.addrGenMode !== undefined) {
    conf6(device).addr_gen_mode = ['eui64', 'none', 'stable_secret', 'random'].indexOf(request.addrGenMode);
  }
  if (request.data !== undefined && Object.keys(request.data).length > 0) {
    if (request.kind !== undefined && request.kind !== device.kind) throw new Errno('EOPNOTSUPP');
    if (!device.ops.change) throw new Errno('EOPNOTSUPP');
    device.ops.change(device, request.data);
    tellDevice('change', device);
  }
  if (request.slaveData !== undefined) {
    const { master } = device;
    if (!master?.ops.changeSlave) throw new Errno('EOPNOTSUPP');
    master.ops.changeSlave(master, device, request.slaveData);
    tellDevice('settings', device);
  }
  for (const name of request.alternativeNames ?? []) addAlternativeName(device, name);
}

function addAlternativeName(device: Netdev, name: string): void {
  const { byName } = devices(device.netns);
  if (byName.has(name)) throw new Errno('EEXIST');
  byName.set(name, device);
  device.alternativeNames.push(name);
  tellDevice('change', device);
}

/** ip link set DEVICE master MASTER; index 0 is nomaster. */
function setMaster(device: Netdev, index: number, netns: NetNamespace): void {
  const { master } = device;
  if (master) {
    if (master.index === index) return;
    master.ops.release?.(master, device);
  }
  if (index === 0) return;
  const next = deviceByIndex(netns, index);
  if (!next) throw new Errno('EINVAL');
  if (!next.ops.enslave) throw new Errno('EOPNOTSUPP');
  next.ops.enslave(next, device);
}

/** Promiscuous and all-multicast mode count who wants them: the command line is one of those. */
function changeShown(device: Netdev, flag: 'PROMISC' | 'ALLMULTI', set: boolean): boolean {
  const bit = flag === 'PROMISC' ? IFF_PROMISC : IFF_ALLMULTI;
  if (((device.shownFlags & bit) !== 0) === set) return false;
  device.shownFlags ^= bit;
  (flag === 'PROMISC' ? changePromiscuity : changeAllmulti)(device, set ? 1 : -1);
  return true;
}

const SIMPLE: Partial<Record<LinkFlag, number>> = { NOARP: IFF_NOARP, MULTICAST: IFF_MULTICAST, DEBUG: IFF_DEBUG };

function changeFlags(device: Netdev, on: readonly LinkFlag[], off: readonly LinkFlag[]): void {
  let changed = false;
  for (const [list, set] of [
    [on, true],
    [off, false],
  ] as const) {
    for (const flag of list) {
      const bit = SIMPLE[flag];
      if (bit !== undefined && ((device.flags & bit) !== 0) !== set) {
        device.flags ^= bit;
        changed = true;
      }
      if (flag === 'PROMISC' || flag === 'ALLMULTI') changed = changeShown(device, flag, set) || changed;
    }
  }
  if (on.includes('UP')) openNetdev(device);
  if (off.includes('UP')) closeNetdev(device);
  if (changed) tellDevice('change', device);
}

/** RTM_SETLINK. */
export function setLink(request: LinkRequest, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  changeLink(deviceFor(netns, request), request, by, netns);
}

/** RTM_DELLINK. */
export function delLink(which: { index?: number; name?: string; kind?: string; group?: number }, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  if ((which.index ?? 0) === 0 && which.name === undefined && which.group !== undefined) {
    const members = listDevices(netns).filter(device => device.group === which.group);
    if (members.length === 0) throw new Errno('ENODEV');
    if (members.some(device => device.kind === undefined)) throw new Errno('EOPNOTSUPP');
    for (const device of members) unregisterNetdev(device);
    return;
  }
  const device = deviceFor(netns, which);
  if (device.kind === undefined) throw new Errno('EOPNOTSUPP');
  unregisterNetdev(device);
}

/** RTM_GETLINK: one, or by dump all that match. */
export function getLink(
  asked: Extract<RtnetlinkMessage, { type: 'getlink' }>['link'],
  dump: boolean,
  { netns, by, reply }: NetlinkContext,
): void {
  const target = asked.netnsFd === undefined ? netns : (namedNetns(by, { netnsFd: asked.netnsFd }) ?? netns);
  if (!dump) {
    reply({ type: 'newlink', link: showLink(deviceFor(target, asked), target) });
    return;
  }
  for (const device of listDevices(target)) {
    if (asked.index !== undefined && asked.index > 0 && device.index !== asked.index) continue;
    if (asked.kind !== undefined && device.kind !== asked.kind) continue;
    if (asked.master !== undefined && device.master?.index !== asked.master) continue;
    if (asked.up && !device.up) continue;
    if (asked.group !== undefined && device.group !== asked.group) continue;
    reply({ type: 'newlink', link: showLink(device, target) });
  }
}
