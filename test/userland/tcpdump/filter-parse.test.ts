// Capture filters as they are read: how they bind, and what is none. As grammar.y of libpcap 1.11.0.

import { expect, it } from 'vitest';
import { FilterError, parseFilter } from '../../../src/userland/tcpdump/filter-parse.ts';

it('binds "and" and "or" alike, from the left', () => {
  expect(parseFilter('tcp or udp and icmp')).toMatchObject({ kind: 'and', left: { kind: 'or' }, right: { protocol: 'icmp' } });
});

it('gives a bare word the qualifiers of the one before it', () => {
  expect(parseFilter('src port 80 or 443')).toMatchObject({ right: { direction: 'src', type: 'port', id: '443' } });
});

it('tells a sum in parentheses from a filter in parentheses', () => {
  expect(parseFilter('(tcp[13] & (2|4)) != 0')).toMatchObject({ kind: 'compare', operator: '!=' });
  expect(parseFilter('(tcp[13] & 4 != 0)')).toMatchObject({ kind: 'compare' });
});

it('refuses what is no filter', () => {
  for (const words of ['prt 80', 'host', 'port http and']) expect(() => parseFilter(words)).toThrow(FilterError);
});
