// ip route show and flush: which routes are meant.

import type { Route } from '../../../abi/rtnetlink.ts';
import { encode, writeAll } from '../../lib/io.ts';
import { duplicate, Fatal, invalid, noDevice } from '../fatal.ts';
import type { Json } from '../json.ts';
import { routeScopes } from '../names.ts';
import type { Ip } from './context.ts';
import { ROUTE_HELP } from './help.ts';
import { numberArgument, type ParsedPrefix, parseAddressArgument, parsePrefixArgument, prefixBits } from './parse.ts';
import { type RouteFilter, routeJson, routeText } from './route-print.ts';
import { ROUTE_TYPES } from './route-request.ts';
import { matches, type Words } from './words.ts';

interface Selection {
  shown: RouteFilter;
  table: number | 'all' | 'cache';
  index?: number;
  root?: ParsedPrefix;
  match?: ParsedPrefix;
  /** The gateway and preferred source that are asked for. */
  via?: string;
  source?: string;
}

async function parseSelection(ip: Ip, words: Words): Promise<Selection> {
  const selection: Selection = { shown: {}, table: 254 };
  const { shown } = selection;
  let dev: string | undefined;
  while (!words.done) {
    const word = words.next();
    if (matches(word, 'table')) {
      const text = words.next();
      selection.table =
        text === 'all' || text === 'cache' ? text : ((await ip.tables()).number(text) ?? invalid('table id value is invalid\n', text));
      shown.table = selection.table;
    } else if (matches(word, 'cached') || matches(word, 'cloned')) selection.table = 'cache';
    else if (word === 'dev' || word === 'oif') dev = words.next();
    else if (word === 'via') {
      selection.via = parseAddressArgument(words.next(), ip.options.family).address;
      shown.gateway = true;
    } else if (word === 'src') {
      selection.source = parsePrefixArgument(words.next(), ip.options.family).address;
      shown.preferredSource = true;
    } else if (matches(word, 'protocol')) {
      const text = words.next();
      shown.protocol = text === 'all' ? undefined : ((await ip.protocols()).number(text) ?? invalid('invalid "protocol"\n', text));
    } else if (matches(word, 'scope')) {
      const text = words.next();
      shown.scope = text === 'all' ? undefined : (routeScopes.number(text) ?? invalid('invalid "scope"\n', text));
    } else if (matches(word, 'type')) {
      const text = words.next();
      shown.type = ROUTE_TYPES.find(name => name === text) ?? invalid('node type value is invalid\n', text);
    } else if (word === 'metric' || word === 'priority') shown.metric = numberArgument(words.next(), '"metric" value is invalid\n');
    else if (word === 'tos' || word === 'dsfield') shown.tos = numberArgument(words.next(), 'TOS value is invalid\n');
    else parsePrefixes(ip, word, words, selection);
  }
  if (dev !== undefined) {
    selection.index = (await ip.findLink(dev))?.index ?? noDevice(dev);
    shown.dev = dev;
  }
  return selection;
}

function parsePrefixes(ip: Ip, first: string, words: Words, selection: Selection): void {
  const word = first === 'to' ? words.next() : first;
  const { family } = ip.options;
  if (matches(word, 'help')) throw new Fatal(ROUTE_HELP, 255);
  if (word === 'root') selection.root = parsePrefixArgument(words.next(), family);
  else if (word === 'match') selection.match = parsePrefixArgument(words.next(), family);
  else {
    if (selection.root && selection.match) return duplicate('to', word);
    const exact = parsePrefixArgument(word === 'exact' ? words.next() : word, family);
    selection.root = exact;
    selection.match = exact;
  }
}

const base = (route: Route): { address: string; length: number } => ({
  address: route.dest ?? (route.family === 'inet' ? '0.0.0.0' : '::'),
  length: route.dest === undefined ? 0 : route.destLength,
});

/** Is the route's prefix inside `root`, and does it contain `match`? */
function prefixPasses(route: Route, { root, match }: Selection): boolean {
  const { address, length } = base(route);
  if (root && !root.any && root.family !== route.family) return false;
  if (root && (length < root.length || prefixBits(address, root.length) !== prefixBits(root.address, root.length))) return false;
  return !match || (length <= match.length && prefixBits(address, length) === prefixBits(match.address, length));
}

function passes(route: Route, selection: Selection): boolean {
  const { shown, table, index, via, source } = selection;
  if (table === 'cache' || route.cache) return false;
  if (table !== 'all' && route.table !== table) return false;
  if (shown.protocol !== undefined && route.protocol !== shown.protocol) return false;
  if (shown.scope !== undefined && route.scope !== shown.scope) return false;
  if (shown.type !== undefined && route.type !== shown.type) return false;
  if (shown.metric !== undefined && (route.metric ?? 0) !== shown.metric) return false;
  if (shown.tos !== undefined && route.tos !== shown.tos) return false;
  if (index !== undefined && route.index !== index && !route.multipath?.some(hop => hop.index === index)) return false;
  if (via !== undefined && route.gateway !== via) return false;
  if (source !== undefined && route.preferredSource !== source) return false;
  return prefixPasses(route, selection);
}

async function select(ip: Ip, selection: Selection): Promise<Route[]> {
  const { family } = ip.options;
  const wanted =
    selection.root && !selection.root.any ? selection.root.family : family === 'inet6' ? 'inet6' : family === 'inet' ? 'inet' : undefined;
  const families = wanted ? [wanted] : selection.table === 'all' ? (['inet', 'inet6'] as const) : (['inet'] as const);
  const routes: Route[] = [];
  for (const each of families) {
    const table = typeof selection.table === 'number' ? { table: selection.table } : {};
    const answers = await ip.dump({ type: 'getroute', route: { family: each, ...table } });
    routes.push(...answers.flatMap(answer => (answer.type === 'newroute' ? [answer.route as Route] : [])));
  }
  return routes.filter(route => passes(route, selection));
}

export async function showRoutes(ip: Ip, words: Words): Promise<void> {
  const selection = await parseSelection(ip, words);
  const routes = await select(ip, selection);
  if (ip.options.json) {
    const objects: Json[] = [];
    for (const route of routes) objects.push(await routeJson(ip, route, selection.shown));
    return ip.writeJson(objects);
  }
  for (const route of routes) ip.out.write(await routeText(ip, route, selection.shown));
}

/** What the kernel learned of paths is forgotten by a write to its switch, one a family. */
async function flushCache(ip: Ip): Promise<void> {
  for (const family of ['ipv4', 'ipv6']) {
    const fd = await ip.sys.open(`/proc/sys/net/${family}/route/flush`, { write: true });
    await writeAll(ip.sys, fd, encode('-1'));
    await ip.sys.close(fd);
  }
}

export async function flushRoutes(ip: Ip, words: Words): Promise<void> {
  if (words.done) throw new Fatal('"ip route flush" requires arguments.\n', 1);
  const selection = await parseSelection(ip, words);
  if (selection.table === 'cache') return flushCache(ip);
  const routes = await select(ip, selection);
  for (const route of routes) await ip.talk({ type: 'delroute', route });
  if (ip.options.statistics === 0) return;
  ip.out.write(
    routes.length === 0
      ? 'Nothing to flush.\n'
      : `\n*** Round 1, deleting ${routes.length} entries ***\n*** Flush is complete after 1 round ***\n`,
  );
}
