// The tuple that tells connections apart, read from packets and turned round. As nf_conntrack_core.c's get_l4proto and nf_ct_invert_tuple.

import { type IpAddress, printAddress } from '../../../wire/address.ts';
import { get16 } from '../../../wire/bytes.ts';
import { ETH_P_IP } from '../../../wire/ethernet.ts';
import { IPPROTO_GRE, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, walkIpv6 } from '../../../wire/ip.ts';
import type { Skb } from '../../net/skb.ts';

export interface Tuple {
  family: 'ipv4' | 'ipv6';
  protocol: number;
  source: IpAddress;
  dest: IpAddress;
  /** For ICMP its id, for GRE its key; 0 for what has none. */
  sourcePort: number;
  /** For ICMP type and code in one. */
  destPort: number;
  zone: number;
}

export const tupleKey = ({ protocol, source, dest, sourcePort, destPort, zone }: Tuple): string =>
  `${source} ${dest} ${sourcePort * 65536 + destPort} ${protocol} ${zone}`;

/** What an ICMP query is answered with, and back. */
const ICMP_PAIRS: Readonly<Record<number, number>> = { 8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17 };
const ICMPV6_PAIRS: Readonly<Record<number, number>> = { 128: 129, 129: 128, 139: 140, 140: 139 };

export const hasPorts = (protocol: number): boolean =>
  protocol === IPPROTO_TCP || protocol === IPPROTO_UDP || protocol === 132 || protocol === 33 || protocol === 136;
export const isIcmp = (protocol: number): boolean => protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6;

/** The types that begin something to be tracked. */
export const opensIcmp = (tuple: Tuple): boolean => {
  const type = tuple.destPort >> 8;
  return tuple.protocol === IPPROTO_ICMP ? type === 8 || type === 13 || type === 15 || type === 17 : type === 128 || type === 139;
};

/** The same connection seen from the other end; undefined for ICMP types that have no answer. */
export function invertTuple(tuple: Tuple): Tuple | undefined {
  const { family, protocol, source, dest, sourcePort, destPort, zone } = tuple;
  if (isIcmp(protocol)) {
    const type = (protocol === IPPROTO_ICMP ? ICMP_PAIRS : ICMPV6_PAIRS)[destPort >> 8];
    if (type === undefined) return undefined;
    return { family, protocol, source: dest, dest: source, sourcePort, destPort: (type << 8) | (destPort & 255), zone };
  }
  return { family, protocol, source: dest, dest: source, sourcePort: destPort, destPort: sourcePort, zone };
}

/** Reads the ports (or what stands for them) at a transport header. Undefined where it is cut short. */
function readPorts(bytes: Uint8Array, at: number, end: number, protocol: number): { sourcePort: number; destPort: number } | undefined {
  if (hasPorts(protocol)) return end < at + 4 ? undefined : { sourcePort: get16(bytes, at), destPort: get16(bytes, at + 2) };
  if (isIcmp(protocol))
    return end < at + 6 ? undefined : { sourcePort: end < at + 8 ? 0 : get16(bytes, at + 4), destPort: get16(bytes, at) };
  if (protocol === IPPROTO_GRE) {
    const keyed = end >= at + 8 && (bytes[at + 1]! & 7) === 1;
    return { sourcePort: keyed ? get16(bytes, at + 6) : 0, destPort: 0 };
  }
  return { sourcePort: 0, destPort: 0 };
}

/** The tuple of a whole packet. Undefined for later fragments and cut headers. */
export function tupleOf(skb: Skb, zone: number): Tuple | undefined {
  if (skb.fragmentOffset > 0) return undefined;
  const { protocol } = skb;
  const ports = readPorts(skb.bytes, skb.networkEnd, skb.end, protocol);
  if (!ports) return undefined;
  return { family: skb.etherType === ETH_P_IP ? 'ipv4' : 'ipv6', protocol, source: skb.sourceIp, dest: skb.destIp, ...ports, zone };
}

/** The packet inside an ICMP error, which begins at `at`. */
export interface InnerPacket {
  tuple: Tuple;
  network: number;
  transport: number;
}

export function innerPacket(skb: Skb, at: number, zone: number): InnerPacket | undefined {
  const { bytes, end } = skb;
  if (skb.etherType === ETH_P_IP) {
    if (end < at + 28 || bytes[at]! >> 4 !== 4 || (get16(bytes, at + 6) & 0x1fff) !== 0) return undefined;
    const transport = at + (bytes[at]! & 15) * 4;
    const protocol = bytes[at + 9]!;
    const ports = readPorts(bytes, transport, end, protocol);
    if (!ports) return undefined;
    const source = skb.word(at + 12);
    const dest = skb.word(at + 16);
    return { tuple: { family: 'ipv4', protocol, source, dest, ...ports, zone }, network: at, transport };
  }
  if (end < at + 48) return undefined;
  const walk = walkIpv6(bytes, at, end);
  const ports = readPorts(bytes, walk.payload, end, walk.protocol);
  if (!ports) return undefined;
  const read = (from: number): bigint => {
    let value = 0n;
    for (let index = 0; index < 16; index++) value = (value << 8n) | BigInt(bytes[from + index]!);
    return value;
  };
  return {
    tuple: { family: 'ipv6', protocol: walk.protocol, source: read(at + 8), dest: read(at + 24), ...ports, zone },
    network: at,
    transport: walk.payload,
  };
}

/** "src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 ": an end as conntrack prints it. */
export function tupleText(tuple: Tuple, inv: boolean): string {
  const { protocol, sourcePort, destPort } = tuple;
  const base = `src=${printAddress(tuple.source)} dst=${printAddress(tuple.dest)} `;
  if (isIcmp(protocol)) return `${base}type=${destPort >> 8} code=${destPort & 255} id=${sourcePort} `;
  if (hasPorts(protocol)) return `${base}sport=${sourcePort} dport=${destPort} `;
  return protocol === IPPROTO_GRE
    ? `${base}srckey=0x${(inv ? destPort : sourcePort).toString(16)} dstkey=0x${(inv ? sourcePort : destPort).toString(16)} `
    : base;
}
