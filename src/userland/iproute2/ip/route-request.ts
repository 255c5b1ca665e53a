// What `ip route add` and its like ask for, read from their words. As ip/iproute.c: iproute_modify.

import type { Nexthop, Route } from '../../../abi/rtnetlink.ts';
import { duplicate, Fatal, invalid, noDevice } from '../fatal.ts';
import { parseNumber, routeScopes } from '../names.ts';
import type { Family, Ip } from './context.ts';
import { ROUTE_HELP } from './help.ts';
import { numberArgument, parseAddressArgument, parsePrefixArgument } from './parse.ts';
import { matches, type Words } from './words.ts';

export const ROUTE_TYPES = [
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
] as const;

export type RouteRequest = Partial<Route> & { family: 'inet' | 'inet6' };
type Draft = Partial<Route>;

const METRICS: Readonly<Record<string, string>> = {
  mtu: 'mtu',
  hoplimit: 'hoplimit',
  advmss: 'advmss',
  reordering: 'reordering',
  rtt: 'rtt',
  rttvar: 'rttvar',
  window: 'window',
  cwnd: 'cwnd',
  initcwnd: 'initcwnd',
  initrwnd: 'initrwnd',
  ssthresh: 'ssthresh',
  rto_min: 'rto_min',
  quickack: 'quickack',
  fastopen_no_cookie: 'fastopen_no_cookie',
};
const NOT_SIMULATED = new Set(['encap', 'nhid', 'realms', 'features', 'congctl', 'as', 'ttl-propagate']);

export async function parseRoute(ip: Ip, words: Words, adding: boolean): Promise<RouteRequest> {
  const parser = new RouteParser(ip, words);
  return parser.parse(adding);
}

class RouteParser {
  readonly #ip: Ip;
  readonly #words: Words;
  readonly #route: Draft = {};
  #family: Family | undefined;
  #dev: string | undefined;
  #dest = false;
  #scopeGiven = false;
  #tableGiven = false;
  #gateway = false;
  readonly #flags: string[] = [];
  readonly #metrics: Record<string, number> = {};
  readonly #lock: string[] = [];

  constructor(ip: Ip, words: Words) {
    this.#ip = ip;
    this.#words = words;
    this.#family = ip.options.family;
  }

  async parse(adding: boolean): Promise<RouteRequest> {
    while (!this.#words.done) {
      const word = this.#words.next();
      if (word === 'nexthop') await this.#nexthops();
      else if (!(await this.#selector(word)) && !this.#metric(word)) this.#destination(word);
    }
    return this.#finish(adding);
  }

  async #selector(word: string): Promise<boolean> {
    const words = this.#words;
    if (word === 'src') this.#route.preferredSource = this.#address(words.next());
    else if (word === 'via') this.#via();
    else if (word === 'from') {
      const from = parsePrefixArgument(words.next(), this.#family);
      Object.assign(this.#route, { source: from.address, sourceLength: from.length });
    } else if (word === 'tos' || matches(word, 'dsfield')) this.#route.tos = numberArgument(words.next(), '"tos" value is invalid\n');
    else if (word === 'metric' || matches(word, 'priority') || word === 'preference')
      this.#route.metric = numberArgument(words.next(), '"metric" value is invalid\n');
    else if (word === 'scope') {
      const text = words.next();
      this.#route.scope = routeScopes.number(text) ?? invalid('invalid "scope" value\n', text);
      this.#scopeGiven = true;
    } else if (matches(word, 'protocol')) {
      const text = words.next();
      this.#route.protocol = (await this.#ip.protocols()).number(text) ?? invalid('"protocol" value is invalid\n', text);
    } else if (matches(word, 'table')) {
      const text = words.next();
      this.#route.table = (await this.#ip.tables()).number(text) ?? invalid('"table" value is invalid\n', text);
      this.#tableGiven = true;
    } else if (word === 'dev' || word === 'oif') this.#dev = words.next();
    else if (word === 'onlink' || word === 'pervasive') this.#flags.push(word);
    else if (word === 'pref') this.#route.preference = words.next();
    else if (word === 'expires') this.#route.expiresSeconds = numberArgument(words.next(), '"expires" value is invalid\n');
    else if (NOT_SIMULATED.has(word)) throw new Fatal(`slipway: ip route ${word} is not simulated here\n`, 1);
    else return false;
    return true;
  }

  #address(text: string): string {
    const parsed = parseAddressArgument(text, this.#family);
    this.#family ??= parsed.family;
    return parsed.address;
  }

  #via(): void {
    if (this.#gateway) invalid('use nexthop syntax to specify multiple via\n', 'via');
    this.#gateway = true;
    const first = this.#words.next();
    const named = first === 'inet' || first === 'inet6' ? first : undefined;
    const parsed = parseAddressArgument(named ? this.#words.next() : first, named ?? this.#family);
    this.#route.gateway = parsed.address;
    if (named && this.#family !== undefined && named !== this.#family) this.#route.gatewayFamily = named;
    else this.#family ??= parsed.family;
  }

  #metric(word: string): boolean {
    const key = METRICS[word];
    if (key === undefined) return false;
    if (this.#words.peek === 'lock') {
      this.#words.next();
      this.#lock.push(key);
    }
    const text = this.#words.next();
    const value = parseNumber(text.replace(/(?<=\d)(?:ms|s)$/, '')) ?? invalid(`"${word}" value is invalid\n`, text);
    this.#metrics[key] = /\ds$/.test(text) && !text.endsWith('ms') ? value * 1000 : value;
    return true;
  }

  #destination(word: string): void {
    let text = word === 'to' ? this.#words.next() : word;
    const type = ROUTE_TYPES.find(name => name === text);
    if (type !== undefined) {
      this.#route.type = type;
      text = this.#words.next();
    }
    if (matches(text, 'help')) throw new Fatal(ROUTE_HELP, 255);
    if (this.#dest) return duplicate('to', text);
    const prefix = parsePrefixArgument(text, this.#family);
    if (!prefix.any) this.#family ??= prefix.family;
    this.#dest = true;
    if (!prefix.any) this.#route.dest = prefix.address;
    this.#route.destLength = prefix.any ? 0 : prefix.length;
  }

  async #nexthops(): Promise<void> {
    const hops: Nexthop[] = [];
    do {
      const hop: Nexthop = { weight: 1, flags: [] };
      while (!this.#words.done && this.#words.peek !== 'nexthop') {
        const word = this.#words.next();
        if (word === 'via') hop.gateway = this.#address(this.#words.next());
        else if (word === 'dev') hop.index = await this.#ip.indexOf(this.#words.next());
        else if (word === 'weight') hop.weight = this.#weight(this.#words.next());
        else if (word === 'onlink') hop.flags.push('onlink');
        else throw new Fatal(`Error: "nexthop" or end of line is expected instead of "${word}"\n`, 255);
      }
      hops.push(hop);
    } while (this.#words.shift() === 'nexthop');
    this.#route.multipath = hops;
  }

  #weight(text: string): number {
    const weight = parseNumber(text);
    return weight === undefined || weight === 0 || weight > 256 ? invalid('"weight" is invalid\n', text) : weight;
  }

  async #finish(adding: boolean): Promise<RouteRequest> {
    const route = this.#route;
    const family = this.#family === 'inet6' ? 'inet6' : 'inet';
    if (this.#dev !== undefined) route.index = (await this.#ip.findLink(this.#dev))?.index ?? noDevice(this.#dev);
    const type = route.type ?? 'unicast';
    const own = type === 'local' || type === 'nat' || type === 'broadcast' || type === 'anycast';
    const table = this.#tableGiven ? route.table! : own ? 255 : 254;
    const scope = this.#scopeGiven ? route.scope! : this.#defaultScope(type, adding, family);
    return {
      ...route,
      family,
      type: route.type ?? (adding ? 'unicast' : undefined),
      destLength: route.destLength ?? 0,
      sourceLength: route.sourceLength ?? 0,
      tos: route.tos ?? 0,
      table,
      protocol: route.protocol ?? (adding ? 3 : undefined),
      scope,
      flags: this.#flags,
      ...(Object.keys(this.#metrics).length > 0 ? { metrics: this.#metrics } : {}),
      ...(this.#lock.length > 0 ? { lock: this.#lock } : {}),
    };
  }

  /** Where no scope is given: a deletion matches any (nowhere), a route to a gateway is global, one on a link is link. */
  #defaultScope(type: Route['type'], adding: boolean, family: 'inet' | 'inet6'): number {
    if (family === 'inet6') return 0;
    if (type === 'local' || type === 'nat') return 254;
    if (type === 'broadcast' || type === 'multicast' || type === 'anycast') return 253;
    if (type === 'unicast') {
      if (!adding) return 255;
      if (!this.#gateway && !this.#route.multipath) return 253;
    }
    return 0;
  }
}
