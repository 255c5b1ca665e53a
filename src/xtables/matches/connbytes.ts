// -m connbytes: packets, bytes or their average of a connection so far. As xt_connbytes.c and libxt_connbytes.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { not } from '../values.ts';

const MODES = ['packets', 'bytes', 'avgpkt'] as const;
const DIRECTIONS = ['original', 'reply', 'both'] as const;
const MAX = '18446744073709551615';

interface Info {
  from: number;
  to?: number;
  mode: (typeof MODES)[number];
  direction: (typeof DIRECTIONS)[number];
  inverted: boolean;
}

function parseRange(text: string): { from: number; to?: number } {
  const [low, high] = text.split(':');
  const bad = (near: string, least: number): Usage =>
    new Usage(`connbytes: bad value for option "--connbytes" near "${near}", or out of range (${least}-${MAX}).\n`);
  if (!/^\d*$/.test(low!)) throw bad(low!, 0);
  const from = Number(low);
  if (high === undefined || high === '') return { from };
  if (!/^\d+$/.test(high) || Number(high) < from) throw bad(high, from);
  return { from, to: Number(high) };
}

const range = ({ from, to }: Info): string => (to === undefined ? `${from}` : `${from}:${to}`);

export default defineMatch<Info>({
  name: 'connbytes',
  tracks: true,
  options: {
    '--connbytes': { type: 'string', mandatory: true, invertible: true },
    '--connbytes-dir': { type: 'string', mandatory: true },
    '--connbytes-mode': { type: 'string', mandatory: true },
  },
  parse(given) {
    const value = (option: string) => given.find(one => one.option === option)?.text ?? '';
    const mode = MODES.find(one => one === value('--connbytes-mode'));
    if (given.some(one => one.option === '--connbytes-mode') && !mode)
      throw new Usage(`Unknown --connbytes-mode \`${value('--connbytes-mode')}'`);
    const direction = DIRECTIONS.find(one => one === value('--connbytes-dir'));
    if (given.some(one => one.option === '--connbytes-dir') && !direction) {
      throw new Usage(`Unknown --connbytes-dir \`${value('--connbytes-dir')}'`);
    }
    const bytes = given.find(one => one.option === '--connbytes');
    return {
      ...parseRange(bytes?.text ?? '0'),
      mode: mode ?? 'packets',
      direction: direction ?? 'both',
      inverted: bytes?.inverted ?? false,
    };
  },
  save: info => `${not(info.inverted)}--connbytes ${range(info)} --connbytes-mode ${info.mode} --connbytes-dir ${info.direction}`,
  list: info => `${not(info.inverted)}connbytes ${range(info)} connbytes mode ${info.mode} connbytes direction ${info.direction}`,
  matches({ from, to, mode, direction, inverted }, skb, at) {
    const connection = at.connection(skb);
    const sides = direction === 'both' ? (['original', 'reply'] as const) : [direction];
    let packets = 0;
    let bytes = 0;
    for (const side of sides) {
      const counters = connection?.counters(side);
      if (!counters) return false;
      packets += counters.packets;
      bytes += counters.bytes;
    }
    const value = mode === 'packets' ? packets : mode === 'bytes' ? bytes : packets === 0 ? 0 : Math.floor(bytes / packets);
    return (value >= from && (to === undefined || value <= to)) !== inverted;
  },
});
