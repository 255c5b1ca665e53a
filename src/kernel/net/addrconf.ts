// IPv6 on devices: link-local addresses, duplicate detection, router solicitation and advertisements, and switching it off.
// As net/ipv6/addrconf.c.

import { ALL_NODES6, ALL_ROUTERS6, eui64, LOOPBACK6, maskAddress, solicitedNode } from '../../wire/address.ts';
import type { RouterAdvertisement } from '../../wire/ndisc.ts';
import type { Timer } from '../context.ts';
import {
  addAddress6,
  addresses6,
  expire,
  IFAPROT_KERNEL_LL,
  IFAPROT_KERNEL_LO,
  IFAPROT_KERNEL_RA,
  type Ifaddr6,
  newAddress6,
  onAddressEvent6,
  removeAddress6,
  tellAddress6,
} from './address6.ts';
import { joinGroup6, leaveGroup6 } from './multicast6.ts';
import { sendRouterSolicitation, sendSolicitation } from './ndisc-send.ts';
import { listDevices, onDeviceEvent } from './netdev.ts';
import type { NetNamespace } from './netns.ts';
import { addGroupRoute, addRoute6, removeRoute6 } from './route/edit6.ts';
import { fib6 } from './route/fib.ts';
import { newEntry, RT_TABLE_MAIN, RTPROT_RA } from './route/table.ts';
import { IFF_NOARP, type Netdev, perdev } from './skb.ts';
import { conf6, sysctls } from './sysctl.ts';

interface State {
  ready: boolean;
  solicit: Timer | undefined;
}

const states = perdev((): State => ({ ready: false, solicit: undefined }));

/** Starts looking whether somebody else has the address; at once usable where nobody could. */
export function startDad(address: Ifaddr6): void {
  const { device } = address;
  const conf = conf6(device);
  const needless = device.loopback || device.flags & IFF_NOARP || address.noDad || conf.accept_dad < 1 || conf.dad_transmits < 1;
  if (needless) {
    address.tentative = false;
    return;
  }
  address.tentative = true;
  // Without carrier it waits.
  if (!device.running) return;
  const { clock, random } = device.netns.kernel;
  let probes = conf.dad_transmits;
  const step = (): void => {
    address.timer = undefined;
    if (address.dadFailed) return;
    if (probes-- > 0) {
      sendSolicitation(device, { source: 0n, dest: solicitedNode(address.address), target: address.address, nonce: random.u32() });
      address.timer = clock.after(1000, step);
      return;
    }
    finishDad(address);
  };
  address.timer = clock.after(random.below(Math.max(1, conf.router_solicitation_delay * 1000)), step);
}

function finishDad(address: Ifaddr6): void {
  address.tentative = false;
  const { device } = address;
  fib6(device.netns).generation++;
  tellAddress6('ready', address);
  if (address.scope === 253) solicitRouters(device);
}

/** Somebody else has the address. */
export function dadFailure(address: Ifaddr6): void {
  address.timer?.cancel();
  address.timer = undefined;
  address.dadFailed = true;
  const { device } = address;
  device.netns.kernel.log.print(6, `IPv6: ${device.name}: IPv6 duplicate address detected!`);
  tellAddress6('change', address);
}

/** Asks for routers, ever more seldom while none answers, where this host is none. */
function solicitRouters(device: Netdev): void {
  const conf = conf6(device);
  const state = states(device);
  if (device.loopback || conf.forwarding !== 0 || conf.accept_ra === 0 || conf.router_solicitations === 0) return;
  const { clock, random } = device.netns.kernel;
  let left = conf.router_solicitations;
  let interval = 0;
  const step = (): void => {
    state.solicit = undefined;
    if (!device.running || conf.forwarding !== 0) return;
    sendRouterSolicitation(device);
    if (left > 0 && --left === 0) return;
    const first = conf.router_solicitation_interval * 1000;
    interval = interval === 0 ? first : Math.min(interval * 2, conf.router_solicitation_max_interval * 1000);
    state.solicit = clock.after(interval * 0.9 + random.below(Math.ceil(interval * 0.2)), step);
  };
  state.solicit?.cancel();
  step();
}

/** A device is ready for IPv6: its groups, its link-local address (addrconf_dev_config). */
function start(device: Netdev): void {
  const state = states(device);
  const conf = conf6(device);
  if (conf.disable_ipv6 !== 0 || !device.up) return;
  if (device.loopback) {
    if (!addresses6(device).some(address => address.address === LOOPBACK6)) {
      addAddress6(newAddress6(device, LOOPBACK6, 128, { protocol: IFAPROT_KERNEL_LO }));
    }
    return;
  }
  if (!device.carrier || state.ready || device.mtu < 1280 || device.receiveHandler) return;
  if (device.master?.kind === 'bridge') return;
  state.ready = true;
  addGroupRoute(device);
  joinGroup6(device, ALL_NODES6);
  if (conf.forwarding !== 0) joinGroup6(device, ALL_ROUTERS6);
  if (device.headerBytes === 14 && conf.addr_gen_mode === 0) {
    const address = (0xfe80n << 112n) | eui64(device.mac);
    if (!addresses6(device).some(other => other.address === address)) {
      addAddress6(newAddress6(device, address, 64, { tentative: true, protocol: IFAPROT_KERNEL_LL }));
    }
  }
  for (const address of addresses6(device)) if (address.tentative && !address.timer && !address.dadFailed) startDad(address);
}

/** A device is down or gone: addresses go, those set by hand too unless keep_addr_on_down says otherwise. */
function stop(device: Netdev): void {
  const state = states(device);
  state.ready = false;
  state.solicit?.cancel();
  state.solicit = undefined;
  const keeps = conf6(device).keep_addr_on_down > 0 || sysctls(device.netns).conf6.all.keep_addr_on_down > 0;
  for (const address of [...addresses6(device)]) {
    if (keeps && address.permanent && address.scope !== 253) {
      address.timer?.cancel();
      address.tentative = true;
      continue;
    }
    removeAddress6(address);
  }
}

onDeviceEvent(25, (event, device) => {
  if (event === 'up' || event === 'change') {
    if (!device.up) return;
    start(device);
  } else if (event === 'down' || event === 'unregister' || event === 'leave-netns') stop(device);
  else if (event === 'mtu' && device.mtu < 1280) stop(device);
  else if (event === 'mtu' || event === 'master') {
    if (event === 'mtu') conf6(device).mtu = device.mtu;
    start(device);
  } else if (event === 'register' || event === 'enter-netns') conf6(device).mtu = device.mtu;
});

onAddressEvent6(10, (what, address) => {
  const { device } = address;
  if (what === 'add') {
    joinGroup6(device, solicitedNode(address.address));
    if (device.up && states(device).ready) startDad(address);
    else if (!device.loopback) address.tentative = !address.noDad;
  } else if (what === 'remove') leaveGroup6(device, solicitedNode(address.address));
});

/** conf.all.forwarding: every device becomes a router's. */
export function setForwarding6(netns: NetNamespace, on: number): void {
  const { conf6: groups } = sysctls(netns);
  groups.all.forwarding = on;
  groups.default.forwarding = on;
  for (const device of listDevices(netns)) {
    const conf = conf6(device);
    if ((conf.forwarding !== 0) !== (on !== 0) && states(device).ready) (on ? joinGroup6 : leaveGroup6)(device, ALL_ROUTERS6);
    conf.forwarding = on;
    if (on) states(device).solicit?.cancel();
  }
  fib6(netns).generation++;
}

/** conf.NAME.disable_ipv6. */
export function setDisabled6(device: Netdev, off: number): void {
  const conf = conf6(device);
  conf.disable_ipv6 = off;
  sysctls(device.netns);
  if (off !== 0) {
    const state = states(device);
    state.ready = false;
    state.solicit?.cancel();
    for (const address of [...addresses6(device)]) removeAddress6(address);
  } else if (device.up) start(device);
}

/** A router has said what it offers: a default route, prefixes to make addresses of. */
export function takeAdvertisement(device: Netdev, router: bigint, advertisement: RouterAdvertisement): void {
  const conf = conf6(device);
  const { netns } = device;
  if (conf.accept_ra === 0 || (conf.forwarding !== 0 && conf.accept_ra < 2)) return;
  states(device).solicit?.cancel();
  const now = netns.kernel.clock.monotonicMs;
  const pattern = { table: RT_TABLE_MAIN, dest: 0n, length: 0, tos: 0, protocol: RTPROT_RA, nexthops: [{ device, gateway: router }] };
  const nexthops = [{ device, gateway: router, weight: 1, onlink: false }];
  const old = fib6(netns)
    .table(RT_TABLE_MAIN)
    .at(0n, 0)
    .find(entry => entry.protocol === RTPROT_RA && entry.nexthops[0]?.gateway === router);
  if (advertisement.lifetimeSeconds === 0 && old) removeRoute6(netns, pattern);
  else if (old) old.expiresMs = now + advertisement.lifetimeSeconds * 1000;
  else if (advertisement.lifetimeSeconds > 0 && conf.accept_ra_defrtr) {
    const entry = newEntry({
      table: RT_TABLE_MAIN,
      dest: 0n,
      length: 0,
      protocol: RTPROT_RA,
      metric: conf.ra_defrtr_metric,
      nexthops,
      preference: 'medium',
    });
    entry.expiresMs = now + advertisement.lifetimeSeconds * 1000;
    addRoute6(netns, entry, { create: true });
  }
  if (advertisement.mtu !== undefined && advertisement.mtu >= 1280 && advertisement.mtu <= device.mtu) conf.mtu = advertisement.mtu;
  if (!conf.accept_ra_pinfo || !conf.autoconf) return;
  for (const prefix of advertisement.prefixes) {
    if ((prefix.flags & 0x40) === 0 || prefix.length !== 64 || prefix.preferredSeconds > prefix.validSeconds) continue;
    takePrefix(device, maskAddress(prefix.prefix, 64) | eui64(device.mac), now, prefix);
  }
}

function takePrefix(device: Netdev, address: bigint, now: number, prefix: { validSeconds: number; preferredSeconds: number }): void {
  const until = (seconds: number): number => (seconds === 0xffffffff ? Number.POSITIVE_INFINITY : now + seconds * 1000);
  const known = addresses6(device).find(other => other.address === address);
  const lifetimes = { validUntilMs: until(prefix.validSeconds), preferredUntilMs: until(prefix.preferredSeconds) };
  if (known) {
    Object.assign(known, lifetimes);
    expire(known);
  } else {
    addAddress6(
      newAddress6(device, address, 64, {
        permanent: false,
        tentative: true,
        managesTemporary: true,
        protocol: IFAPROT_KERNEL_RA,
        ...lifetimes,
      }),
    );
  }
}
