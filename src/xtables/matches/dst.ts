// -m dst: IPv6's destination options. As ip6t_hbh.c and libip6t_dst.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { findHeader } from '../ipv6-headers.ts';
import { type HeaderOption, hasOptions, parseHeaderOptions, printHeaderOptions } from '../ipv6-options.ts';
import { join } from '../ports.ts';
import { not } from '../values.ts';

interface Info {
  length?: { bytes: number; inverted: boolean };
  options?: HeaderOption[];
}

export default defineMatch<Info>({
  name: 'dst',
  family: 'ipv6',
  options: { '--dst-len': { type: 'u32', invertible: true }, '--dst-opts': { type: 'string' } },
  parse(given) {
    const info: Info = {};
    for (const { option, number, inverted, text } of given) {
      if (option === '--dst-len') info.length = { bytes: number, inverted };
      else info.options = parseHeaderOptions(text);
    }
    return info;
  },
  save: ({ length, options }) =>
    join(length && `${not(length.inverted)}--dst-len ${length.bytes}`, options && `--dst-opts ${printHeaderOptions(options)}`),
  list: ({ length, options }) =>
    join('dst', length && `length:${length.inverted ? '!' : ''}${length.bytes}`, options && `opts ${printHeaderOptions(options)}`),
  matches({ length, options }, skb) {
    const header = findHeader(skb, 60);
    if (!header) return false;
    if (length && (header.length === length.bytes) === length.inverted) return false;
    return !options || hasOptions(options, skb.bytes, header.at + 2, Math.min(skb.end, header.at + header.length));
  },
});
