// UDP, ICMP and all other protocols: no states, only how long to remember. As nf_conntrack_proto_{udp,icmp,icmpv6,gre,generic}.c.

import { IPPROTO_GRE, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from '../../../wire/ip.ts';
import type { Skb } from '../../net/skb.ts';
import { type Entry, EVENT, STATUS } from './entry.ts';
import { conntrackVariables } from './sysctl.ts';
import type { ConntrackTable } from './table.ts';
import { type Judgement, opensTcp, trackTcp } from './tcp.ts';
import { isIcmp, opensIcmp } from './tuple.ts';

/** Two seconds of answers make datagrams a stream. */
const STREAM_MS = 2000;

/** Whether a packet may begin a connection. */
export function opens(table: ConntrackTable, entry: Entry, skb: Skb): boolean {
  const { protocol } = entry.original;
  if (protocol === IPPROTO_TCP) return opensTcp(table, entry, skb);
  return !isIcmp(protocol) || opensIcmp(entry.original);
}

/** Moves an entry on by a packet. */
export function track(table: ConntrackTable, entry: Entry, info: number, skb: Skb): Judgement {
  const { protocol } = entry.original;
  if (protocol === IPPROTO_TCP) return trackTcp(table, entry, info, skb);
  const variables = conntrackVariables(table.netns);
  if (protocol === IPPROTO_UDP || protocol === 136) {
    if (!entry.has(STATUS.CONFIRMED)) entry.streamMs = table.nowMs + STREAM_MS;
    const stream = entry.has(STATUS.SEEN_REPLY) && table.nowMs > entry.streamMs;
    table.refresh(entry, (stream ? variables.nf_conntrack_udp_timeout_stream : variables.nf_conntrack_udp_timeout) * 1000);
    if (stream && !entry.has(STATUS.ASSURED)) {
      entry.status |= STATUS.ASSURED;
      entry.pending |= EVENT.update;
    }
    return 'accept';
  }
  const seconds =
    protocol === IPPROTO_ICMP
      ? variables.nf_conntrack_icmp_timeout
      : protocol === IPPROTO_ICMPV6
        ? variables.nf_conntrack_icmpv6_timeout
        : protocol === IPPROTO_GRE
          ? entry.has(STATUS.SEEN_REPLY)
            ? variables.nf_conntrack_gre_timeout_stream
            : variables.nf_conntrack_gre_timeout
          : variables.nf_conntrack_generic_timeout;
  table.refresh(entry, seconds * 1000);
  return 'accept';
}
