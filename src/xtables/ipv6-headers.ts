// The extension headers of an IPv6 packet, one after the other. As ipv6_find_hdr of exthdrs_core.c.

import type { Skb } from './extension.ts';

export interface ExtensionHeader {
  protocol: number;
  at: number;
  /** Its length in bytes. */
  length: number;
}

const WALKED: ReadonlySet<number> = new Set([0, 43, 44, 51, 60]);

/** Every extension header, then the header behind them. */
export function* headersOf(skb: Skb): Generator<ExtensionHeader> {
  const { bytes, end } = skb;
  let protocol = bytes[skb.network + 6]!;
  let at = skb.network + 40;
  while (at < end) {
    if (!WALKED.has(protocol)) {
      yield { protocol, at, length: end - at };
      return;
    }
    if (at + 8 > end) return;
    const length = protocol === 44 ? 8 : protocol === 51 ? (bytes[at + 1]! + 2) * 4 : (bytes[at + 1]! + 1) * 8;
    yield { protocol, at, length };
    const later = protocol === 44 && (((bytes[at + 2]! << 8) | bytes[at + 3]!) & 0xfff8) !== 0;
    if (later) return;
    protocol = bytes[at]!;
    at += length;
  }
}

/** The first header of a kind. */
export function findHeader(skb: Skb, protocol: number): ExtensionHeader | undefined {
  for (const header of headersOf(skb)) if (header.protocol === protocol) return header;
  return undefined;
}
