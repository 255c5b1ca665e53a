// -m rt: IPv6's routing header. As ip6t_rt.c and libip6t_rt.c of iptables 1.8.13.

import type { Words } from '../../abi/nfnetlink.ts';
import { parseIpv6, printIpv6 } from '../addresses.ts';
import { defineMatch, Usage } from '../extension.ts';
import { findHeader } from '../ipv6-headers.ts';
import { inRange, join, printRange, type Range } from '../ports.ts';
import { not } from '../values.ts';

const ROUTING = 43;

interface Info {
  type?: { number: number; inverted: boolean };
  left?: { range: Range; inverted: boolean };
  length?: { bytes: number; inverted: boolean };
  reserved: boolean;
  addresses?: Words[];
  notStrict: boolean;
}

export default defineMatch<Info>({
  name: 'rt',
  family: 'ipv6',
  options: {
    '--rt-type': { type: 'u32', invertible: true },
    '--rt-segsleft': { type: 'u32range', invertible: true },
    '--rt-len': { type: 'u32', invertible: true },
    '--rt-0-res': { also: ['--rt-type'] },
    '--rt-0-addrs': { type: 'string', also: ['--rt-type'] },
    '--rt-0-not-strict': { also: ['--rt-0-addrs'] },
  },
  parse(given) {
    const info: Info = { reserved: false, notStrict: false };
    for (const { option, number, numbers, inverted, text } of given) {
      if (option === '--rt-type') info.type = { number, inverted };
      else if (option === '--rt-segsleft') info.left = { range: [numbers[0]!, numbers.at(-1)!], inverted };
      else if (option === '--rt-len') info.length = { bytes: number, inverted };
      else if (option === '--rt-0-res') info.reserved = true;
      else if (option === '--rt-0-not-strict') info.notStrict = true;
      else {
        info.addresses = text.split(',').map(part => {
          const address = parseIpv6(part);
          if (!address) throw new Usage(`error parsing address "${part}"`);
          return address;
        });
      }
    }
    return info;
  },
  save: ({ type, left, length, reserved, addresses, notStrict }) =>
    join(
      type && `${not(type.inverted)}--rt-type ${type.number}`,
      left && `${not(left.inverted)}--rt-segsleft ${printRange(left.range)}`,
      length && `${not(length.inverted)}--rt-len ${length.bytes}`,
      reserved && '--rt-0-res',
      addresses && `--rt-0-addrs ${addresses.map(printIpv6).join(',')}`,
      notStrict && '--rt-0-not-strict',
    ),
  list: ({ type, left, length, reserved, addresses, notStrict }) =>
    join(
      'rt',
      type && `type:${type.inverted ? '!' : ''}${type.number}`,
      left && `segsleft${left.range[0] === left.range[1] ? '' : 's'}:${left.inverted ? '!' : ''}${printRange(left.range)}`,
      length && `length:${length.inverted ? '!' : ''}${length.bytes}`,
      reserved && 'reserved',
      addresses && `0-addrs ${addresses.map(printIpv6).join(',')}`,
      notStrict && '0-not-strict',
    ),
  matches({ type, left, length, reserved }, skb) {
    const header = findHeader(skb, ROUTING);
    if (!header) return false;
    const { bytes } = skb;
    const { at } = header;
    if (type && (bytes[at + 2] === type.number) === type.inverted) return false;
    if (left && inRange(left.range, bytes[at + 3]!) === left.inverted) return false;
    if (length && (header.length === length.bytes) === length.inverted) return false;
    return !reserved || (bytes[at + 4] === 0 && bytes[at + 5] === 0 && bytes[at + 6] === 0 && bytes[at + 7] === 0);
  },
});
