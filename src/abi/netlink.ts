// Messages on netlink sockets (netlink(7)). Where Linux lays attributes out in bytes, these are plain data: what can be cloned and compared.

import type { ErrnoCode } from './errno.ts';
import type { EthtoolMessage } from './ethtool.ts';
import type { NfnetlinkMessage } from './nfnetlink.ts';
import type { RtnetlinkMessage } from './rtnetlink.ts';
import type { SockDiagMessage } from './sock-diag.ts';

export type NetlinkProtocol = 'route' | 'netfilter' | 'sock_diag' | 'generic';

/** NLM_F_*: what a request asks for beside its body. Every request is acknowledged by an 'error' message (0 is success). */
export interface NetlinkFlags {
  /** NLM_F_DUMP: all that match, ended by 'done'. */
  dump?: boolean;
  create?: boolean;
  exclusive?: boolean;
  replace?: boolean;
  append?: boolean;
  /** NLM_F_BULK: a deletion of all that match. */
  bulk?: boolean;
}

/** NLMSG_ERROR: the end of a request that is no dump. No errno is success. */
export interface NetlinkEnd {
  type: 'error';
  errno?: ErrnoCode;
  /** NLMSGERR_ATTR_MSG: the kernel's own words, which iproute2 prints as "Error: …." before the RTNETLINK answer. */
  detail?: string;
}

/** NLMSG_DONE: the end of a dump. */
export interface NetlinkDone {
  type: 'done';
}

export type NetlinkMessage = (RtnetlinkMessage | NfnetlinkMessage | SockDiagMessage | EthtoolMessage | NetlinkEnd | NetlinkDone) & {
  flags?: NetlinkFlags;
  sequence?: number;
};
