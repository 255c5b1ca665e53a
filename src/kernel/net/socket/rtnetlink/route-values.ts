// Routes in messages and in tables: the one read from the other. As rtnetlink(7).

import { Errno } from '../../../../abi/errno.ts';
import type { Nexthop, Route } from '../../../../abi/rtnetlink.ts';
import { ANY4, ANY6, type IpAddress, parseAddress, printAddress } from '../../../../wire/address.ts';
import type { Fib } from '../../route/fib.ts';
import type { FibEntry, FibNexthop } from '../../route/table.ts';

/** An address of a request. Throws EINVAL where it is none, or of the other family. */
export function readAddress(text: string, family: 'inet' | 'inet6'): IpAddress {
  const value = parseAddress(text);
  if (value === undefined || (typeof value === 'number') !== (family === 'inet')) throw new Errno('EINVAL');
  return value;
}

export const anyOf = (family: 'inet' | 'inet6'): IpAddress => (family === 'inet' ? ANY4 : ANY6);

const gatewayWords = (gateway: IpAddress | undefined, family: 'inet' | 'inet6'): Pick<Nexthop, 'gateway' | 'gatewayFamily'> => {
  if (gateway === undefined) return {};
  const other = typeof gateway === 'bigint' && family === 'inet';
  return { gateway: printAddress(gateway), ...(other ? { gatewayFamily: 'inet6' as const } : {}) };
};

/** RTNH_F_*: what a nexthop's device makes of it now. */
function nexthopFlags(nexthop: FibNexthop, entry: FibEntry): string[] {
  const flags: string[] = [];
  if (nexthop.onlink) flags.push('onlink');
  const { device } = nexthop;
  if (device && !device.up && entry.type !== 'local') flags.push('dead', 'linkdown');
  else if (device && !device.carrier && entry.type !== 'local') flags.push('linkdown');
  return flags;
}

/** A table's route as messages tell of it. */
export function showRoute(entry: FibEntry, fib: Fib, nowMs: number): Route {
  const { family } = fib;
  const { nexthops } = entry;
  const single = nexthops.length === 1 ? nexthops[0]! : undefined;
  return {
    family,
    type: entry.type,
    ...(entry.length === 0 ? {} : { dest: printAddress(entry.dest) }),
    destLength: entry.length,
    sourceLength: 0,
    tos: entry.tos,
    table: entry.table,
    protocol: entry.protocol,
    scope: entry.scope,
    ...(entry.preferredSource === undefined ? {} : { preferredSource: printAddress(entry.preferredSource) }),
    ...(single ? gatewayWords(single.gateway, family) : {}),
    ...(single?.device ? { index: single.device.index } : {}),
    ...(entry.metric === 0 ? {} : { metric: entry.metric }),
    ...(entry.metrics ? { metrics: { ...entry.metrics } } : {}),
    ...(entry.lock ? { lock: [...entry.lock] } : {}),
    flags: single ? nexthopFlags(single, entry) : [],
    ...(nexthops.length > 1
      ? {
          multipath: nexthops.map(nexthop => ({
            ...gatewayWords(nexthop.gateway, family),
            ...(nexthop.device ? { index: nexthop.device.index } : {}),
            weight: nexthop.weight,
            flags: nexthopFlags(nexthop, entry),
          })),
        }
      : {}),
    ...(entry.preference === undefined ? {} : { preference: entry.preference }),
    ...(entry.expiresMs === Number.POSITIVE_INFINITY ? {} : { expiresSeconds: Math.max(0, Math.round((entry.expiresMs - nowMs) / 1000)) }),
  };
}
