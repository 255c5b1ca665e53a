// A namespace's routing: its tables and rules for one family, and the walk through them. As net/ipv4/fib_frontend.c: fib_lookup.

import type { ErrnoCode } from '../../../abi/errno.ts';
import type { IpAddress } from '../../../wire/address.ts';
import { type NetNamespace, pernet } from '../netns.ts';
import type { Netdev } from '../skb.ts';
import { conf4, conf6 } from '../sysctl.ts';
import { ROUTE_ERRORS } from './route-type.ts';
import { type FibRule, type Flow, firstRules, ruleMatches } from './rule.ts';
import { type FibEntry, type FibNexthop, FibTable, RT_TABLE_LOCAL, RT_TABLE_MAIN } from './table.ts';

export interface FibResult {
  entry: FibEntry;
  nexthop: FibNexthop;
}

export class Fib {
  readonly family: 'inet' | 'inet6';
  readonly tables = new Map<number, FibTable>();
  rules: FibRule[];
  /** Grows by every change: what cached a result compares it. */
  generation = 1;
  /** No rule was ever changed: local and main are one trie then, as /proc/net/fib_trie shows. */
  merged = true;
  #simple = true;
  readonly #local: FibTable;
  readonly #main: FibTable;

  constructor(family: 'inet' | 'inet6') {
    this.family = family;
    this.rules = firstRules(family);
    this.#local = this.table(RT_TABLE_LOCAL);
    this.#main = this.table(RT_TABLE_MAIN);
  }

  table(id: number): FibTable {
    let table = this.tables.get(id);
    if (!table) this.tables.set(id, (table = new FibTable(id)));
    return table;
  }

  setRules(rules: FibRule[]): void {
    this.rules = rules;
    this.merged = false;
    this.#simple = false;
    this.generation++;
  }

  /**
   * The route of a flow, or the error its way ends with. `device` (SO_BINDTODEVICE, a link-local destination) takes only nexthops by that device.
   */
  lookup(flow: Flow, device?: Netdev): FibResult | ErrnoCode {
    if (this.#simple) {
      const found = this.#find(this.#local, flow, device, undefined) ?? this.#find(this.#main, flow, device, undefined);
      if (found === undefined) return 'ENETUNREACH';
      if (found !== 'throw') return found;
    }
    return this.#walk(flow, device);
  }

  #walk(flow: Flow, device: Netdev | undefined): FibResult | ErrnoCode {
    const { rules } = this;
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index]!;
      if (!ruleMatches(rule, flow)) continue;
      if (rule.action === 'nop') continue;
      if (rule.action === 'goto') {
        const target = rules.findIndex((other, at) => at > index && other.priority >= rule.goto!);
        if (target < 0 || rules[target]!.priority !== rule.goto) continue;
        index = target - 1;
        continue;
      }
      if (rule.action !== 'lookup') return ROUTE_ERRORS[rule.action]!;
      const table = this.tables.get(rule.table);
      const found = table && this.#find(table, flow, device, rule.suppressPrefixLength);
      if (found !== undefined && found !== 'throw') return found;
    }
    return 'ENETUNREACH';
  }

  #find(
    table: FibTable,
    flow: Flow,
    device: Netdev | undefined,
    suppress: number | undefined,
  ): FibResult | ErrnoCode | 'throw' | undefined {
    let nexthop: FibNexthop | undefined;
    const entry = table.find(flow.dest, candidate => {
      if (candidate.tos !== 0 && candidate.tos !== (flow.tos ?? 0)) return false;
      if (flow.scope !== undefined && candidate.scope < flow.scope) return false;
      if (candidate.nexthops.length === 0) return true;
      nexthop = this.#choose(candidate, flow, device);
      return nexthop !== undefined;
    });
    if (!entry) return undefined;
    if (suppress !== undefined && entry.length <= suppress) return undefined;
    if (entry.type === 'throw') return 'throw';
    const error = ROUTE_ERRORS[entry.type];
    if (error !== undefined) return error;
    return nexthop ? { entry, nexthop } : 'ENETUNREACH';
  }

  /** A live nexthop of the entry: by weight and a hash of the addresses where there are several. */
  #choose(entry: FibEntry, flow: Flow, device: Netdev | undefined): FibNexthop | undefined {
    const { nexthops } = entry;
    if (nexthops.length === 1) {
      const only = nexthops[0]!;
      return usable(only, entry, device, this.family) ? only : undefined;
    }
    const live = nexthops.filter(nexthop => usable(nexthop, entry, device, this.family));
    if (live.length < 2) return live[0];
    const total = live.reduce((sum, nexthop) => sum + nexthop.weight, 0);
    let point = flowHash(flow) % total;
    for (const nexthop of live) {
      if (point < nexthop.weight) return nexthop;
      point -= nexthop.weight;
    }
    return live[0];
  }

  /** All entries, of every table or one, as dumped. */
  list(table?: number): FibEntry[] {
    const ids = table === undefined ? [...this.tables.keys()].sort((a, b) => a - b) : [table];
    return ids.flatMap(id => this.tables.get(id)?.list() ?? []);
  }
}

function usable(nexthop: FibNexthop, entry: FibEntry, device: Netdev | undefined, family: 'inet' | 'inet6'): boolean {
  const by = nexthop.device;
  if (!by) return device === undefined;
  // Own addresses stay local while their device is down.
  if (entry.type !== 'local' && !by.up) return false;
  if (!by.carrier && entry.type !== 'local') {
    const conf = family === 'inet' ? conf4(by) : conf6(by);
    if (conf.ignore_routes_with_linkdown !== 0) return false;
  }
  return device === undefined || device === by || entry.type === 'local';
}

/** Mixes addresses and ports: which nexthop a flow takes. */
export function flowHash(flow: Flow): number {
  const low = (address: IpAddress | undefined): number =>
    address === undefined ? 0 : typeof address === 'number' ? address : Number(address & 0xffffffffn);
  let hash = Math.imul(low(flow.dest) ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(low(flow.source), 0xc2b2ae35);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x27d4eb2f);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

export const fib4 = pernet(() => new Fib('inet'));
export const fib6 = pernet(() => new Fib('inet6'));
export const fibOf = (netns: NetNamespace, address: IpAddress): Fib => (typeof address === 'number' ? fib4(netns) : fib6(netns));
