// Addresses and masks of net-tools: as /proc/net writes them, and as classes make them.

import { describe, expect, it } from 'vitest';
import { broadcastOf, classLength, ipv4OfHex, ipv6OfHex, maskLength, maskOf } from '../../../src/userland/net-tools/kernel.ts';

describe('addresses', () => {
  it('reads the numbers of /proc/net', () => {
    expect(ipv4OfHex('0100000A')).toBe('10.0.0.1');
    expect(ipv6OfHex('00000000000000000000000001000000', true)).toBe('::1');
    expect(ipv6OfHex('ff020000000000000000000000000001', false)).toBe('ff02::1');
  });

  it('knows masks both ways, and what is none', () => {
    expect(maskOf(20)).toBe('255.255.240.0');
    expect(maskLength('255.255.240.0')).toBe(20);
    expect(maskLength('255.0.255.0')).toBeUndefined();
  });

  it('has the network of a class where no mask is given', () => {
    expect(['10.1.2.3', '172.16.0.1', '192.168.1.1', '0.0.0.0'].map(classLength)).toEqual([8, 16, 24, 0]);
    expect(broadcastOf('10.4.0.1', 16)).toBe('10.4.255.255');
  });
});
