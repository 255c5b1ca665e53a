// A vxlan's settings and entries as data.

import type { NetlinkMessage } from '../../../abi/netlink.ts';
import type { Neighbour } from '../../../abi/rtnetlink.ts';
import type { IpAddress } from '../../../wire/address.ts';
import type { Netdev } from '../skb.ts';

export type { Neighbour };
export type NetlinkReply = (message: NetlinkMessage) => void;

export interface VxlanRemote {
  remote: IpAddress;
  port: number;
  vni: number;
  permanent: boolean;
  updatedMs: number;
}

export interface Vxlan {
  id: number;
  port: number;
  local: IpAddress | undefined;
  /** Where frames for unknown addresses go: an address, or a group. */
  group: IpAddress | undefined;
  lower: Netdev | undefined;
  learning: boolean;
  ttl: number;
  tos: number;
  ageingMs: number;
  readonly fdb: Map<number, VxlanRemote[]>;
}

export const vxlanOf = (device: Netdev): Vxlan => device.own as Vxlan;
