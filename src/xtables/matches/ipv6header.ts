// -m ipv6header: which extension headers a packet has. As ip6t_ipv6header.c and libip6t_ipv6header.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { headersOf } from '../ipv6-headers.ts';
import { not, parseNumber } from '../values.ts';

/** By bit: short name, long name, number. */
const HEADERS: readonly [bit: number, short: string, long: string, number: number][] = [
  [0x80, 'hop', 'hop-by-hop', 0],
  [0x40, 'dst', 'ipv6-opts', 60],
  [0x20, 'route', 'ipv6-route', 43],
  [0x10, 'frag', 'ipv6-frag', 44],
  [0x08, 'auth', 'ah', 51],
  [0x04, 'esp', 'esp', 50],
  [0x02, 'none', 'ipv6-nonxt', 59],
  [0x01, 'prot', 'protocol', 255],
];

function parseHeaders(text: string): number {
  let bits = 0;
  for (const name of text.split(',')) {
    const number = parseNumber(name, 0, 255);
    const found = HEADERS.find(([, short, long, known]) => short === name || long === name || known === number);
    if (!found) throw new Usage(`unknown header \`${name}' specified`);
    if (bits & found[0]) throw new Usage("you can't specify the same header twice");
    bits |= found[0];
  }
  return bits;
}

const names = (bits: number, which: 1 | 2): string =>
  HEADERS.filter(([bit]) => bits & bit)
    .map(header => header[which])
    .join(',');

export default defineMatch<{ headers: number; soft: boolean; inverted: boolean }>({
  name: 'ipv6header',
  family: 'ipv6',
  options: { '--header': { type: 'string', mandatory: true, invertible: true }, '--soft': {} },
  parse(given) {
    const header = given.find(one => one.option === '--header');
    return {
      headers: parseHeaders(header?.text ?? ''),
      soft: given.some(one => one.option === '--soft'),
      inverted: header?.inverted ?? false,
    };
  },
  save: ({ headers, soft, inverted }) => `${not(inverted)}--header ${names(headers, 2)}${soft ? ' --soft' : ''}`,
  list: ({ headers, soft, inverted }) => `ipv6header flags:${inverted ? '!' : ''}${names(headers, 2)}${soft ? ' soft' : ''}`,
  matches({ headers, soft, inverted }, skb) {
    let seen = 0;
    for (const { protocol } of headersOf(skb)) seen |= HEADERS.find(([, , , number]) => number === protocol)?.[0] ?? 1;
    return (soft ? (seen & headers) === headers : seen === headers) !== inverted;
  },
});
