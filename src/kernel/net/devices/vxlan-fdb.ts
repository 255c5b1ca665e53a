// A vxlan's forwarding entries: which inner address is behind which outer one. As drivers/net/vxlan/vxlan_core.c.

import { Errno } from '../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../abi/netlink.ts';
import { type IpAddress, parseAddress, printAddress, printMac } from '../../../wire/address.ts';
import type { Netdev } from '../skb.ts';
import type { Neighbour, NetlinkReply } from './vxlan-types.ts';
import { type VxlanRemote, vxlanOf } from './vxlan-types.ts';

export function addVxlanFdb(device: Netdev, mac: number, asked: Partial<Neighbour>, flags: NetlinkFlags): void {
  const vxlan = vxlanOf(device);
  const remote: IpAddress | undefined = asked.remote === undefined ? undefined : parseAddress(asked.remote);
  if (remote === undefined) throw new Errno('EINVAL');
  const list = vxlan.fdb.get(mac) ?? [];
  const entry: VxlanRemote = { remote, port: asked.port ?? vxlan.port, vni: asked.vni ?? vxlan.id, permanent: true, updatedMs: 0 };
  if (list.some(other => other.remote === remote) && flags.exclusive) throw new Errno('EEXIST');
  if (mac !== 0 && list.length > 0 && flags.exclusive && !flags.append) throw new Errno('EEXIST');
  if (flags.append) vxlan.fdb.set(mac, [...list, entry]);
  else vxlan.fdb.set(mac, [entry]);
}

export function delVxlanFdb(device: Netdev, mac: number, asked: Partial<Neighbour>): void {
  const vxlan = vxlanOf(device);
  const list = vxlan.fdb.get(mac);
  if (!list) throw new Errno('ENOENT');
  const remote = asked.remote === undefined ? undefined : parseAddress(asked.remote);
  const left = remote === undefined ? [] : list.filter(entry => entry.remote !== remote);
  if (left.length === list.length) throw new Errno('ENOENT');
  if (left.length > 0) vxlan.fdb.set(mac, left);
  else vxlan.fdb.delete(mac);
}

export function dumpVxlanFdb(device: Netdev, reply: NetlinkReply): void {
  const vxlan = vxlanOf(device);
  for (const [mac, list] of vxlan.fdb) {
    for (const { remote, permanent, port, vni } of list) {
      reply({
        type: 'newneigh',
        neighbour: {
          family: 'bridge',
          index: device.index,
          lladdr: printMac(mac),
          state: [permanent ? 'PERMANENT' : 'REACHABLE'],
          flags: ['self'],
          remote: printAddress(remote),
          ...(port === vxlan.port ? {} : { port }),
          ...(vni === vxlan.id ? {} : { vni }),
        },
      });
    }
  }
}
