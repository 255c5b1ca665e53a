// LOG's line in the kernel's log. As nf_log_syslog.c.

import { printAddress, printMac } from '../../wire/address.ts';
import { get16, get32 } from '../../wire/bytes.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from '../../wire/ip.ts';
import type { LogHow } from '../../xtables/extension.ts';
import type { HookState } from '../net/hooks.ts';
import type { Skb } from '../net/skb.ts';
import { firstOf } from './first-namespace.ts';

const FLAG = { sequence: 1, options: 2, ipOptions: 4, uid: 8, mac: 32 } as const;

const hex2 = (value: number): string => value.toString(16).padStart(2, '0');
const HEX2 = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

/** Prints a packet. Only the first namespace's packets are logged (nf_log_all_netns is 0). */
export function logPacket(skb: Skb, state: HookState, family: 'ipv4' | 'ipv6', how: LogHow): void {
  const { netns } = state;
  if (firstOf(netns.kernel) !== netns) return;
  let text = `${how.prefix}IN=${state.input?.name ?? ''} OUT=${state.output?.name ?? ''} `;
  if (skb.physIn) text += `PHYSIN=${skb.physIn.name} `;
  if (skb.physOut) text += `PHYSOUT=${skb.physOut.name} `;
  text += macText(skb, state);
  text += family === 'ipv4' ? ipv4Text(skb) : ipv6Text(skb);
  text += transportText(skb, how.flags);
  if (skb.socket && how.flags & FLAG.uid) text += `UID=${skb.socket.uid} GID=${skb.socket.gid} `;
  if (skb.mark !== 0) text += `MARK=0x${skb.mark.toString(16)} `;
  netns.kernel.log.print(how.level, text);
}

function macText(skb: Skb, state: HookState): string {
  if (!state.input) return '';
  const { sourceMac, destMac } = skb;
  if (sourceMac === undefined || destMac === undefined) return 'MAC= ';
  const type = skb.etherType;
  return `MAC=${printMac(destMac)}:${printMac(sourceMac)}:${hex2(type >> 8)}:${hex2(type & 255)} `;
}

function ipv4Text(skb: Skb): string {
  const { bytes, network } = skb;
  const tos = bytes[network + 1]!;
  const fragment = get16(bytes, network + 6);
  let text = `SRC=${printAddress(skb.sourceIp)} DST=${printAddress(skb.destIp)} LEN=${get16(bytes, network + 2)} TOS=0x${HEX2(tos & 0x1e)} PREC=0x${HEX2(tos & 0xe0)} TTL=${skb.ttl} ID=${get16(bytes, network + 4)} `;
  if (fragment & 0x8000) text += 'CE ';
  if (fragment & 0x4000) text += 'DF ';
  if (fragment & 0x2000) text += 'MF ';
  if (fragment & 0x1fff) text += `FRAG:${fragment & 0x1fff} `;
  return text;
}

/** IPv6 addresses are printed in full. */
const long = (address: bigint): string => (address.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');

function ipv6Text(skb: Skb): string {
  const { bytes, network } = skb;
  const first = get32(bytes, network);
  return `SRC=${long(skb.sourceIp as bigint)} DST=${long(skb.destIp as bigint)} LEN=${get16(bytes, network + 4) + 40} TC=${(first >>> 20) & 255} HOPLIMIT=${skb.ttl} FLOWLBL=${first & 0xfffff} `;
}

function transportText(skb: Skb, flags: number): string {
  const { bytes, protocol, end } = skb;
  const at = skb.networkEnd;
  if (protocol === IPPROTO_TCP) {
    let text = 'PROTO=TCP ';
    if (skb.fragmentOffset > 0) return text;
    if (end < at + 20) return `${text}INCOMPLETE [${end - at} bytes] `;
    text += `SPT=${skb.sourcePort} DPT=${skb.destPort} `;
    if (flags & FLAG.sequence) text += `SEQ=${get32(bytes, at + 4)} ACK=${get32(bytes, at + 8)} `;
    const bits = bytes[at + 13]!;
    text += `WINDOW=${get16(bytes, at + 14)} RES=0x${HEX2((bytes[at + 12]! & 15) << 2)} `;
    for (const [bit, name] of [
      [128, 'CWR'],
      [64, 'ECE'],
      [32, 'URG'],
      [16, 'ACK'],
      [8, 'PSH'],
      [4, 'RST'],
      [2, 'SYN'],
      [1, 'FIN'],
    ] as const) {
      if (bits & bit) text += `${name} `;
    }
    text += `URGP=${get16(bytes, at + 18)} `;
    const optionEnd = Math.min(end, at + (bytes[at + 12]! >> 4) * 4);
    if (flags & FLAG.options && optionEnd > at + 20) text += `OPT (${[...bytes.subarray(at + 20, optionEnd)].map(HEX2).join('')}) `;
    return text;
  }
  if (protocol === IPPROTO_UDP || protocol === 136) {
    const text = protocol === IPPROTO_UDP ? 'PROTO=UDP ' : 'PROTO=UDPLITE ';
    return skb.fragmentOffset > 0 ? text : `${text}SPT=${skb.sourcePort} DPT=${skb.destPort} LEN=${get16(bytes, at + 4)} `;
  }
  if (protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6) {
    let text = `PROTO=${protocol === IPPROTO_ICMP ? 'ICMP' : 'ICMPv6'} `;
    if (skb.fragmentOffset > 0) return text;
    const type = bytes[at]!;
    text += `TYPE=${type} CODE=${bytes[at + 1]} `;
    if (type === 8 || type === 0 || type === 128 || type === 129) text += `ID=${get16(bytes, at + 4)} SEQ=${get16(bytes, at + 6)} `;
    return text;
  }
  return `PROTO=${protocol} `;
}
