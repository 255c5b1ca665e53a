// -m frag: IPv6's fragment header. As ip6t_frag.c and libip6t_frag.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { findHeader } from '../ipv6-headers.ts';
import { inRange, join, printRange, type Range } from '../ports.ts';
import { not } from '../values.ts';

const FLAGS = ['fragres', 'fragfirst', 'fragmore', 'fraglast'] as const;
const WORDS = { fragres: 'reserved', fragfirst: 'first', fragmore: 'more', fraglast: 'last' } as const;
const FRAGMENT = 44;

interface Info {
  id?: { range: Range; inverted: boolean };
  length?: { bytes: number; inverted: boolean };
  flags: (typeof FLAGS)[number][];
}

export default defineMatch<Info>({
  name: 'frag',
  family: 'ipv6',
  options: {
    '--fragid': { type: 'u32range', invertible: true },
    '--fraglen': { type: 'u32', invertible: true },
    '--fragres': {},
    '--fragfirst': {},
    '--fragmore': { excludes: ['--fraglast'] },
    '--fraglast': { excludes: ['--fragmore'] },
  },
  parse(given) {
    const id = given.find(one => one.option === '--fragid');
    const length = given.find(one => one.option === '--fraglen');
    return {
      ...(id && { id: { range: [id.numbers[0]!, id.numbers.at(-1)!], inverted: id.inverted } }),
      ...(length && { length: { bytes: length.number, inverted: length.inverted } }),
      flags: FLAGS.filter(flag => given.some(one => one.option === `--${flag}`)),
    };
  },
  save: ({ id, length, flags }) =>
    join(
      id && `${not(id.inverted)}--fragid ${printRange(id.range)}`,
      length && `${not(length.inverted)}--fraglen ${length.bytes}`,
      ...flags.map(flag => `--${flag}`),
    ),
  list({ id, length, flags }) {
    let text = 'frag ';
    if (id) text += `id${id.range[0] === id.range[1] ? '' : 's'}:${id.inverted ? '!' : ''}${printRange(id.range)}`;
    if (length) text += ` length:${length.inverted ? '!' : ''}${length.bytes}`;
    return text + flags.map(flag => ` ${WORDS[flag]}`).join('');
  },
  matches({ id, flags }, skb) {
    const header = findHeader(skb, FRAGMENT);
    if (!header) return false;
    const { bytes } = skb;
    const { at } = header;
    const number = ((bytes[at + 4]! << 24) | (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!) >>> 0;
    const offset = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (id && inRange(id.range, number) === id.inverted) return false;
    if (flags.includes('fragres') && (bytes[at + 1] !== 0 || (offset & 6) !== 0)) return false;
    if (flags.includes('fragfirst') && (offset & 0xfff8) !== 0) return false;
    if (flags.includes('fragmore') && (offset & 1) === 0) return false;
    return !flags.includes('fraglast') || (offset & 1) === 0;
  },
});
