// Network namespaces for unit tests: each a process of its own that waits, and a few words to set them up.

import type { NetlinkMessage } from '../../../src/abi/netlink.ts';
import type { Sys } from '../../../src/abi/sys.ts';
import { Netlink } from '../../../src/userland/lib/netlink.ts';

/** Starts a process in a network namespace of its own; gives its pid. */
export async function newNetns(sys: Sys): Promise<number> {
  const pid = await sys.clone(
    async child => {
      for (;;) await child.nanosleep(1e9);
    },
    { new: ['net'] },
  );
  return pid;
}

/** Runs an entry in the network namespace of a process that lives. */
export function inNetns(sys: Sys, pid: number, entry: (sys: Sys) => Promise<void>): Promise<number> {
  return sys.clone(async child => {
    const fd = await child.pidfdOpen(pid);
    await child.setns(fd, 'net');
    await child.close(fd);
    await entry(child);
  });
}

/** Makes requests on a fresh socket. */
export async function rtnl(sys: Sys, ...requests: NetlinkMessage[]): Promise<NetlinkMessage[]> {
  const netlink = await Netlink.open(sys);
  const answers: NetlinkMessage[] = [];
  for (const request of requests) answers.push(...(await netlink.request(request)));
  netlink.close();
  return answers;
}

/** The index of a device. */
export async function indexOf(sys: Sys, name: string): Promise<number> {
  const [answer] = await rtnl(sys, { type: 'getlink', link: { name } });
  if (answer?.type !== 'newlink') throw new Error(`no device ${name}`);
  return answer.link.index!;
}

/** Brings a device up with an address. */
export async function configure(sys: Sys, name: string, address?: string, prefixLength = 24): Promise<void> {
  const index = await indexOf(sys, name);
  const requests: NetlinkMessage[] = [{ type: 'newlink', link: { index, up: ['UP'] } }];
  if (address !== undefined) {
    const family = address.includes(':') ? 'inet6' : 'inet';
    const flags = family === 'inet6' ? ['NODAD'] : [];
    requests.push({
      type: 'newaddr',
      address: { family, index, local: address, prefixLength, flags },
      flags: { create: true, exclusive: true },
    });
  }
  await rtnl(sys, ...requests);
}

export async function addRoute(sys: Sys, dest: string | undefined, destLength: number, gateway: string): Promise<void> {
  const family = gateway.includes(':') ? 'inet6' : 'inet';
  await rtnl(sys, {
    type: 'newroute',
    route: { family, ...(dest === undefined ? {} : { dest }), destLength, gateway },
    flags: { create: true, exclusive: true },
  });
}
