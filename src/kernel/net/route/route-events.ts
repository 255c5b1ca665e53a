// Who is told that a route came or went: what `ip monitor route` shows.

import type { NetNamespace } from '../netns.ts';
import type { FibEntry } from './table.ts';

export type RouteListener = (
  what: 'add' | 'remove' | 'replace' | 'append',
  netns: NetNamespace,
  family: 'inet' | 'inet6',
  entry: FibEntry,
) => void;
const listeners: RouteListener[] = [];

export function onRouteEvent(run: RouteListener): void {
  listeners.push(run);
}

export function tellRoute(
  what: 'add' | 'remove' | 'replace' | 'append',
  netns: NetNamespace,
  family: 'inet' | 'inet6',
  entry: FibEntry,
): void {
  for (const run of listeners) run(what, netns, family, entry);
}
