// Network address translation: a connection's first packet asks the nat chains, all its packets are changed as they decided.
// As nf_nat_core.c and nf_nat_proto.c.

import type { BaseChain } from '../../abi/nfnetlink.ts';
import { put16, put32, put128 } from '../../wire/bytes.ts';
import { checksum } from '../../wire/checksum.ts';
import { ETH_P_IP } from '../../wire/ethernet.ts';
import { type HookState, PRIORITY, register, type Verdict } from '../net/hooks.ts';
import { type NetNamespace, pernet } from '../net/netns.ts';
import type { Skb } from '../net/skb.ts';
import { type Entry, INFO, isReply, STATUS } from './conntrack/entry.ts';
import { conntrackOf } from './conntrack/table.ts';
import { entryOf } from './conntrack/track.ts';
import { hasPorts, innerPacket, invertTuple, isIcmp } from './conntrack/tuple.ts';
import { type NatRange, NULL_RANGE, uniqueTuple } from './nat-tuple.ts';
import { reroute } from './reroute.ts';

export type Manip = 'source' | 'dest';
const manipOf = (hook: HookState['hook']): Manip => (hook === 'POSTROUTING' || hook === 'INPUT' ? 'source' : 'dest');
const doneBit = (manip: Manip): number => (manip === 'source' ? STATUS.SRC_NAT_DONE : STATUS.DST_NAT_DONE);
const changeBit = (manip: Manip): number => (manip === 'source' ? STATUS.SRC_NAT : STATUS.DST_NAT);

export const natDone = (entry: Entry, manip: Manip): boolean => entry.has(doneBit(manip));

/** Decides an entry's translation for one manip (nf_nat_setup_info). */
export function setupNat(netns: NetNamespace, entry: Entry, range: NatRange, manip: Manip): void {
  if (entry.has(STATUS.CONFIRMED) || natDone(entry, manip)) return;
  const current = invertTuple(entry.reply)!;
  const chosen = uniqueTuple(conntrackOf(netns), entry, current, range, manip);
  const changed =
    chosen.source !== current.source ||
    chosen.dest !== current.dest ||
    chosen.sourcePort !== current.sourcePort ||
    chosen.destPort !== current.destPort;
  if (changed) {
    entry.reply = invertTuple(chosen)!;
    entry.status |= changeBit(manip);
  }
  entry.status |= doneBit(manip);
}

/** A nat base chain's rules for the first packet of a connection. */
export type NatChain = (skb: Skb, state: HookState) => Verdict;

interface Guests {
  chains: { hook: BaseChain['hook']; priority: number; run: NatChain }[];
  detach: (() => void)[];
}
const guests = pernet((): Record<'inet' | 'inet6', Guests> => ({ inet: { chains: [], detach: [] }, inet6: { chains: [], detach: [] } }));

/** Adds a nat chain; the first brings nat's own hooks with it. */
export function addNatChain(
  netns: NetNamespace,
  family: 'inet' | 'inet6',
  hook: BaseChain['hook'],
  priority: number,
  run: NatChain,
): () => void {
  const state = guests(netns)[family];
  const chain = { hook, priority, run };
  state.chains.push(chain);
  state.chains.sort((one, other) => one.priority - other.priority);
  if (state.detach.length === 0) {
    for (const [point, at] of [
      ['PREROUTING', PRIORITY.natDest],
      ['OUTPUT', PRIORITY.natDest],
      ['POSTROUTING', PRIORITY.natSource],
      ['INPUT', PRIORITY.natSource],
    ] as const) {
      state.detach.push(register(netns, { family, hook: point, priority: at, name: 'nat', run: translate }));
    }
  }
  return () => {
    state.chains = state.chains.filter(other => other !== chain);
    const current = guests(netns)[family];
    current.chains = state.chains;
    if (state.chains.length > 0) return;
    for (const detach of state.detach) detach();
    state.detach = [];
  };
}

function translate(skb: Skb, state: HookState): Verdict {
  const entry = entryOf(skb);
  if (!entry) return 'ACCEPT';
  const manip = manipOf(state.hook);
  const info = skb.conntrackInfo;
  const related = info === INFO.RELATED || info === INFO.RELATED_REPLY;
  const destBefore = skb.destIp;
  if (related && isIcmp(skb.protocol)) {
    if (!translateError(entry, skb, manip)) return 'DROP';
    return afterwards(entry, skb, state, destBefore);
  }
  if (info === INFO.NEW || related) {
    if (!natDone(entry, manip)) {
      const { chains } = guests(state.netns)[state.family as 'inet'];
      for (const chain of chains) {
        if (chain.hook !== state.hook) continue;
        const verdict = chain.run(skb, state);
        if (verdict !== 'ACCEPT') return verdict;
        if (natDone(entry, manip)) break;
      }
      if (!natDone(entry, manip)) setupNat(state.netns, entry, NULL_RANGE, manip);
    } else if (leftAnotherWay(entry, info, state)) return forget(entry, state);
  } else if (leftAnotherWay(entry, info, state)) return forget(entry, state);
  translatePacket(entry, skb, manip);
  return afterwards(entry, skb, state, destBefore);
}

/** A masqueraded connection whose packets now leave by another device has the wrong address. */
const leftAnotherWay = (entry: Entry, info: number, state: HookState): boolean =>
  state.hook === 'POSTROUTING' &&
  !isReply(info) &&
  entry.masqueradeIndex !== 0 &&
  state.output !== undefined &&
  entry.masqueradeIndex !== state.output.index;

function forget(entry: Entry, state: HookState): Verdict {
  conntrackOf(state.netns).destroy(entry);
  return 'DROP';
}

/** Changes a packet's addresses and ports to what its entry says (nf_nat_packet). */
export function translatePacket(entry: Entry, skb: Skb, manip: Manip): void {
  const reply = isReply(skb.conntrackInfo);
  let bit = changeBit(manip);
  if (reply) bit ^= STATUS.SRC_NAT | STATUS.DST_NAT;
  if (!entry.has(bit)) return;
  const target = invertTuple(reply ? entry.original : entry.reply)!;
  const { protocol } = target;
  if (manip === 'source') {
    skb.sourceIp = target.source;
    if (hasPorts(protocol) && skb.sourcePort >= 0) skb.sourcePort = target.sourcePort;
  } else {
    skb.destIp = target.dest;
    if (hasPorts(protocol) && skb.destPort >= 0) skb.destPort = target.destPort;
  }
  if (isIcmp(protocol) && skb.end >= skb.networkEnd + 8) skb.setTransport16(4, target.sourcePort);
}

/** Changes an ICMP error, and the packet it tells of (nf_nat_icmp_reply_translation). */
function translateError(entry: Entry, skb: Skb, manip: Manip): boolean {
  const reply = isReply(skb.conntrackInfo);
  let bit = changeBit(manip);
  if (reply) bit ^= STATUS.SRC_NAT | STATUS.DST_NAT;
  if (!entry.has(bit)) return true;
  const inner = innerPacket(skb, skb.networkEnd + 8, entry.original.zone);
  if (!inner) return false;
  // The inner packet went the other way, so its other end is what this manip changes.
  const other = reply ? entry.original : entry.reply;
  const target = invertTuple(other)!;
  const { bytes } = skb;
  const v4 = skb.etherType === ETH_P_IP;
  const [address, port] = manip === 'source' ? [target.source, target.sourcePort] : [target.dest, target.destPort];
  const at = inner.network + (v4 ? (manip === 'source' ? 16 : 12) : manip === 'source' ? 24 : 8);
  if (typeof address === 'number') {
    put32(bytes, at, address);
    put16(bytes, inner.network + 10, 0);
    put16(bytes, inner.network + 10, checksum(bytes, inner.network, inner.network + (bytes[inner.network]! & 15) * 4));
  } else put128(bytes, at, address);
  const { protocol } = inner.tuple;
  // The inner transport's checksum is left: who gets an error does not verify it.
  if (hasPorts(protocol)) put16(bytes, inner.transport + (manip === 'source' ? 2 : 0), port);
  else if (isIcmp(protocol) && skb.end >= inner.transport + 8) put16(bytes, inner.transport + 4, target.sourcePort);
  // To the other side it looks like an error of the end that side knows.
  if (manip === 'source') skb.sourceIp = target.source;
  else skb.destIp = target.dest;
  skb.resum();
  return true;
}

/** Behind a translation the packet's route may be wrong (nf_nat_ipv4_pre_routing, _local_fn, _out). */
function afterwards(entry: Entry, skb: Skb, state: HookState, destBefore: Skb['destIp']): Verdict {
  if (state.hook === 'PREROUTING') {
    if (skb.destIp !== destBefore) skb.route = undefined;
    return 'ACCEPT';
  }
  if (state.hook !== 'OUTPUT') return 'ACCEPT';
  const reply = isReply(skb.conntrackInfo);
  const [mine, other] = reply ? [entry.reply, entry.original] : [entry.original, entry.reply];
  if (mine.dest !== other.source && skb.destIp !== destBefore && !reroute(skb, state)) return 'DROP';
  return 'ACCEPT';
}
