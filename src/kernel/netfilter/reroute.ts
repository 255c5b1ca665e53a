// A packet of this host whose headers were changed in OUTPUT is routed again. As ip_route_me_harder of netfilter.c.

import type { HookState } from '../net/hooks.ts';
import { type RouteResult, routeOutput4 } from '../net/route/lookup.ts';
import { routeOutput6 } from '../net/route/lookup6.ts';
import type { Skb } from '../net/skb.ts';

/** Finds the route anew; false where there is none. */
export function reroute(skb: Skb, state: HookState): boolean {
  const dest = skb.destIp;
  const asked = {
    dest,
    source: skb.sourceIp,
    tos: skb.tos & 0x1c,
    mark: skb.mark,
    anySource: true,
    ...(skb.socket && { uid: skb.socket.uid }),
  };
  const found = typeof dest === 'number' ? routeOutput4(state.netns, asked) : routeOutput6(state.netns, asked);
  if (typeof found === 'string' || found.error) return false;
  take(skb, found);
  return true;
}

function take(skb: Skb, route: RouteResult): void {
  skb.route = route;
  skb.output = route.output;
}
