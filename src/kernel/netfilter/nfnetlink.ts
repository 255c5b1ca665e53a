// The 'netfilter' protocol of netlink: rules, connections, sets, as programs ask for them. As nfnetlink.c, nf_tables_api.c, nf_conntrack_netlink.c.

import { Errno } from '../../abi/errno.ts';
import type { NetlinkMessage } from '../../abi/netlink.ts';
import type { NfnetlinkMessage } from '../../abi/nfnetlink.ts';
import { demand } from '../credentials.ts';
import { LazyModule } from '../lazy-module.ts';
import { type NetlinkContext, registerNetlink } from '../net/socket/netlink.ts';
import { conntrackRequest } from './conntrack/netlink.ts';

const rules = new LazyModule(() => import('./rules.ts'));

const isNetfilter = (message: NetlinkMessage): message is NetlinkMessage & NfnetlinkMessage =>
  /^(nft|ct|ipset|nflog|ipvs)-/.test(message.type);

function handle(message: NetlinkMessage, context: NetlinkContext): void {
  if (!isNetfilter(message)) throw new Errno('EINVAL');
  demand(context.by, 'CAP_NET_ADMIN', context.netns.owner);
  switch (message.type) {
    case 'nft-batch':
    case 'nft-get':
    case 'ipset-request':
      rules.get().rulesRequest(message, context);
      return;
    default:
      conntrackRequest(message, context);
  }
}

registerNetlink('netfilter', handle);
