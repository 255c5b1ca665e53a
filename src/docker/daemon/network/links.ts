// The netlink requests that the network drivers make: devices, addresses, routes. As libnetwork does through vishvananda/netlink.

import { Errno } from '../../../abi/errno.ts';
import type { Link, LinkRequest, Route } from '../../../abi/rtnetlink.ts';
import type { Sys } from '../../../abi/sys.ts';
import { Netlink } from '../../../userland/lib/netlink.ts';
import { mask4, parseIpv4, printIpv4 } from '../../../wire/address.ts';

/** A netlink socket in the caller's namespace for the time of `body`. */
export async function withNetlink<T>(sys: Sys, body: (netlink: Netlink) => Promise<T>): Promise<T> {
  const netlink = await Netlink.open(sys);
  try {
    return await body(netlink);
  } finally {
    await netlink.close();
  }
}

/** A device by its name; undefined where there is none. */
export async function findLink(netlink: Netlink, name: string): Promise<Link | undefined> {
  try {
    const [answer] = await netlink.request({ type: 'getlink', link: { name } });
    return answer?.type === 'newlink' ? (answer.link as Link) : undefined;
  } catch (error) {
    if (error instanceof Errno && (error.code === 'ENODEV' || error.code === 'ENOENT')) return undefined;
    throw error;
  }
}

/** A device's index. Throws ENODEV where there is none. */
export async function indexOf(netlink: Netlink, name: string): Promise<number> {
  const link = await findLink(netlink, name);
  if (!link) throw new Errno('ENODEV');
  return link.index;
}

export async function addLink(netlink: Netlink, link: LinkRequest): Promise<void> {
  // The daemon's netlink library names every attribute of a link, the queue's length as 0 among them.
  const peer = link.peer && { txQueueLength: 0, ...link.peer };
  const whole = { txQueueLength: 0, ...link, ...(peer && { peer }) };
  await netlink.request({ type: 'newlink', link: whole, flags: { create: true, exclusive: true } });
}

export async function setLink(netlink: Netlink, link: LinkRequest): Promise<void> {
  await netlink.request({ type: 'setlink', link });
}

/** What is gone already is no error. */
export async function removeLink(netlink: Netlink, name: string): Promise<void> {
  try {
    await netlink.request({ type: 'dellink', link: { name } });
  } catch (error) {
    if (!(error instanceof Errno && (error.code === 'ENODEV' || error.code === 'ENOENT'))) throw error;
  }
}

/** An address with its length ("172.17.0.1/16") on a device, its broadcast address beside it. */
export async function addAddress(netlink: Netlink, index: number, cidr: string): Promise<void> {
  const [local = '', length = '32'] = cidr.split('/');
  const prefixLength = Number(length);
  if (local.includes(':')) {
    await netlink.request({
      type: 'newaddr',
      address: { family: 'inet6', index, local, prefixLength, flags: ['NODAD'] },
      flags: { create: true, replace: true },
    });
    return;
  }
  const address = parseIpv4(local) ?? 0;
  const broadcast = prefixLength < 31 ? printIpv4(((address & mask4(prefixLength)) | ~mask4(prefixLength)) >>> 0) : undefined;
  await netlink.request({
    type: 'newaddr',
    address: { family: 'inet', index, local, prefixLength, scope: 0, ...(broadcast === undefined ? {} : { broadcast }) },
    flags: { create: true, replace: true },
  });
}

const routeRequest = (
  family: 'inet' | 'inet6',
  gateway: string | undefined,
  index: number | undefined,
): Partial<Route> & { family: 'inet' | 'inet6' } => ({
  family,
  type: 'unicast',
  destLength: 0,
  table: 254,
  protocol: 3,
  scope: gateway === undefined ? 253 : 0,
  ...(gateway === undefined ? {} : { gateway }),
  ...(index === undefined ? {} : { index }),
});

/** The default route, by a gateway or straight out of a device. */
export async function addDefaultRoute(netlink: Netlink, gateway: string | undefined, index?: number): Promise<void> {
  const family = gateway?.includes(':') ? 'inet6' : 'inet';
  await netlink.request({ type: 'newroute', route: routeRequest(family, gateway, index), flags: { create: true, replace: true } });
}

/** What is gone already is no error. */
export async function removeDefaultRoute(netlink: Netlink, family: 'inet' | 'inet6' = 'inet'): Promise<void> {
  try {
    await netlink.request({ type: 'delroute', route: { family, destLength: 0, table: 254 } });
  } catch (error) {
    if (!(error instanceof Errno && (error.code === 'ESRCH' || error.code === 'ENOENT'))) throw error;
  }
}

/** The host's IPv4 networks, as prefixes: what address pools must keep off. */
export async function hostPrefixes(netlink: Netlink): Promise<{ address: number; length: number }[]> {
  const prefixes: { address: number; length: number }[] = [];
  for (const answer of await netlink.dump({ type: 'getroute', route: { family: 'inet' } })) {
    if (answer.type !== 'newroute' || answer.route.table !== 254 || answer.route.dest === undefined) continue;
    const address = parseIpv4(answer.route.dest);
    if (address !== undefined && answer.route.destLength) prefixes.push({ address, length: answer.route.destLength });
  }
  return prefixes;
}

/** The addresses of a device, as "address/length". */
export async function addressesOf(netlink: Netlink, index: number): Promise<string[]> {
  const found: string[] = [];
  for (const answer of await netlink.dump({ type: 'getaddr', address: { family: 'inet', index } })) {
    if (answer.type === 'newaddr' && answer.address.index === index) found.push(`${answer.address.local}/${answer.address.prefixLength}`);
  }
  return found;
}

/** Whether a device is there, in the caller's namespace. */
export const hasLink = (sys: Sys, name: string): Promise<boolean> =>
  withNetlink(sys, async netlink => (await findLink(netlink, name)) !== undefined);
