// -m hbh: IPv6's hop-by-hop options. As ip6t_hbh.c and libip6t_hbh.c of iptables 1.8.13.

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
  name: 'hbh',
  family: 'ipv6',
  options: { '--hbh-len': { type: 'u32', invertible: true }, '--hbh-opts': { type: 'string' } },
  parse(given) {
    const info: Info = {};
    for (const { option, number, inverted, text } of given) {
      if (option === '--hbh-len') info.length = { bytes: number, inverted };
      else info.options = parseHeaderOptions(text);
    }
    return info;
  },
  save: ({ length, options }) =>
    join(length && `${not(length.inverted)}--hbh-len ${length.bytes}`, options && `--hbh-opts ${printHeaderOptions(options)}`),
  list: ({ length, options }) =>
    join('hbh', length && `length:${length.inverted ? '!' : ''}${length.bytes}`, options && `opts ${printHeaderOptions(options)}`),
  matches({ length, options }, skb) {
    const header = findHeader(skb, 0);
    if (!header) return false;
    if (length && (header.length === length.bytes) === length.inverted) return false;
    return !options || hasOptions(options, skb.bytes, header.at + 2, Math.min(skb.end, header.at + header.length));
  },
});
