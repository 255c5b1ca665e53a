// REJECT's answers: an ICMP error, or a reset of the TCP connection. As nf_reject_ipv4.c and nf_reject_ipv6.c.

import { get32, put16, put32 } from '../../wire/bytes.ts';
import { IPPROTO_TCP } from '../../wire/ip.ts';
import { TCP_ACK, TCP_FIN, TCP_HEADER_BYTES, TCP_RST, TCP_SYN } from '../../wire/tcp.ts';
import type { HookState } from '../net/hooks.ts';
import { sendError4 } from '../net/ip/icmp.ts';
import { sendError6 } from '../net/ip/icmp6.ts';
import { ipLocalOut, pushIp } from '../net/ip/output.ts';
import { routeOutput4 } from '../net/route/lookup.ts';
import { routeOutput6 } from '../net/route/lookup6.ts';
import { Skb } from '../net/skb.ts';

/** Answers a packet that is going to be dropped. */
export function rejectPacket(skb: Skb, state: HookState, how: { kind: 'icmp'; type: number; code: number } | { kind: 'tcp-reset' }): void {
  if (how.kind === 'tcp-reset') return reset(skb, state);
  if (skb.version === 4) sendError4(skb, how.type, how.code, 0);
  else sendError6(skb, how.type, how.code, 0);
}

/** Sends the reset that a closed port would (nf_send_reset). */
function reset(skb: Skb, state: HookState): void {
  const at = skb.networkEnd;
  if (skb.fragmentOffset > 0 || skb.protocol !== IPPROTO_TCP || skb.end < at + TCP_HEADER_BYTES) return;
  const flags = skb.bytes[at + 13]!;
  if (flags & TCP_RST || (skb.packetType !== 'host' && skb.packetType !== 'outgoing' && skb.packetType !== 'loopback')) return;
  const answer = Skb.alloc(TCP_HEADER_BYTES);
  const { bytes, start } = answer;
  bytes.fill(0, start, start + TCP_HEADER_BYTES);
  put16(bytes, start, skb.destPort);
  put16(bytes, start + 2, skb.sourcePort);
  bytes[start + 12] = (TCP_HEADER_BYTES / 4) << 4;
  if (flags & TCP_ACK) {
    put32(bytes, start + 4, get32(skb.bytes, at + 8));
    bytes[start + 13] = TCP_RST;
  } else {
    const data = skb.end - skb.payload + (flags & TCP_SYN ? 1 : 0) + (flags & TCP_FIN ? 1 : 0);
    put32(bytes, start + 8, (get32(skb.bytes, at + 4) + data) >>> 0);
    bytes[start + 13] = TCP_RST | TCP_ACK;
  }
  const [source, dest] = [skb.destIp, skb.sourceIp];
  const asked = { dest, source, protocol: IPPROTO_TCP, anySource: true };
  const route = typeof dest === 'number' ? routeOutput4(state.netns, asked) : routeOutput6(state.netns, asked);
  if (typeof route === 'string' || route.error) return;
  pushIp(answer, route, { source, dest, protocol: IPPROTO_TCP, ttl: 0, tos: 0, dontFragment: true });
  answer.resum();
  // The answer belongs to the connection of what it answers, so that it is translated as that is.
  if (skb.conntrack !== undefined) {
    answer.conntrack = skb.conntrack;
    answer.conntrackInfo = skb.conntrackInfo >= 3 && skb.conntrackInfo !== 7 ? 0 : skb.conntrackInfo === 7 ? 7 : 3;
  }
  answer.output = route.output;
  ipLocalOut(answer);
}
