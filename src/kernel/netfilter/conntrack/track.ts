// Connection tracking's own hooks: each packet gets its entry, a new one is confirmed when it leaves or is delivered. As nf_conntrack_core.c.

import { ETH_P_IP } from '../../../wire/ethernet.ts';
import { isIcmpError, isIcmpv6Error } from '../../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6 } from '../../../wire/ip.ts';
import { type HookFamily, type HookState, hooksAt, PRIORITY, register, runFrom, type Verdict } from '../../net/hooks.ts';
import { defragment } from '../../net/ip/reassembly.ts';
import { type NetNamespace, pernet } from '../../net/netns.ts';
import type { Skb } from '../../net/skb.ts';
import { Entry, EVENT, INFO, isReply, STATUS } from './entry.ts';
import { helperFor, runHelper } from './helpers.ts';
import { opens, track } from './protocols.ts';
import { type ConntrackTable, conntrackOf } from './table.ts';
import { innerPacket, invertTuple, type Tuple, tupleOf } from './tuple.ts';

/** What CT asks for a packet before it is tracked. */
export interface Template {
  readonly kind: 'template';
  zone: number;
  helper: string | undefined;
}

const isTemplate = (value: unknown): value is Template => typeof value === 'object' && value !== null && 'kind' in value;

/** The packet's entry, once it is tracked. */
export const entryOf = (skb: Skb): Entry | undefined => (skb.conntrack instanceof Entry ? skb.conntrack : undefined);

/** Gives a packet its entry (nf_conntrack_in). */
function trackPacket(skb: Skb, state: HookState): Verdict {
  if (skb.conntrackInfo === INFO.UNTRACKED || skb.conntrack instanceof Entry) return 'ACCEPT';
  const template = isTemplate(skb.conntrack) ? skb.conntrack : undefined;
  skb.conntrack = undefined;
  skb.conntrackInfo = INFO.NEW;
  const table = conntrackOf(state.netns);
  const zone = template?.zone ?? 0;
  const tuple = tupleOf(skb, zone);
  if (!tuple) return 'ACCEPT';
  if (isError(tuple)) return trackError(table, skb, zone);
  // IPv6's neighbour discovery and multicast housekeeping are not connections.
  if (tuple.protocol === IPPROTO_ICMPV6 && tuple.destPort >> 8 >= 130 && tuple.destPort >> 8 <= 137) {
    skb.conntrackInfo = INFO.UNTRACKED;
    return 'ACCEPT';
  }
  for (;;) {
    const verdict = trackTuple(table, skb, tuple, template);
    if (verdict !== 'again') return verdict;
  }
}

const isError = ({ protocol, destPort }: Tuple): boolean =>
  protocol === IPPROTO_ICMP ? isIcmpError(destPort >> 8) : protocol === IPPROTO_ICMPV6 && isIcmpv6Error(destPort >> 8);

function trackTuple(table: ConntrackTable, skb: Skb, tuple: Tuple, template: Template | undefined): Verdict | 'again' {
  const found = table.find(tuple);
  let entry = found?.entry;
  if (!entry) {
    const made = begin(table, skb, tuple, template);
    if (made === 'full') return 'DROP';
    if (!made) return invalid(table, skb);
    entry = made;
  }
  let info: number = INFO.NEW;
  if (found?.reply) info = INFO.ESTABLISHED_REPLY;
  else if (entry.has(STATUS.SEEN_REPLY)) info = INFO.ESTABLISHED;
  else if (entry.has(STATUS.EXPECTED)) info = INFO.RELATED;
  const judgement = track(table, entry, info, skb);
  if (judgement === 'again') return 'again';
  if (judgement === 'invalid') return invalid(table, skb);
  skb.conntrack = entry;
  skb.conntrackInfo = info;
  if (info === INFO.ESTABLISHED_REPLY && !entry.has(STATUS.SEEN_REPLY)) {
    entry.status |= STATUS.SEEN_REPLY;
    entry.pending |= EVENT.update;
  }
  account(entry, info, skb);
  return 'ACCEPT';
}

function account(entry: Entry, info: number, skb: Skb): void {
  if (!entry.counters) return;
  const counters = isReply(info) ? entry.counters.reply : entry.counters.original;
  counters.packets++;
  counters.bytes += skb.length;
}

function invalid(table: ConntrackTable, skb: Skb): Verdict {
  table.stats.invalid++;
  skb.conntrack = undefined;
  skb.conntrackInfo = INFO.NEW;
  return 'ACCEPT';
}

function begin(table: ConntrackTable, skb: Skb, tuple: Tuple, template: Template | undefined): Entry | 'full' | undefined {
  const entry = table.make(tuple);
  if (!entry) return invertTuple(tuple) ? 'full' : undefined;
  if (!opens(table, entry, skb)) return undefined;
  const expectation = table.expectations.length > 0 ? table.takeExpectation(tuple) : undefined;
  if (expectation) {
    entry.status |= STATUS.EXPECTED;
    entry.master = expectation.master;
    entry.mark = expectation.master.mark;
    expectation.expected?.(entry);
  }
  if (template?.helper !== undefined) {
    entry.helper = template.helper;
    entry.status |= STATUS.HELPER;
  }
  return entry;
}

/** An ICMP error belongs to the connection of the packet inside it (nf_conntrack_inet_error). */
function trackError(table: ConntrackTable, skb: Skb, zone: number): Verdict {
  const inner = innerPacket(skb, skb.networkEnd + 8, zone);
  // The inner packet went the other way, and behind NAT only its reply is known by the addresses that it has here.
  const tuple = inner && invertTuple(inner.tuple);
  const found = tuple && table.find(tuple);
  if (!found) return invalid(table, skb);
  skb.conntrack = found.entry;
  skb.conntrackInfo = found.reply ? INFO.RELATED + INFO.REPLY : INFO.RELATED;
  return 'ACCEPT';
}

/** The last hook: a new connection becomes known, and what changed is told (nf_conntrack_confirm). */
function confirmPacket(skb: Skb, state: HookState): Verdict {
  const entry = entryOf(skb);
  if (!entry) return 'ACCEPT';
  const table = conntrackOf(state.netns);
  if (!entry.has(STATUS.CONFIRMED) && !entry.has(STATUS.DYING)) {
    if (isReply(skb.conntrackInfo)) return 'ACCEPT';
    if (!table.confirm(entry)) return resolveClash(table, skb, entry);
  }
  table.deliverEvents(entry);
  return 'ACCEPT';
}

/** Two packets of one new connection were under way at once: the later takes the first one's entry. */
function resolveClash(table: ConntrackTable, skb: Skb, entry: Entry): Verdict {
  const found = table.find(entry.original);
  if (!found || found.reply || found.entry.reply.source !== entry.reply.source || found.entry.reply.dest !== entry.reply.dest) {
    table.stats.drop++;
    return 'DROP';
  }
  table.stats.clash_resolve++;
  skb.conntrack = found.entry;
  return 'ACCEPT';
}

function helpPacket(skb: Skb, state: HookState): Verdict {
  const entry = entryOf(skb);
  if (!entry || entry.helper === undefined || skb.conntrackInfo === INFO.RELATED || skb.conntrackInfo === INFO.RELATED_REPLY)
    return 'ACCEPT';
  if (helperFor(entry.helper)) runHelper(conntrackOf(state.netns), entry, skb);
  return 'ACCEPT';
}

/** Tracking wants whole packets. */
function gatherFragments(skb: Skb, state: HookState): Verdict {
  if (!skb.fragmented || skb.conntrackInfo === INFO.UNTRACKED) return 'ACCEPT';
  const whole = defragment(skb, state.hook === 'OUTPUT' ? 'conntrack-out' : 'conntrack-in');
  if (!whole) return 'STOLEN';
  if (whole === skb) return 'ACCEPT';
  // Another packet than the one that came goes on with the guests behind this one.
  const guests = hooksAt(state.netns, state.family, state.hook).filter(hook => hook.priority > PRIORITY.conntrackDefrag);
  if (runFrom(guests, whole, state) === 'ACCEPT') state.resume?.(whole);
  return 'STOLEN';
}

interface Attached {
  ipv4: (() => void)[] | undefined;
  ipv6: (() => void)[] | undefined;
}
const attached = pernet((): Attached => ({ ipv4: undefined, ipv6: undefined }));

/** Begins or ends tracking of a family's connections in a namespace. */
export function setTracking(netns: NetNamespace, family: 'ipv4' | 'ipv6', on: boolean): void {
  const state = attached(netns);
  if (on === (state[family] !== undefined)) return;
  if (!on) {
    for (const detach of state[family]!) detach();
    state[family] = undefined;
    return;
  }
  const hookFamily: HookFamily = family === 'ipv4' ? 'inet' : 'inet6';
  const put = (hook: HookState['hook'], priority: number, name: string, run: (skb: Skb, at: HookState) => Verdict): (() => void) =>
    register(netns, { family: hookFamily, hook, priority, name, run });
  state[family] = [
    put('PREROUTING', PRIORITY.conntrackDefrag, 'defrag', gatherFragments),
    put('OUTPUT', PRIORITY.conntrackDefrag, 'defrag', gatherFragments),
    put('PREROUTING', PRIORITY.conntrack, 'conntrack', trackPacket),
    put('OUTPUT', PRIORITY.conntrack, 'conntrack', trackPacket),
    put('POSTROUTING', PRIORITY.conntrackHelper, 'helper', helpPacket),
    put('INPUT', PRIORITY.conntrackHelper, 'helper', helpPacket),
    put('POSTROUTING', PRIORITY.conntrackConfirm, 'confirm', confirmPacket),
    put('INPUT', PRIORITY.conntrackConfirm, 'confirm', confirmPacket),
  ];
}

export const isTracking = (netns: NetNamespace, family: 'ipv4' | 'ipv6'): boolean => attached(netns)[family] !== undefined;

/** Leaves a packet untracked. */
export function untrack(skb: Skb): void {
  skb.conntrack = undefined;
  skb.conntrackInfo = INFO.UNTRACKED;
}

export const familyOfSkb = (skb: Skb): 'ipv4' | 'ipv6' => (skb.etherType === ETH_P_IP ? 'ipv4' : 'ipv6');
