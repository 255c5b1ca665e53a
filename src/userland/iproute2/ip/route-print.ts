// How a route reads, as ip/iproute.c: print_route.

import type { Nexthop, Route } from '../../../abi/rtnetlink.ts';
import type { Json } from '../json.ts';
import { routeScopes } from '../names.ts';
import type { Ip } from './context.ts';

/** What the listing was narrowed to: such parts are not said again. */
export interface RouteFilter {
  table?: number | 'all' | 'cache';
  dev?: string;
  protocol?: number;
  scope?: number;
  type?: string;
  tos?: number;
  source?: boolean;
  preferredSource?: boolean;
  gateway?: boolean;
  metric?: number;
}

const MAIN = 254;
const width = (route: Route): number => (route.family === 'inet' ? 32 : 128);

function destination(route: Route): string {
  if (route.dest === undefined || (route.destLength === 0 && (route.dest === '0.0.0.0' || route.dest === '::')))
    return route.destLength === 0 ? 'default' : `0/${route.destLength}`;
  return route.destLength === width(route) ? route.dest : `${route.dest}/${route.destLength}`;
}

/** Flags of a route or a nexthop, in ip's order. */
const FLAGS = [
  'dead',
  'onlink',
  'pervasive',
  'offload',
  'trap',
  'notify',
  'linkdown',
  'unresolved',
  'rt_offload',
  'rt_trap',
  'rt_offload_failed',
];
const flagWords = (flags: readonly string[]): string[] => FLAGS.filter(flag => flags.includes(flag));
const CACHE_WORDS: Readonly<Record<string, string>> = {
  local: 'local',
  reject: 'reject',
  mc: 'mc',
  brd: 'brd',
  natd: 'dst-nat',
  snat: 'src-nat',
  masq: 'masq',
  redirected: 'redirected',
  directsrc: 'src-direct',
};

export async function routeText(ip: Ip, route: Route, filter: RouteFilter): Promise<string> {
  const { details } = ip.options;
  let text = '';
  if (details || route.type !== 'unicast') text += `${route.type} `;
  text += `${ip.color(route.family, destination(route))} `;
  if (route.source !== undefined)
    text += `from ${ip.color(route.family, route.sourceLength === width(route) ? route.source : `${route.source}/${route.sourceLength}`)} `;
  if (route.tos !== 0 && filter.tos === undefined) text += `tos 0x${route.tos.toString(16).padStart(2, '0')} `;
  if (route.gateway !== undefined && !filter.gateway)
    text += `via ${route.gatewayFamily ? `${route.gatewayFamily} ` : ''}${ip.color(route.family, route.gateway)} `;
  if (route.index !== undefined && !route.multipath && filter.dev === undefined)
    text += `dev ${ip.color('name', await ip.linkName(route.index))} `;
  text += await middle(ip, route, filter);
  if (route.metric !== undefined && filter.metric === undefined) text += `metric ${route.metric} `;
  text += flagWords(route.flags)
    .map(flag => `${flag} `)
    .join('');
  if (route.mark !== undefined && route.mark !== 0) text += `mark ${route.mark >= 16 ? `0x${route.mark.toString(16)}` : route.mark} `;
  if (route.uid !== undefined) text += `uid ${route.uid} `;
  if (route.cache) text += cacheText(ip, route);
  text += metricsText(route);
  if (route.expiresSeconds !== undefined) text += `expires ${route.expiresSeconds}sec `;
  if (route.inputIndex !== undefined) text += `iif ${await ip.linkName(route.inputIndex)} `;
  for (const hop of route.multipath ?? []) text += await nexthopText(ip, route, hop);
  if (route.preference !== undefined) text += `pref ${route.preference}`;
  return `${text}\n`;
}

async function middle(ip: Ip, route: Route, filter: RouteFilter): Promise<string> {
  const { details } = ip.options;
  let text = '';
  if (route.table !== MAIN && (filter.table === undefined || filter.table === 'all'))
    text += `table ${(await ip.tables()).name(route.table)} `;
  if (!route.cache) {
    if ((route.protocol !== 3 || details) && filter.protocol === undefined) text += `proto ${(await ip.protocols()).name(route.protocol)} `;
    if ((route.scope !== 0 || details) && filter.scope === undefined && route.family === 'inet')
      text += `scope ${routeScopes.name(route.scope)} `;
  }
  if (route.preferredSource !== undefined && !filter.preferredSource) text += `src ${ip.color(route.family, route.preferredSource)} `;
  return text;
}

function cacheText(ip: Ip, route: Route): string {
  const words = Object.keys(CACHE_WORDS)
    .filter(flag => route.cache!.flags.includes(flag))
    .map(flag => CACHE_WORDS[flag]!);
  return `${ip.nl}    cache ${words.length > 0 ? `<${words.join(',')}> ` : ''}${route.cache!.expiresSeconds === undefined ? '' : `expires ${route.cache!.expiresSeconds}sec `}`;
}

const METRIC_ORDER = [
  'mtu',
  'window',
  'rtt',
  'rttvar',
  'ssthresh',
  'cwnd',
  'advmss',
  'reordering',
  'hoplimit',
  'initcwnd',
  'features',
  'rto_min',
  'initrwnd',
  'quickack',
];

function metricsText(route: Route): string {
  return METRIC_ORDER.flatMap(name => {
    const value = route.metrics?.[name];
    if (value === undefined) return [];
    const shown = name === 'rtt' || name === 'rttvar' || name === 'rto_min' ? `${value}ms` : value;
    return [`${name} ${route.lock?.includes(name) ? 'lock ' : ''}${shown} `];
  }).join('');
}

async function nexthopText(ip: Ip, route: Route, hop: Nexthop): Promise<string> {
  const via =
    hop.gateway === undefined ? '' : `via ${hop.gatewayFamily ? `${hop.gatewayFamily} ` : ''}${ip.color(route.family, hop.gateway)} `;
  const dev = hop.index === undefined ? '' : `dev ${ip.color('name', await ip.linkName(hop.index))} `;
  return `${ip.nl}\tnexthop ${via}${dev}weight ${hop.weight} ${flagWords(hop.flags)
    .map(flag => `${flag} `)
    .join('')}`;
}

export async function routeJson(ip: Ip, route: Route, filter: RouteFilter): Promise<Json> {
  const { details } = ip.options;
  const narrowed = filter.table !== undefined && filter.table !== 'all';
  return {
    ...(details || route.type !== 'unicast' ? { type: route.type } : {}),
    dst: destination(route),
    from: route.source,
    gateway: filter.gateway ? undefined : route.gateway,
    dev: route.index === undefined || route.multipath || filter.dev !== undefined ? undefined : await ip.linkName(route.index),
    table: route.table !== MAIN && !narrowed ? (await ip.tables()).name(route.table) : undefined,
    protocol:
      (route.protocol !== 3 || details) && !route.cache && filter.protocol === undefined
        ? (await ip.protocols()).name(route.protocol)
        : undefined,
    scope:
      (route.scope !== 0 || details) && !route.cache && filter.scope === undefined && route.family === 'inet'
        ? routeScopes.name(route.scope)
        : undefined,
    prefsrc: filter.preferredSource ? undefined : route.preferredSource,
    metric: filter.metric === undefined ? route.metric : undefined,
    flags: flagWords(route.flags),
    uid: route.uid,
    cache: route.cache?.flags,
    metrics: route.metrics ? [route.metrics] : undefined,
    nexthops: route.multipath ? await nexthopsJson(ip, route.multipath) : undefined,
    pref: route.preference,
  };
}

async function nexthopsJson(ip: Ip, hops: readonly Nexthop[]): Promise<Json> {
  const objects: Json[] = [];
  for (const hop of hops)
    objects.push({
      gateway: hop.gateway,
      dev: hop.index === undefined ? undefined : await ip.linkName(hop.index),
      weight: hop.weight,
      flags: flagWords(hop.flags),
    });
  return objects;
}
