// Putting fragments together again, for whoever asks first: conntrack before routing, or local delivery. As net/ipv4/ip_fragment.c and
// net/ipv6/reassembly.c: overlapping fragments of IPv6 end the packet, of IPv4 too since Linux 5.1.

import type { IpAddress } from '../../../wire/address.ts';
import { get16, get32, put16 } from '../../../wire/bytes.ts';
import { ETH_P_IP } from '../../../wire/ethernet.ts';
import type { Timer } from '../../context.ts';
import { drop } from '../drop.ts';
import { pernet } from '../netns.ts';
import type { Skb } from '../skb.ts';
import { mib } from '../snmp.ts';
import { sysctls } from '../sysctl.ts';
import { icmpSend } from './errors.ts';

interface Part {
  from: number;
  to: number;
  skb: Skb;
}

interface Queue {
  parts: Part[];
  /** The data's whole length, once the last fragment came. */
  total: number;
  bytesMax: number;
  timer: Timer;
}

/** Who asks: each keeps fragments apart from the others (enum ip_defrag_users). */
export type DefragUser = 'local' | 'conntrack-in' | 'conntrack-out' | 'bridge';

const queues = pernet((): Map<string, Queue> => new Map());

const keyOf = (skb: Skb, user: DefragUser, source: IpAddress, dest: IpAddress): string => {
  const id = skb.etherType === ETH_P_IP ? skb.ip4.id : get32(skb.bytes, skb.fragmentHeader + 4);
  return `${user} ${source} ${dest} ${id} ${skb.etherType === ETH_P_IP ? skb.protocol : 'v6'}`;
};

/** Takes a fragment; gives the whole packet when this was the last that lacked, undefined while some do. */
export function defragment(skb: Skb, user: DefragUser): Skb | undefined {
  const netns = (skb.input ?? skb.output)!.netns;
  const v4 = skb.etherType === ETH_P_IP;
  const counters = (v4 ? mib(netns).v4 : mib(netns).v6).ip;
  counters.ReasmReqds++;
  const table = queues(netns);
  const key = keyOf(skb, user, skb.sourceIp, skb.destIp);
  let queue = table.get(key);
  if (!queue) {
    const seconds = v4 ? sysctls(netns).ipv4.ipfrag_time : sysctls(netns).ipv6.ip6frag_time;
    const timer = netns.kernel.clock.after(seconds * 1000, () => expire(table, key, user));
    queue = { parts: [], total: -1, bytesMax: 0, timer };
    table.set(key, queue);
  }
  const from = skb.fragmentOffset;
  const to = from + skb.end - skb.networkEnd;
  if (!skb.moreFragments) queue.total = to;
  const overlaps = queue.parts.some(part => from < part.to && part.from < to);
  if (overlaps || (skb.moreFragments && (to - from) % 8 !== 0)) {
    if (queue.parts.some(part => part.from === from && part.to === to)) {
      drop(skb, 'DUP_FRAG', netns);
      return undefined;
    }
    finish(table, key);
    counters.ReasmFails++;
    drop(skb, 'FRAG_TOO_FAR', netns);
    return undefined;
  }
  queue.parts.push({ from, to, skb });
  queue.bytesMax = Math.max(queue.bytesMax, skb.length);
  const have = queue.parts.reduce((sum, part) => sum + part.to - part.from, 0);
  if (queue.total < 0 || have < queue.total) return undefined;
  finish(table, key);
  counters.ReasmOKs++;
  return join(queue);
}

function finish(table: Map<string, Queue>, key: string): void {
  table.get(key)?.timer.cancel();
  table.delete(key);
}

function expire(table: Map<string, Queue>, key: string, user: DefragUser): void {
  const queue = table.get(key);
  if (!queue) return;
  table.delete(key);
  const first = queue.parts.find(part => part.from === 0);
  const any = (first ?? queue.parts[0])!.skb;
  const { netns } = (any.input ?? any.output)!;
  const counters = (any.etherType === ETH_P_IP ? mib(netns).v4 : mib(netns).v6).ip;
  counters.ReasmFails++;
  counters.ReasmTimeout++;
  if (first && user === 'local') icmpSend(first.skb, 'reassembly-timeout');
  for (const { skb } of queue.parts) drop(skb, 'FRAG_REASM_TIMEOUT', netns);
}

function join(queue: Queue): Skb {
  const parts = queue.parts.sort((a, b) => a.from - b.from);
  const first = parts[0]!.skb;
  const v4 = first.etherType === ETH_P_IP;
  const headerBytes = v4 ? first.ip4.headerBytes : 40;
  const nextHeader = v4 ? 0 : first.bytes[first.fragmentHeader]!;
  const data = new Uint8Array(headerBytes + queue.total);
  data.set(first.bytes.subarray(first.network, first.network + headerBytes));
  for (const { from, skb } of parts) data.set(skb.bytes.subarray(skb.networkEnd, skb.end), headerBytes + from);
  if (v4) {
    put16(data, 2, Math.min(data.length, 65535));
    put16(data, 6, get16(data, 6) & 0x4000);
  } else {
    put16(data, 4, queue.total);
    data[6] = nextHeader;
  }
  first.replace(data);
  if (v4) first.ip4.seal();
  first.fragmentBytesMax = queue.bytesMax;
  return first;
}
