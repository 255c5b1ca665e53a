// -m ah: the index of an authentication header, for IPv6 its length too. As ipt_ah.c, ip6t_ah.c and libip*t_ah.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { findHeader } from '../ipv6-headers.ts';
import { inRange, join, printRange, type Range } from '../ports.ts';
import { not } from '../values.ts';

const ALL = 0xffffffff;
const AH = 51;

interface Info {
  spi: Range;
  spiInverted: boolean;
  length?: { bytes: number; inverted: boolean };
  reserved: boolean;
}

const wholeSpi = ({ spi, spiInverted }: Info): boolean => spi[0] === 0 && spi[1] === ALL && !spiInverted;

export default defineMatch<Info>({
  name: 'ah',
  options: {
    '--ahspi': { type: 'u32range', invertible: true },
    '--ahlen': { type: 'u32', invertible: true },
    '--ahres': {},
  },
  parse(given) {
    const spi = given.find(one => one.option === '--ahspi');
    const length = given.find(one => one.option === '--ahlen');
    return {
      spi: spi ? [spi.numbers[0]!, spi.numbers.at(-1)!] : [0, ALL],
      spiInverted: spi?.inverted ?? false,
      ...(length && { length: { bytes: length.number, inverted: length.inverted } }),
      reserved: given.some(one => one.option === '--ahres'),
    };
  },
  save: info =>
    join(
      !wholeSpi(info) && `${not(info.spiInverted)}--ahspi ${printRange(info.spi)}`,
      info.length && `${not(info.length.inverted)}--ahlen ${info.length.bytes}`,
      info.reserved && '--ahres',
    ),
  list: info => {
    const [low, high] = info.spi;
    const spi = wholeSpi(info) ? '' : `spi${low === high ? '' : 's'}:${info.spiInverted ? '!' : ''}${printRange(info.spi)}`;
    const length = info.length ? ` length:${info.length.inverted ? '!' : ''}${info.length.bytes}` : '';
    return `ah ${spi}${length}${info.reserved ? ' reserved' : ''}`;
  },
  check: (_info, where) => (where.family === 'ipv4' && (where.protocol !== AH || where.protocolInverted) ? 'EINVAL' : undefined),
  matches(info, skb, at) {
    if (skb.fragmentOffset > 0) return false;
    const header = at.family === 'ipv4' ? skb.networkEnd : findHeader(skb, AH)?.at;
    if (header === undefined || skb.end < header + 12) return header === undefined ? false : 'hotdrop';
    const { bytes } = skb;
    const spi = ((bytes[header + 4]! << 24) | (bytes[header + 5]! << 16) | (bytes[header + 6]! << 8) | bytes[header + 7]!) >>> 0;
    if (inRange(info.spi, spi) === info.spiInverted) return false;
    const length = (bytes[header + 1]! + 2) * 4;
    if (info.length && (length === info.length.bytes) === info.length.inverted) return false;
    return !info.reserved || (bytes[header + 2] === 0 && bytes[header + 3] === 0);
  },
});
