// Cutting packets up: IP fragments, and a large TCP segment into those it stands for. As ip_output.c: ip_do_fragment, tcp_offload.c.

import { get32, put16, put32 } from '../../../wire/bytes.ts';
import { ETH_P_IP } from '../../../wire/ethernet.ts';
import { IP_DF, IP_MF, IPPROTO_FRAGMENT, IPPROTO_TCP } from '../../../wire/ip.ts';
import { TCP_FIN, TCP_PSH } from '../../../wire/tcp.ts';
import { Skb } from '../skb.ts';

function partOf(skb: Skb, headerBytes: number, from: number, count: number, extra = 0): Skb {
  const part = Skb.alloc(headerBytes + extra + count);
  const { start } = part;
  part.bytes.set(skb.bytes.subarray(skb.network, skb.network + headerBytes), start);
  part.bytes.set(skb.bytes.subarray(from, from + count), start + headerBytes + extra);
  part.network = start;
  part.etherType = skb.etherType;
  part.packetType = skb.packetType;
  part.input = skb.input;
  part.output = skb.output;
  part.mark = skb.mark;
  part.priority = skb.priority;
  part.conntrack = skb.conntrack;
  part.conntrackInfo = skb.conntrackInfo;
  part.traced = skb.traced;
  part.route = skb.route;
  part.socket = skb.socket;
  part.forwarded = skb.forwarded;
  part.physIn = skb.physIn;
  part.physOut = skb.physOut;
  part.bridge = skb.bridge;
  return part;
}

/** The fragments of a packet for an MTU, or undefined where it cannot be done. `id` is IPv6's identification. */
export function fragment(skb: Skb, mtu: number, id: number): Skb[] | undefined {
  skb.complete();
  return skb.etherType === ETH_P_IP ? fragment4(skb, mtu) : fragment6(skb, mtu, id);
}

function fragment4(skb: Skb, mtu: number): Skb[] | undefined {
  const { headerBytes, fragmentOffset, moreFragments } = skb.ip4;
  const step = (mtu - headerBytes) & ~7;
  if (step < 8) return undefined;
  const first = skb.network + headerBytes;
  const total = skb.end - first;
  const parts: Skb[] = [];
  for (let at = 0; at < total; at += step) {
    const count = Math.min(step, total - at);
    const part = partOf(skb, headerBytes, first + at, count);
    const last = at + count >= total && !moreFragments;
    put16(part.bytes, part.network + 2, headerBytes + count);
    put16(part.bytes, part.network + 6, (skb.ip4.fragment & IP_DF) | (last ? 0 : IP_MF) | ((fragmentOffset + at) >> 3));
    part.ip4.seal();
    parts.push(part);
  }
  return parts;
}

function fragment6(skb: Skb, mtu: number, id: number): Skb[] | undefined {
  const headerBytes = 40;
  const step = (mtu - headerBytes - 8) & ~7;
  if (step < 8) return undefined;
  const first = skb.network + headerBytes;
  const total = skb.end - first;
  const next = skb.bytes[skb.network + 6]!;
  const parts: Skb[] = [];
  for (let at = 0; at < total; at += step) {
    const count = Math.min(step, total - at);
    const part = partOf(skb, headerBytes, first + at, count, 8);
    const header = part.network + headerBytes;
    part.ip6.payloadLength = count + 8;
    part.ip6.nextHeader = IPPROTO_FRAGMENT;
    part.bytes[header] = next;
    part.bytes[header + 1] = 0;
    put16(part.bytes, header + 2, at | (at + count < total ? 1 : 0));
    put32(part.bytes, header + 4, id);
    parts.push(part);
  }
  return parts;
}

/** The packets that a large TCP segment stands for, each of at most `gsoSize` bytes of data. */
export function segment(skb: Skb): Skb[] {
  const size = skb.gsoSize;
  const data = skb.payload;
  const headerBytes = data - skb.network;
  const transport = skb.networkEnd - skb.network;
  const v4 = skb.etherType === ETH_P_IP;
  const parts: Skb[] = [];
  if (skb.protocol !== IPPROTO_TCP) throw new Error('only TCP segments are large');
  for (let from = data, index = 0; from < skb.end; from += size, index++) {
    const count = Math.min(size, skb.end - from);
    const part = partOf(skb, headerBytes, from, count);
    const at = part.network + transport;
    put32(part.bytes, at + 4, (get32(skb.bytes, skb.network + transport + 4) + index * size) >>> 0);
    if (from + count < skb.end) part.bytes[at + 13]! &= ~(TCP_FIN | TCP_PSH);
    if (v4) {
      put16(part.bytes, part.network + 2, headerBytes + count);
      put16(part.bytes, part.network + 4, (skb.ip4.id + index) & 0xffff);
      part.ip4.seal();
    } else part.ip6.payloadLength = headerBytes - 40 + count;
    part.checksum = skb.checksum;
    if (part.checksum === 'partial') part.offload();
    else part.resum();
    parts.push(part);
  }
  return parts;
}
