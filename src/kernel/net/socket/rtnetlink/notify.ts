// News for `ip monitor`: every change of links, addresses, routes, neighbours, to who joined its group. As rtmsg_ifinfo and its kin.

import type { NetlinkMessage } from '../../../../abi/netlink.ts';
import { RTNETLINK_GROUPS } from '../../../../abi/rtnetlink.ts';
import { onAddressEvent4 } from '../../address4.ts';
import { onAddressEvent6 } from '../../address6.ts';
import { onFdbEvent } from '../../devices/bridge-state.ts';
import { onNeighbourEvent } from '../../neighbour.ts';
import { onDeviceEvent } from '../../netdev.ts';
import { fib4, fib6 } from '../../route/fib.ts';
import { onRouteEvent } from '../../route/route-events.ts';
import { netlinkMulticast } from '../netlink.ts';
import { showAddr4 } from './addr.ts';
import { showAddr6 } from './addr6.ts';
import { showFdb } from './fdb.ts';
import { showNeigh } from './neigh.ts';
import { showRoute } from './route-values.ts';
import { showLink } from './show-link.ts';

onDeviceEvent(90, (event, device) => {
  if (event === 'going-down') return;
  const gone = event === 'unregister' || event === 'leave-netns';
  netlinkMulticast(
    device.netns,
    'route',
    RTNETLINK_GROUPS.link,
    () => ({ type: gone ? 'dellink' : 'newlink', link: showLink(device, device.netns) }) as NetlinkMessage,
  );
});

onAddressEvent4(15, (what, address, { silent }) => {
  if (silent) return;
  const type = what === 'add' ? 'newaddr' : 'deladdr';
  netlinkMulticast(address.device.netns, 'route', RTNETLINK_GROUPS.inetAddr, () => ({ type, address: showAddr4(address) }));
});

onAddressEvent6(15, (what, address) => {
  const type = what === 'remove' ? 'deladdr' : 'newaddr';
  netlinkMulticast(address.device.netns, 'route', RTNETLINK_GROUPS.inet6Addr, () => ({ type, address: showAddr6(address) }));
});

onRouteEvent((what, netns, family, entry) => {
  const type = what === 'remove' ? 'delroute' : 'newroute';
  const group = family === 'inet' ? RTNETLINK_GROUPS.inetRoute : RTNETLINK_GROUPS.inet6Route;
  const fib = family === 'inet' ? fib4(netns) : fib6(netns);
  netlinkMulticast(netns, 'route', group, () => ({ type, route: showRoute(entry, fib, netns.kernel.clock.monotonicMs) }));
});

onNeighbourEvent((what, neighbour) => {
  const { netns } = neighbour.device;
  const type = what === 'remove' ? 'delneigh' : 'newneigh';
  netlinkMulticast(netns, 'route', RTNETLINK_GROUPS.neigh, () => ({ type, neighbour: showNeigh(neighbour) }));
});

onFdbEvent((what, bridge, entry) => {
  const type = what === 'remove' ? 'delneigh' : 'newneigh';
  netlinkMulticast(bridge.device.netns, 'route', RTNETLINK_GROUPS.neigh, () => ({ type, neighbour: showFdb(bridge, entry) }));
});
