// What rules ask of routing and sockets: kinds of addresses, the reverse path, copies to a gateway, transparent proxies.
// As xt_addrtype.c, ipt_rpfilter.c, nf_dup_ipv4.c.

import type { Words } from '../../abi/nfnetlink.ts';
import { type IpAddress, isLinkLocal6, isMulticast6, LOOPBACK6 } from '../../wire/address.ts';
import type { SocketOwner, Verdict } from '../../xtables/extension.ts';
import { ownerOf6, selectAddress6 } from '../net/address6.ts';
import type { HookState } from '../net/hooks.ts';
import { ipOutput } from '../net/ip/output.ts';
import { deviceByName } from '../net/netdev.ts';
import { type NetNamespace, pernet } from '../net/netns.ts';
import { fibOf } from '../net/route/fib.ts';
import { addressType4, routeOutput4 } from '../net/route/lookup.ts';
import { routeOutput6 } from '../net/route/lookup6.ts';
import type { Netdev, Skb } from '../net/skb.ts';

/** The kind of an address in addrtype's words; of one device's where it is given. */
export function addressTypeOf(netns: NetNamespace, address: IpAddress, device: Netdev | undefined): string {
  if (typeof address === 'number') return addressType4(netns, address, device).toUpperCase();
  if (address === 0n) return 'UNSPEC';
  if (isMulticast6(address)) return 'MULTICAST';
  if (address === LOOPBACK6 || ownerOf6(netns, address, device)) return 'LOCAL';
  const route = routeOutput6(netns, { dest: address });
  if (typeof route === 'string' || route.error) return 'UNREACHABLE';
  return route.local ? 'LOCAL' : 'UNICAST';
}

/** Whether an answer to a packet would leave by the device it came by (or, loosely, by any). */
export function reversePathOf(
  netns: NetNamespace,
  skb: Skb,
  input: Netdev | undefined,
  how: { loose: boolean; mark: boolean; acceptLocal: boolean },
): boolean {
  if (!input || input.loopback) return true;
  const source = skb.sourceIp;
  if (typeof source === 'bigint' && (source === 0n || isLinkLocal6(source))) return true;
  if (source === 0) return true;
  const found = fibOf(netns, source).lookup({
    dest: source,
    source: skb.destIp,
    tos: skb.tos & 0x1c,
    mark: how.mark ? skb.mark : 0,
    inputName: 'lo',
  });
  if (typeof found === 'string') return false;
  if (found.entry.type === 'local') return how.acceptLocal;
  if (found.entry.type !== 'unicast') return false;
  return how.loose || found.entry.nexthops.some(nexthop => nexthop.device === input);
}

/** How transports find the socket that a packet would be delivered to. */
export type SocketFinder = (netns: NetNamespace, skb: Skb) => SocketOwner | undefined;
const finders = pernet((): { find: SocketFinder | undefined } => ({ find: undefined }));
let finder: SocketFinder | undefined;

/** For the transports: makes -m socket see their sockets. */
export function setSocketFinder(find: SocketFinder): void {
  finder = find;
}

export const socketOf = (netns: NetNamespace, skb: Skb): SocketOwner | undefined => (finders(netns).find ?? finder)?.(netns, skb);

/** A device's address for talking to a destination. */
export const sourceAddress6 = (device: Netdev, dest: bigint): bigint | undefined => selectAddress6(device.netns, device, dest);

/** Sends a copy of a packet to a gateway. */
export function teePacket(skb: Skb, state: HookState, gateway: IpAddress, deviceName: string | undefined): void {
  const copy = skb.clone();
  const device = deviceName === undefined ? undefined : deviceByName(state.netns, deviceName);
  const asked = { dest: gateway, ...(device && { device }) };
  const route = typeof gateway === 'number' ? routeOutput4(state.netns, asked) : routeOutput6(state.netns, asked);
  if (typeof route === 'string' || route.error) return;
  copy.route = { ...route, gateway };
  copy.output = route.output;
  // The copy is nobody's connection, or it would be copied again.
  copy.conntrack = undefined;
  copy.conntrackInfo = 7;
  if (state.hook === 'PREROUTING' || state.hook === 'INPUT') copy.ttl = Math.max(0, copy.ttl - 1);
  state.netns.kernel.softirq(() => ipOutput(copy));
}

/** Gives a packet to a transparent socket at an address and port; false where there is none. */
export type TproxyHandler = (netns: NetNamespace, skb: Skb, address: Words, port: number) => boolean;
let tproxy: TproxyHandler = () => false;

/** For sockets.ts, which knows the transports. */
export function setTproxy(handler: TproxyHandler): void {
  tproxy = handler;
}

/** Only sockets that asked for it (IP_TRANSPARENT) get packets of others. */
export function tproxyPacket(skb: Skb, state: HookState, how: { address: Words; port: number; mark: number; mask: number }): Verdict {
  if (!tproxy(state.netns, skb, how.address, how.port)) return 'DROP';
  skb.mark = ((skb.mark & ~how.mask) ^ how.mark) >>> 0;
  return 'ACCEPT';
}
