// The words behind `type KIND`, by kind. As ip/iplink_*.c.

import type { LinkRequest } from '../../../abi/rtnetlink.ts';
import { Fatal, invalid } from '../fatal.ts';
import { parseNumber } from '../names.ts';
import type { Ip } from './context.ts';
import { numberArgument, parseAddressArgument } from './parse.ts';
import { matches, type Words } from './words.ts';

export interface ParsedKind {
  data?: Record<string, unknown>;
  peer?: LinkRequest;
  /** The link below, where the kind names it itself (vxlan's dev). */
  below?: string;
}

/** A word's value goes into `data` under its key: a number, a number given as 0, 1, on or off, an address, or one of several words. */
type Option = 'number' | 'switch' | 'address' | readonly string[];

const BRIDGE: Readonly<Record<string, Option>> = {
  forward_delay: 'number',
  hello_time: 'number',
  max_age: 'number',
  ageing_time: 'number',
  stp_state: 'number',
  priority: 'number',
  vlan_filtering: 'number',
  vlan_default_pvid: 'number',
  group_fwd_mask: 'number',
  mcast_snooping: 'number',
  mcast_router: 'number',
  mcast_querier: 'number',
  mcast_igmp_version: 'number',
  mcast_mld_version: 'number',
  nf_call_iptables: 'number',
  nf_call_ip6tables: 'number',
  nf_call_arptables: 'number',
  mcast_stats_enabled: 'number',
  vlan_stats_enabled: 'number',
  mcast_hash_max: 'number',
  no_linklocal_learn: 'number',
  fdb_max_learned: 'number',
  mcast_query_use_ifaddr: 'number',
};
const BRIDGE_SLAVE: Readonly<Record<string, Option>> = {
  state: 'number',
  priority: 'number',
  cost: 'number',
  hairpin: 'switch',
  guard: 'switch',
  root_block: 'switch',
  fastleave: 'switch',
  learning: 'switch',
  flood: 'switch',
  proxy_arp: 'switch',
  proxy_arp_wifi: 'switch',
  mcast_router: 'number',
  mcast_fast_leave: 'switch',
  mcast_flood: 'switch',
  mcast_to_unicast: 'switch',
  bcast_flood: 'switch',
  group_fwd_mask: 'number',
  neigh_suppress: 'switch',
  vlan_tunnel: 'switch',
  isolated: 'switch',
  locked: 'switch',
};
const KINDS: Readonly<Record<string, Readonly<Record<string, Option>>>> = {
  bridge: BRIDGE,
  dummy: {},
  ifb: {},
  vlan: {
    id: 'number',
    protocol: ['802.1q', '802.1ad'],
    reorder_hdr: 'switch',
    gvrp: 'switch',
    mvrp: 'switch',
    loose_binding: 'switch',
    bridge_binding: 'switch',
  },
  macvlan: { mode: ['private', 'vepa', 'bridge', 'passthru', 'source'] },
  macvtap: { mode: ['private', 'vepa', 'bridge', 'passthru', 'source'] },
  ipvlan: { mode: ['l2', 'l3', 'l3s'] },
  ipvtap: { mode: ['l2', 'l3', 'l3s'] },
  vxlan: {
    id: 'number',
    group: 'address',
    remote: 'address',
    local: 'address',
    ttl: 'number',
    tos: 'number',
    dstport: 'number',
    ageing: 'number',
    maxaddress: 'number',
  },
};
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  macvlan: ['nopromisc'],
  ipvlan: ['bridge', 'private', 'vepa'],
  vxlan: ['learning', 'proxy', 'rsc', 'l2miss', 'l3miss', 'external', 'udpcsum', 'gbp', 'remcsumtx', 'remcsumrx'],
};

/** Reads the other end of a pair: the words of a link again. */
export type PeerParser = (ip: Ip, words: Words) => Promise<LinkRequest>;

export async function parseKind(ip: Ip, kind: string, words: Words, slave: boolean, parsePeer: PeerParser): Promise<ParsedKind> {
  if (kind === 'veth' && !slave) return parseVeth(ip, words, parsePeer);
  const options = slave ? (kind === 'bridge' ? BRIDGE_SLAVE : undefined) : KINDS[kind];
  if (!options) {
    if (!words.done) throw new Fatal(`Garbage instead of arguments "${words.next()} ...". Try "ip link help".\n`, 1);
    return {};
  }
  const parsed: ParsedKind = {};
  const data: Record<string, unknown> = {};
  while (!words.done) await parseOption(kind, options, words, data, parsed);
  if (kind === 'vxlan') checkVxlan(data);
  if (Object.keys(data).length > 0) parsed.data = data;
  return parsed;
}

async function parseVeth(ip: Ip, words: Words, parsePeer: PeerParser): Promise<ParsedKind> {
  if (words.done) return {};
  const word = words.next();
  if (word !== 'peer')
    throw new Fatal(
      `veth: unknown option "${word}"?\nUsage: ip link <options> type veth [peer <options>]\nTo get <options> type 'ip link add help'\n`,
      255,
    );
  return { peer: await parsePeer(ip, words) };
}

async function parseOption(
  kind: string,
  options: Readonly<Record<string, Option>>,
  words: Words,
  data: Record<string, unknown>,
  parsed: ParsedKind,
): Promise<void> {
  const word = words.next();
  if (kind === 'vxlan') {
    if (matches(word, 'dev')) {
      parsed.below = words.next();
      return;
    }
    if (word === 'srcport' || matches(word, 'port')) {
      data.port_range = { low: numberArgument(words.next(), 'min port'), high: numberArgument(words.next(), 'max port') };
      return;
    }
  }
  const flag = (FLAGS[kind] ?? []).find(name => word === name || word === `no${name}`);
  if (flag !== undefined) {
    data[flag] = word === flag;
    return;
  }
  const key = Object.keys(options).find(name => (kind === 'bridge' || kind === 'vxlan' ? matches(word, name) : word === name));
  if (key === undefined) throw new Fatal(`${kind}: unknown command "${word}"?\n`, 255);
  data[key] = valueOf(kind, key, options[key]!, words.next());
}

function valueOf(kind: string, key: string, option: Option, text: string): unknown {
  if (option === 'number') {
    const value = parseNumber(text);
    if (kind === 'vxlan' && key === 'id' && (value === undefined || value >= 1 << 24)) return invalid('invalid id', text);
    if (kind === 'vlan' && key === 'id' && value === undefined) return invalid('id is invalid', text);
    return value ?? invalid(`invalid ${key}`, text);
  }
  if (option === 'switch') {
    if (text !== 'on' && text !== 'off') throw new Fatal(`Error: argument of "${key}" must be one of "on" or "off", not "${text}"\n`, 255);
    return text === 'on';
  }
  if (option === 'address') return parseAddressArgument(text, undefined).address;
  const chosen = option.find(name => name.toLowerCase() === text.toLowerCase());
  if (chosen !== undefined) return chosen === '802.1q' ? '802.1Q' : chosen;
  const list = option.map(name => `"${name}"`);
  throw new Fatal(`Error: argument of "${key}" must be ${list.slice(0, -1).join(', ')} or ${list.at(-1)}, not "${text}"\n`, 255);
}

function checkVxlan(data: Record<string, unknown>): void {
  if (data.id === undefined && data.external !== true) throw new Fatal('vxlan: missing virtual network identifier\n', 255);
  if (data.group !== undefined && data.remote !== undefined) throw new Fatal('vxlan: both group and remote cannot be specified\n', 255);
}
