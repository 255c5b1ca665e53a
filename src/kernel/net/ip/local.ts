// Packets for this host: put together from fragments, shown to INPUT, given to raw sockets and the transport. As net/ipv4/ip_input.c.

import { ETH_P_IP } from '../../../wire/ethernet.ts';
import { IPPROTO_ICMPV6, IPPROTO_NONE } from '../../../wire/ip.ts';
import { drop } from '../drop.ts';
import { run as runHooks } from '../hooks.ts';
import type { Skb } from '../skb.ts';
import { mib } from '../snmp.ts';
import { icmpSend } from './errors.ts';
import { defragment } from './reassembly.ts';
import { deliverRaw, transportOf } from './transports.ts';

/** Delivers a packet here (ip_local_deliver, ip6_input). */
export function deliverLocally(skb: Skb): void {
  let whole: Skb | undefined = skb;
  if (skb.fragmented) whole = defragment(skb, 'local');
  if (!whole) return;
  const { netns } = whole.input!;
  const family = whole.etherType === ETH_P_IP ? 'inet' : 'inet6';
  if (!runHooks(netns, family, 'INPUT', whole, whole.input, undefined, deliverToTransport)) return;
  deliverToTransport(whole);
}

function deliverToTransport(skb: Skb): void {
  const { netns } = skb.input!;
  const v4 = skb.etherType === ETH_P_IP;
  const counters = v4 ? mib(netns).v4 : mib(netns).v6;
  const { protocol } = skb;
  const taken = deliverRaw(skb);
  const transport = transportOf(v4 ? 4 : 6, protocol);
  if (transport) {
    counters.ip.InDelivers++;
    transport.receive(skb);
    return;
  }
  if (taken || protocol === IPPROTO_NONE) {
    counters.ip.InDelivers++;
    return;
  }
  counters.ip.InUnknownProtos++;
  // ICMPv6 of our own device answers for itself.
  if (protocol !== IPPROTO_ICMPV6) icmpSend(skb, 'protocol-unreachable', v4 ? 0 : skb.networkEnd - skb.network);
  drop(skb, 'IP_NOPROTO', netns);
}
