// Packets as bytes: addresses and their text against another library, and checksums that stay right whatever is changed.

import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, test } from 'vitest';
import { Skb } from '../../../src/kernel/net/skb.ts';
import { maskAddress, parseIpv4Loose, parseIpv6, parseMac, printIpv6, printMac } from '../../../src/wire/address.ts';
import { checksum, pseudoSum } from '../../../src/wire/checksum.ts';
import { ETH_P_IP } from '../../../src/wire/ethernet.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from '../../../src/wire/ip.ts';

test('IPv6 addresses read and print as elsewhere', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 }), groups => {
      const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
      const text = printIpv6(value);
      expect(parseIpv6(text)).toBe(value);
      // The other reader takes "::1.2.3.4" for a mapped address, which it is not.
      if (!text.includes('.')) expect(ipaddr.IPv6.parse(text).parts).toEqual(groups);
    }),
  );
});

test('what is no address is told', () => {
  for (const text of ['', ':', ':::', '1::2::3', '12345::', 'g::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::1.2.3', '::256.0.0.1']) {
    expect(parseIpv6(text), text).toBeUndefined();
  }
  expect(parseIpv6('::ffff:1.2.3.4')).toBe(0xffff01020304n);
  expect(parseIpv4Loose('127.1')).toBe(0x7f000001);
  expect(parseIpv4Loose('0x7f.1')).toBe(0x7f000001);
  expect(parseIpv4Loose('08.1')).toBeUndefined();
  expect(printMac(parseMac('02:0:A:ff:00:1')!)).toBe('02:00:0a:ff:00:01');
  expect(maskAddress(0xffffffff, 0)).toBe(0);
  expect(maskAddress(0xfe80n << 112n, 10)).toBe(0xfe80n << 112n);
});

/** A UDP or TCP packet with right checksums. */
function packet(protocol: number, data: Uint8Array, offload: boolean): Skb {
  const header = protocol === IPPROTO_TCP ? 20 : 8;
  const skb = Skb.alloc(20 + header + data.length);
  const { bytes, start } = skb;
  bytes.fill(0, start, skb.end);
  bytes.set(data, start + 20 + header);
  if (protocol === IPPROTO_TCP) bytes[start + 32] = 0x50;
  else bytes.set([0, 0, 0, 0, (header + data.length) >> 8, header + data.length, 0, 1], start + 20);
  skb.network = start;
  skb.etherType = ETH_P_IP;
  skb.ip4.init({ tos: 0, length: skb.sizeBytes, id: 1, fragment: 0, ttl: 64, protocol, source: 0x0a000001, dest: 0x0a000002 });
  if (offload) skb.offload();
  else skb.resum();
  return skb;
}

test('a changed packet keeps its checksums, whoever computes them', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  const port = fc.integer({ min: 0, max: 0xffff });
  const protocols = fc.constantFrom(IPPROTO_TCP, IPPROTO_UDP);
  fc.assert(
    fc.property(
      protocols,
      fc.uint8Array({ maxLength: 40 }),
      fc.boolean(),
      word,
      word,
      port,
      port,
      (protocol, data, offload, source, dest, from, to) => {
        const skb = packet(protocol, data, offload);
        skb.sourceIp = source;
        skb.destIp = dest;
        skb.sourcePort = from;
        skb.destPort = to;
        skb.ttl = 3;
        skb.tos = 0x10;
        expect(skb.ip4.checksumRight).toBe(true);
        skb.complete();
        const at = skb.networkEnd;
        const sum = checksum(skb.bytes, at, skb.end, pseudoSum(source, dest, protocol, skb.end - at));
        expect(sum === 0 || sum === 0xffff).toBe(true);
        expect(skb.ports()).toEqual({ source: from, dest: to });
      },
    ),
  );
});

test('a header that does not fit in front moves the packet', () => {
  const skb = Skb.of(Uint8Array.of(1, 2, 3), 4);
  skb.network = skb.start;
  const at = skb.push(200);
  expect(skb.sizeBytes).toBe(203);
  expect([...skb.bytes.subarray(at + 200, skb.end)]).toEqual([1, 2, 3]);
  expect(skb.network).toBe(at + 200);
});
