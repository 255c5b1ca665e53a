// -m mh: the type of a mobility header. As ip6t_mh.c and libip6t_mh.c of iptables 1.8.13.

import { defineMatch, type ListHow, Usage } from '../extension.ts';
import { inRange, type Range } from '../ports.ts';
import { not, parseNumber } from '../values.ts';

const NAMES: readonly [name: string, alias: string][] = [
  ['binding-refresh-request', 'brr'],
  ['home-test-init', 'hoti'],
  ['careof-test-init', 'coti'],
  ['home-test', 'hot'],
  ['careof-test', 'cot'],
  ['binding-update', 'bu'],
  ['binding-acknowledgement', 'ba'],
  ['binding-error', 'be'],
];

interface Info {
  range: Range;
  inverted: boolean;
}

function parseType(text: string): number {
  const lower = text.toLowerCase();
  const exact = NAMES.findIndex(([name, alias]) => name === lower || alias === lower);
  if (exact >= 0) return exact;
  const found = NAMES.flatMap(([name], index) => (name.startsWith(lower) && lower !== '' ? [index] : []));
  if (found.length > 1) throw new Usage(`Ambiguous MH type \`${text}': \`${NAMES[found[0]!]![0]}' or \`${NAMES[found[1]!]![0]}'?`);
  const number = found[0] ?? parseNumber(text, 0, 255);
  if (number === undefined) throw new Usage(`Invalid MH type \`${text}'`);
  return number;
}

const typeText = (type: number, numeric: boolean): string => (numeric ? `${type}` : (NAMES[type]?.[0] ?? `${type}`));
const rangeText = ([low, high]: Range, how: Pick<ListHow, 'numeric'>): string =>
  low === high ? typeText(low, how.numeric) : `${typeText(low, how.numeric)}:${typeText(high, how.numeric)}`;
const whole = ({ range, inverted }: Info): boolean => range[0] === 0 && range[1] === 255 && !inverted;

export default defineMatch<Info>({
  name: 'mh',
  family: 'ipv6',
  protocols: [135],
  options: { '--mh-type': { type: 'string', invertible: true } },
  parse([given]) {
    if (!given) return { range: [0, 255], inverted: false };
    const [low, high] = given.text.split(':');
    const first = low === '' ? 0 : parseType(low!);
    const last = high === undefined ? first : high === '' ? 255 : parseType(high);
    if (first > last) throw new Usage('Invalid MH type range (min > max)');
    return { range: [first, last], inverted: given.inverted };
  },
  save: info => (whole(info) ? '' : `${not(info.inverted)}--mh-type ${rangeText(info.range, { numeric: true })}`),
  list: (info, how) => `mh${whole(info) ? '' : ` ${info.inverted ? '!' : ''}${rangeText(info.range, how)}`}`,
  matches: (info, skb) =>
    skb.fragmentOffset > 0 || skb.end < skb.networkEnd + 6 ? false : inRange(info.range, skb.bytes[skb.networkEnd + 2]!) !== info.inverted,
});
