// A packet of this host whose headers were changed in OUTPUT is routed again. As ip_route_me_harder of netfilter.c.

import type { HookState } from '../net/hooks.ts';
import { type RouteResult, routeOutput4 } from '../net/route/lookup.ts';
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
  if (typeof dest !== 'number') return rerouteV6(skb, state, asked);
  const found = routeOutput4(state.netns, asked);
  if (typeof found === 'string' || found.error) return false;
  take(skb, found);
  return true;
}

type RouteV6 = (
  skb: Skb,
  state: HookState,
  asked: { dest: Skb['destIp']; source: Skb['sourceIp']; mark: number },
) => RouteResult | undefined;
let routeV6: RouteV6 | undefined;

/** For the IPv6 stack: how it routes what leaves. */
export function setRerouteV6(route: RouteV6): void {
  routeV6 = route;
}

function rerouteV6(skb: Skb, state: HookState, asked: { dest: Skb['destIp']; source: Skb['sourceIp']; mark: number }): boolean {
  const found = routeV6?.(skb, state, asked);
  if (!found) return false;
  take(skb, found);
  return true;
}

function take(skb: Skb, route: RouteResult): void {
  skb.route = route;
  skb.output = route.output;
}
