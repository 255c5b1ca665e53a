// The types of routes, and what a lookup that meets one of the failing kinds says. As rtnetlink(7) and fib_props in net/ipv4/fib_semantics.c.

import type { ErrnoCode } from '../../../abi/errno.ts';
import type { Route } from '../../../abi/rtnetlink.ts';

export type RouteType = Route['type'];

/** What a lookup that ends at such a route fails with; 'throw' is not here: the next rule is asked. */
export const ROUTE_ERRORS: Partial<Record<RouteType, ErrnoCode>> = {
  blackhole: 'EINVAL',
  unreachable: 'EHOSTUNREACH',
  prohibit: 'EACCES',
};
