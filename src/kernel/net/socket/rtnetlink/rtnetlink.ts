// The 'route' protocol of netlink: which function answers which request.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkMessage } from '../../../../abi/netlink.ts';
import { type NetlinkContext, registerNetlink } from '../netlink.ts';
import { delAddr4, dumpAddr4, newAddr4 } from './addr.ts';
import { delLink, getLink, newLink, setLink } from './link.ts';
import { delRoute, getRoute, newRoute } from './route.ts';

function handle(message: NetlinkMessage, context: NetlinkContext): void {
  const flags = message.flags ?? {};
  const dump = flags.dump ?? false;
  switch (message.type) {
    case 'newlink':
      return newLink(message.link, flags, context);
    case 'setlink':
      return setLink(message.link, context);
    case 'dellink':
      return delLink(message.link, context);
    case 'getlink':
      return getLink(message.link as Parameters<typeof getLink>[0], dump, context);
    case 'newaddr':
      return newAddr4(message.address, flags, context);
    case 'deladdr':
      return delAddr4(message.address, context);
    case 'getaddr':
      return dumpAddr4(message.address.index, context);
    case 'newroute':
      return newRoute(message.route, flags, context);
    case 'delroute':
      return delRoute(message.route, context);
    case 'getroute':
      return getRoute(message, dump, context);
    default:
      throw new Errno('EOPNOTSUPP');
  }
}

registerNetlink('route', handle);
