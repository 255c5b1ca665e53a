// Broadcasts and multicasts of this host come back to it, where it wants them. As ip_mc_output and ip6_finish_output2.

import { isMulticast } from '../../../wire/address.ts';
import { run as runHooks } from '../hooks.ts';
import { joinedGroup4 } from '../multicast4.ts';
import { joinedGroup6 } from '../multicast6.ts';
import type { RouteResult } from '../route/lookup.ts';
import type { Skb, SkbSocket } from '../skb.ts';
import { receive } from '../transmit.ts';
import { setGroupLoop } from './output.ts';

/** A socket that switched it off (IP_MULTICAST_LOOP) does not hear itself. */
function loops(socket: SkbSocket | undefined, v4: boolean): boolean {
  const options = (socket as { options?: { numbers: ReadonlyMap<string, number> } } | undefined)?.options;
  return options?.numbers.get(v4 ? 'IP_MULTICAST_LOOP' : 'IPV6_MULTICAST_LOOP') !== 0;
}

function wanted(skb: Skb, route: RouteResult): boolean {
  if (route.type === 'broadcast') return true;
  const dest = skb.destIp;
  if (!isMulticast(dest) || !loops(skb.socket, typeof dest === 'number')) return false;
  return typeof dest === 'number' ? joinedGroup4(route.output, dest) : skb.socket !== undefined && joinedGroup6(route.output, dest);
}

setGroupLoop((skb, route) => {
  if (!wanted(skb, route)) return;
  const copy = skb.clone();
  const { output } = route;
  copy.packetType = 'loopback';
  if (!runHooks(output.netns, skb.version === 4 ? 'inet' : 'inet6', 'POSTROUTING', copy, undefined, output)) return;
  copy.output = undefined;
  copy.start = copy.network;
  copy.mac = -1;
  copy.packetType = route.type === 'broadcast' ? 'broadcast' : 'multicast';
  copy.checksum = copy.checksum === 'partial' ? 'partial' : 'unnecessary';
  receive(output, copy);
});
