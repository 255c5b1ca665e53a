// Neighbours: which link-layer address an IP address on the link has, found by ARP or NDISC, and the states of knowing it.
// As net/core/neighbour.c; timers run on the virtual clock.

import type { NeighbourState } from '../../abi/rtnetlink.ts';
import { type IpAddress, isMulticast, type MacAddress, multicastMac } from '../../wire/address.ts';
import type { Timer } from '../context.ts';
import { drop } from './drop.ts';
import { onDeviceEvent } from './netdev.ts';
import { IFF_LOOPBACK, IFF_NOARP, type Netdev, perdev, type Skb } from './skb.ts';
import { type NeighConf, neighConf4, neighConf6 } from './sysctl.ts';
import { pushEthernet, transmit } from './transmit.ts';

export class Neighbour {
  readonly device: Netdev;
  readonly address: IpAddress;
  mac: MacAddress | undefined;
  state: NeighbourState | 'NONE' = 'NONE';
  /** IPv6: the neighbour says that it is a router. */
  router = false;
  /** NTF_EXT_LEARNED, NTF_PROXY … as `ip neigh` prints them. */
  flags: string[] = [];
  protocol: number | undefined;
  probes = 0;
  confirmedMs = 0;
  usedMs = 0;
  updatedMs = 0;
  queue: Skb[] = [];
  timer: Timer | undefined;
  dead = false;

  constructor(device: Netdev, address: IpAddress) {
    this.device = device;
    this.address = address;
  }

  get valid(): boolean {
    return this.mac !== undefined && this.state !== 'FAILED' && this.state !== 'INCOMPLETE' && this.state !== 'NONE';
  }
}

/** How a family asks for a link-layer address, and what it does with packets that nobody answered for. */
export interface NeighbourFamily {
  solicit(neighbour: Neighbour, skb: Skb | undefined): void;
  unreachable(skb: Skb): void;
}

const families: { inet?: NeighbourFamily; inet6?: NeighbourFamily } = {};

export function registerNeighbourFamily(family: 'inet' | 'inet6', operations: NeighbourFamily): void {
  families[family] = operations;
}

const familyOf = (neighbour: Neighbour): NeighbourFamily => (typeof neighbour.address === 'number' ? families.inet! : families.inet6!);
const confOf = (neighbour: Neighbour): NeighConf =>
  typeof neighbour.address === 'number' ? neighConf4(neighbour.device) : neighConf6(neighbour.device);

/** The neighbours of a device, of both families. */
export const neighbours = perdev((): Map<IpAddress, Neighbour> => new Map());

/** Addresses a device answers for though they are others' (ip neigh add proxy). */
export const proxies = perdev((): Map<IpAddress, { flags: string[]; protocol: number | undefined }> => new Map());

type Listener = (what: 'change' | 'remove', neighbour: Neighbour) => void;
const listeners: Listener[] = [];

/** Is told of every change that `ip monitor neigh` shows. */
export function onNeighbourEvent(run: Listener): void {
  listeners.push(run);
}

const tell = (what: 'change' | 'remove', neighbour: Neighbour): void => {
  for (const run of listeners) run(what, neighbour);
};

const now = (neighbour: Neighbour): number => neighbour.device.netns.kernel.clock.monotonicMs;

export function neighbourFor(device: Netdev, address: IpAddress): Neighbour {
  const table = neighbours(device);
  let neighbour = table.get(address);
  if (neighbour) return neighbour;
  neighbour = new Neighbour(device, address);
  neighbour.updatedMs = neighbour.usedMs = neighbour.confirmedMs = device.netns.kernel.clock.monotonicMs;
  if (device.flags & (IFF_NOARP | IFF_LOOPBACK)) {
    neighbour.state = 'NOARP';
    neighbour.mac = device.loopback ? 0 : device.mac;
  }
  table.set(address, neighbour);
  return neighbour;
}

function startTimer(neighbour: Neighbour, delayMs: number): void {
  neighbour.timer?.cancel();
  neighbour.timer = neighbour.device.netns.kernel.clock.after(delayMs, () => {
    neighbour.timer = undefined;
    if (!neighbour.dead) timerDue(neighbour);
  });
}

/** A random time around base_reachable_time: half to one and a half of it. */
const reachableMs = (neighbour: Neighbour): number => {
  const base = confOf(neighbour).base_reachable_time_ms;
  return base / 2 + neighbour.device.netns.kernel.random.below(Math.max(1, base));
};

function setState(neighbour: Neighbour, state: NeighbourState): void {
  if (neighbour.state === state) return;
  neighbour.state = state;
  neighbour.timer?.cancel();
  neighbour.timer = undefined;
  if (state === 'REACHABLE') startTimer(neighbour, reachableMs(neighbour));
}

function timerDue(neighbour: Neighbour): void {
  const conf = confOf(neighbour);
  const { state } = neighbour;
  if (state === 'REACHABLE') {
    const left = neighbour.confirmedMs + conf.base_reachable_time_ms / 2 - now(neighbour);
    if (left > 0) return startTimer(neighbour, left);
    const used = now(neighbour) <= neighbour.usedMs + conf.delay_first_probe_time * 1000;
    setState(neighbour, used ? 'DELAY' : 'STALE');
    if (used) startTimer(neighbour, conf.delay_first_probe_time * 1000);
    tell('change', neighbour);
  } else if (state === 'DELAY') {
    if (now(neighbour) <= neighbour.confirmedMs + conf.delay_first_probe_time * 1000) setState(neighbour, 'REACHABLE');
    else {
      setState(neighbour, 'PROBE');
      neighbour.probes = 0;
      probe(neighbour);
    }
    tell('change', neighbour);
  } else if (state === 'PROBE' || state === 'INCOMPLETE') {
    probe(neighbour);
  }
}

/** Asks once more, or gives up. */
function probe(neighbour: Neighbour): void {
  const conf = confOf(neighbour);
  const limit = neighbour.state === 'PROBE' ? conf.ucast_solicit + conf.mcast_resolicit : conf.mcast_solicit;
  if (neighbour.probes >= limit) return fail(neighbour);
  neighbour.probes++;
  // The timer wheel of Linux rounds up: an unanswered neighbour fails a little after its last second.
  startTimer(neighbour, conf.retrans_time_ms + 16);
  familyOf(neighbour).solicit(neighbour, neighbour.queue[0]);
}

function fail(neighbour: Neighbour): void {
  setState(neighbour, 'FAILED');
  neighbour.updatedMs = now(neighbour);
  const { queue } = neighbour;
  neighbour.queue = [];
  tell('change', neighbour);
  for (const skb of queue) {
    familyOf(neighbour).unreachable(skb);
    drop(skb, 'NEIGH_FAILED');
  }
}

const QUEUE_MAX = 101;

/** Sends a packet to a neighbour, or keeps it until the neighbour's address is known (neigh_event_send). */
export function sendTo(neighbour: Neighbour, skb: Skb): void {
  neighbour.usedMs = now(neighbour);
  const { state } = neighbour;
  if (state === 'REACHABLE' || state === 'PERMANENT' || state === 'NOARP' || state === 'DELAY' || state === 'PROBE') {
    return send(neighbour, skb);
  }
  if (state === 'STALE') {
    setState(neighbour, 'DELAY');
    neighbour.updatedMs = neighbour.usedMs;
    startTimer(neighbour, confOf(neighbour).delay_first_probe_time * 1000);
    return send(neighbour, skb);
  }
  neighbour.queue.push(skb);
  if (neighbour.queue.length > QUEUE_MAX) drop(neighbour.queue.shift()!, 'NEIGH_QUEUEFULL');
  if (state === 'INCOMPLETE') return;
  setState(neighbour, 'INCOMPLETE');
  neighbour.updatedMs = neighbour.usedMs;
  neighbour.probes = 0;
  probe(neighbour);
}

/** Starts finding out the address where it is not known (ip neigh add … nud probe, arping's use). */
export function touch(neighbour: Neighbour): void {
  if (neighbour.state !== 'NONE' && neighbour.state !== 'FAILED') return;
  setState(neighbour, 'INCOMPLETE');
  neighbour.probes = 0;
  probe(neighbour);
}

function send(neighbour: Neighbour, skb: Skb): void {
  const { device } = neighbour;
  pushEthernet(skb, neighbour.mac!, device.mac);
  transmit(device, skb);
}

/** Sends an IP packet by a device to the next hop: over a header of its own kind, a group's address, or a neighbour's. */
export function sendByDevice(device: Netdev, nexthop: IpAddress, skb: Skb, broadcast: boolean): void {
  if (device.headerBytes === 0) {
    skb.mac = skb.start;
    return transmit(device, skb);
  }
  if (device.loopback || broadcast || isMulticast(nexthop)) {
    const mac = device.loopback ? 0 : broadcast ? device.broadcast : multicastMac(nexthop);
    pushEthernet(skb, mac, device.loopback ? 0 : device.mac);
    return transmit(device, skb);
  }
  sendTo(neighbours(device).get(nexthop) ?? neighbourFor(device, nexthop), skb);
}

export interface Update {
  mac?: MacAddress | undefined;
  state: NeighbourState;
  /** May replace a different address that is known. */
  override?: boolean;
  /** A different address makes it stale where it may not be replaced. */
  weakOverride?: boolean;
  /** By somebody's order (netlink). */
  admin?: boolean;
}

/** New knowledge of a neighbour (neigh_update). */
export function update(neighbour: Neighbour, news: Update): void {
  const before = neighbour.state;
  const wasValid = neighbour.valid;
  let { state } = news;
  if (!news.admin && (before === 'PERMANENT' || before === 'NOARP')) return;
  let mac = news.mac ?? neighbour.mac;
  if (state === 'FAILED' || state === 'INCOMPLETE') mac = neighbour.mac;
  else if (wasValid && mac !== neighbour.mac && !news.override) {
    const connected = before === 'REACHABLE' || before === 'PERMANENT' || before === 'NOARP';
    if (!news.weakOverride || !connected) return;
    mac = neighbour.mac;
    state = 'STALE';
  } else if (wasValid && mac === neighbour.mac && state === 'STALE' && !news.admin) {
    state = before as NeighbourState;
  }
  const changed = mac !== neighbour.mac || state !== before;
  neighbour.updatedMs = now(neighbour);
  if (state === 'REACHABLE' || state === 'PERMANENT' || state === 'NOARP') neighbour.confirmedMs = neighbour.updatedMs;
  neighbour.mac = mac;
  setState(neighbour, state);
  if (news.admin && (state === 'PROBE' || state === 'DELAY')) {
    neighbour.probes = 0;
    startTimer(neighbour, state === 'DELAY' ? confOf(neighbour).delay_first_probe_time * 1000 : 0);
  }
  if (!wasValid && neighbour.valid) flushQueue(neighbour);
  if (state === 'FAILED' && before !== 'FAILED') dropQueue(neighbour);
  if (changed) tell('change', neighbour);
}

function flushQueue(neighbour: Neighbour): void {
  const { queue } = neighbour;
  neighbour.queue = [];
  for (const skb of queue) send(neighbour, skb);
}

function dropQueue(neighbour: Neighbour): void {
  for (const skb of neighbour.queue) drop(skb, 'NEIGH_FAILED');
  neighbour.queue = [];
}

/** An upper layer heard from the neighbour: TCP's ACKs, MSG_CONFIRM. */
export function confirm(device: Netdev, address: IpAddress): void {
  const neighbour = neighbours(device).get(address);
  if (!neighbour || neighbour.state === 'FAILED') return;
  neighbour.confirmedMs = now(neighbour);
}

/** Forgets a neighbour. */
export function removeNeighbour(neighbour: Neighbour, quiet = false): void {
  neighbour.dead = true;
  neighbour.timer?.cancel();
  dropQueue(neighbour);
  neighbours(neighbour.device).delete(neighbour.address);
  if (!quiet) tell('remove', neighbour);
}

onDeviceEvent(30, (event, device) => {
  if (
    event !== 'down' &&
    event !== 'unregister' &&
    event !== 'leave-netns' &&
    event !== 'mac' &&
    !(event === 'change' && !device.carrier)
  ) {
    return;
  }
  const losesCarrier = event === 'change';
  for (const neighbour of [...neighbours(device).values()]) {
    // neigh_carrier_down keeps what somebody set by hand.
    if (losesCarrier && neighbour.state === 'PERMANENT') continue;
    removeNeighbour(neighbour);
  }
});
