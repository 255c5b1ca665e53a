// -m conntrack: what connection tracking knows of a packet's connection. As xt_conntrack.c and libxt_conntrack.c, revision 3.

import type { CtStatus, Words } from '../../abi/nfnetlink.ts';
import { maskAddress, printAddress, printMask, toWords } from '../addresses.ts';
import { type Connection, defineMatch, type Given, type ListHow, type RuleContext, Usage } from '../extension.ts';
import { inRange, join, parsePortRange, printRange, type Range } from '../ports.ts';
import { parseOwnProtocol } from '../protocol-names.ts';
import { not, parseNumber } from '../values.ts';

/** In the order lists print them. */
export const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'] as const;
type State = (typeof STATES)[number];
const STATUSES = ['EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED'] as const;

interface End {
  address: Words;
  mask: Words;
  inverted: boolean;
}
interface Port {
  range: Range;
  inverted: boolean;
}
interface Info {
  states?: { list: State[]; inverted: boolean };
  protocol?: { number: number; inverted: boolean };
  origsrc?: End;
  origdst?: End;
  replsrc?: End;
  repldst?: End;
  origsrcport?: Port;
  origdstport?: Port;
  replsrcport?: Port;
  repldstport?: Port;
  statuses?: { list: CtStatus[]; inverted: boolean };
  expire?: { range: Range; inverted: boolean };
  direction?: 'ORIGINAL' | 'REPLY';
}

const ENDS = {
  origsrc: ['original', 'source'],
  origdst: ['original', 'dest'],
  replsrc: ['reply', 'source'],
  repldst: ['reply', 'dest'],
} as const;
const ORDER = ['origsrc', 'origdst', 'replsrc', 'repldst'] as const;

/** A list of states, in any order and case. Throws Usage. */
export function parseStates<S extends string>(text: string, known: readonly S[], label: string): S[] {
  const wanted = new Set<S>();
  for (const name of text.split(',')) {
    const state = known.find(one => one === name.toUpperCase());
    if (state === undefined) throw new Usage(`Bad ${label} "${name}"`);
    wanted.add(state);
  }
  return known.filter(state => wanted.has(state));
}

function parseProtocol(given: Given, rule: RuleContext): number {
  const number = parseOwnProtocol(given.text) ?? rule.names.protocolByName(given.text);
  if (number === undefined) throw new Usage(`conntrack: Bad value for "--ctproto" option: "${given.text}"`);
  if (number === 0 && given.inverted) throw new Usage('conntrack: rule would never match protocol');
  return number;
}

function parseExpire(text: string): Range {
  const [low, high] = text.split(':');
  const first = low === '' ? 0 : parseNumber(low!);
  const last = high === undefined ? first : high === '' ? 0xffffffff : parseNumber(high);
  if (first === undefined || last === undefined) throw new Usage(`conntrack: Bad value for "--ctexpire" option: "${text}"`);
  return [first, last];
}

export default defineMatch<Info>({
  name: 'conntrack',
  eager: true,
  tracks: true,
  options: {
    '--ctstate': { type: 'string', invertible: true },
    '--ctproto': { type: 'string', invertible: true },
    ...Object.fromEntries(ORDER.map(end => [`--ct${end}`, { type: 'hostmask', invertible: true }])),
    ...Object.fromEntries(ORDER.map(end => [`--ct${end}port`, { type: 'string', invertible: true }])),
    '--ctstatus': { type: 'string', invertible: true },
    '--ctexpire': { type: 'string', invertible: true },
    '--ctdir': { type: 'string' },
  },
  parse(given, rule) {
    if (given.length === 0) throw new Usage('conntrack: At least one option is required');
    const info: Info = {};
    for (const one of given) {
      const { option, text, inverted } = one;
      if (option === '--ctstate') info.states = { list: parseStates(text, STATES, 'ctstate'), inverted };
      else if (option === '--ctproto') info.protocol = { number: parseProtocol(one, rule), inverted };
      else if (option === '--ctstatus') {
        info.statuses = { list: text.toUpperCase() === 'NONE' ? [] : parseStates(text, STATUSES, 'ctstatus'), inverted };
      } else if (option === '--ctexpire') info.expire = { range: parseExpire(text), inverted };
      else if (option === '--ctdir') {
        const direction = text.toUpperCase();
        if (direction !== 'ORIGINAL' && direction !== 'REPLY') throw new Usage(`conntrack: Bad value for "--ctdir" option: "${text}"`);
        info.direction = direction;
      } else if (option.endsWith('port')) info[option.slice(4) as 'origsrcport'] = { range: parsePortRange(text, rule), inverted };
      else info[option.slice(4) as 'origsrc'] = { address: maskAddress(one.address, one.addressMask), mask: one.addressMask, inverted };
    }
    return info;
  },
  save: (info, how) => words(info, how, '--'),
  list: (info, how) => words(info, how, ''),
  matches(info, skb, at) {
    const connection = at.connection(skb);
    if (info.states && matchesState(info.states.list, connection) === info.states.inverted) return false;
    if (!connection || connection.state === 'INVALID' || connection.state === 'UNTRACKED') return onlyState(info);
    return matchesEntry(info, connection);
  },
});

/** Without an entry nothing but the state can match. */
const onlyState = (info: Info): boolean => Object.keys(info).every(key => key === 'states');

function matchesState(states: readonly State[], connection: Connection | undefined): boolean {
  if (!connection) return states.includes('INVALID');
  if (states.includes(connection.state)) return true;
  if (connection.state === 'INVALID' || connection.state === 'UNTRACKED') return false;
  return (states.includes('SNAT') && connection.has('SRC_NAT')) || (states.includes('DNAT') && connection.has('DST_NAT'));
}

function matchesEntry(info: Info, connection: Connection): boolean {
  if (info.direction && (info.direction === 'REPLY') !== connection.reply) return false;
  if (info.protocol && (connection.protocol === info.protocol.number) === info.protocol.inverted) return false;
  for (const end of ORDER) {
    const [direction, side] = ENDS[end];
    const wanted = info[end];
    if (wanted) {
      const address = toWords(connection.address(direction, side));
      const hit = address.every((word, index) => (word & wanted.mask[index]!) >>> 0 === wanted.address[index]);
      if (hit === wanted.inverted) return false;
    }
    const port = info[`${end}port`];
    if (port && inRange(port.range, connection.port(direction, side)) === port.inverted) return false;
  }
  if (info.statuses) {
    const { list, inverted } = info.statuses;
    const hit = list.length === 0 ? !STATUSES.some(status => connection.has(status)) : list.some(status => connection.has(status));
    if (hit === inverted) return false;
  }
  return !info.expire || inRange(info.expire.range, connection.expiresSeconds) !== info.expire.inverted;
}

function words(info: Info, how: ListHow, dashes: string): string {
  const option = (name: string, inverted: boolean, value: string): string => `${not(inverted)}${dashes}ct${name} ${value}`;
  return join(
    info.states && option('state', info.states.inverted, info.states.list.join(',')),
    info.protocol && option('proto', info.protocol.inverted, `${info.protocol.number}`),
    ...ORDER.map(end => {
      const one = info[end];
      return one && option(end, one.inverted, `${addressText(one, how)}`);
    }),
    ...ORDER.map(end => {
      const one = info[`${end}port`];
      return one && option(`${end}port`, one.inverted, printRange(one.range));
    }),
    info.statuses && option('status', info.statuses.inverted, info.statuses.list.join(',') || 'NONE'),
    info.expire && option('expire', info.expire.inverted, printRange(info.expire.range)),
    info.direction && option('dir', false, info.direction),
  );
}

const addressText = (end: End, _how: ListHow): string => `${printAddress(end.address)}${printMask(end.mask)}`;
