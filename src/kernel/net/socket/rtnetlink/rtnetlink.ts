// The 'route' protocol of netlink: which function answers which request.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkMessage } from '../../../../abi/netlink.ts';
import { type NetlinkContext, registerNetlink } from '../netlink.ts';
import { delAddr4, dumpAddr4, newAddr4 } from './addr.ts';
import { delAddr6, dumpAddr6, newAddr6 } from './addr6.ts';
import { delLink, getLink, newLink, setLink } from './link.ts';
import { delNeigh, getNeigh, newNeigh } from './neigh.ts';
import './notify.ts';
import { changeVlan, getNetconf, getNsid, getVlan, newNsid } from './other.ts';
import { qdiscRequest } from './qdisc.ts';
import { delRoute, getRoute, newRoute } from './route.ts';
import { delRule, getRule, newRuleRequest } from './rule.ts';

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
      if (message.address.family === undefined) throw new Errno('EOPNOTSUPP');
      return (message.address.family === 'inet6' ? newAddr6 : newAddr4)(message.address, flags, context);
    case 'deladdr':
      if (message.address.family === undefined) throw new Errno('EOPNOTSUPP');
      return (message.address.family === 'inet6' ? delAddr6 : delAddr4)(message.address, context);
    case 'getaddr':
      if (message.address.family !== 'inet6') dumpAddr4(message.address.index, context);
      if (message.address.family !== 'inet') dumpAddr6(message.address.index, context);
      return;
    case 'newroute':
      return newRoute(message.route, flags, context);
    case 'delroute':
      return delRoute(message.route, context);
    case 'getroute':
      return getRoute(message, dump, context);
    default:
      return handleMore(message, context);
  }
}

function handleMore(message: NetlinkMessage, context: NetlinkContext): void {
  const flags = message.flags ?? {};
  const dump = flags.dump ?? false;
  switch (message.type) {
    case 'newneigh':
      return newNeigh(message.neighbour, flags, context);
    case 'delneigh':
      return delNeigh(message.neighbour, flags, context);
    case 'getneigh':
      return getNeigh(message.neighbour, dump, context);
    case 'newrule':
      return newRuleRequest(message.rule, flags, context);
    case 'delrule':
      return delRule(message.rule, context);
    case 'getrule':
      return getRule(message.rule.family, context);
    case 'newnsid':
      return newNsid(message.nsid, context);
    case 'getnsid':
      return getNsid(message.nsid, dump, context);
    case 'getnetconf':
      return getNetconf(message.netconf, dump, context);
    case 'newvlan':
    case 'delvlan':
      return changeVlan(message.vlan, message.type === 'delvlan', context);
    case 'getvlan':
      return getVlan(message.vlan, context);
    case 'newqdisc':
    case 'delqdisc':
    case 'getqdisc':
      return qdiscRequest(message.type, message.qdisc, flags, context);
    default:
      throw new Errno('EOPNOTSUPP');
  }
}

registerNetlink('route', handle);
