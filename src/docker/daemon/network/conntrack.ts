// Flows that the kernel remembers of an endpoint are forgotten with it: a later container may get its address. As libnetwork's iptables/conntrack.go.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { Netlink } from '../../../userland/lib/netlink.ts';

/** Removes the entries that NAT had to do with an address in. */
export async function forgetFlows(sys: Sys, address: string): Promise<void> {
  const netlink = await Netlink.open(sys, 'netfilter');
  try {
    for (const answer of await netlink.dump({ type: 'ct-dump', body: { filter: { family: 'ipv4' } } })) {
      if (answer.type !== 'ct-entries') continue;
      for (const { family, protocol, original, reply, id, zone } of answer.body.entries) {
        const isNatted =
          (original.dest !== reply.source && reply.source === address) || (original.source !== reply.dest && original.source === address);
        if (!isNatted) continue;
        try {
          await netlink.request({ type: 'ct-delete', body: { family, protocol, original, id, zone } });
        } catch (error) {
          // It ended by itself meanwhile.
          if (!(error instanceof Errno && error.code === 'ENOENT')) throw error;
        }
      }
    }
  } finally {
    await netlink.close();
  }
}
