// -m hashlimit: a token bucket for each address, port or pair of them. As xt_hashlimit.c and libxt_hashlimit.c, revision 3.

import { printAddress } from '../../wire/address.ts';
import { maskAddress, prefixMask, printAddress as printWords, toWords, wordsOf } from '../addresses.ts';
import { defineMatch, type Given, type HookState, type ListHow, type Skb, Usage } from '../extension.ts';
import { printRate, rateOf } from '../rates.ts';

const SCALE = 1000000;
const MODES = ['srcip', 'srcport', 'dstip', 'dstport'] as const;
type Mode = (typeof MODES)[number];
const DEFAULTS = { burst: 5, gcinterval: 1000, expire: 10000 };

interface Info {
  name: string;
  above: boolean;
  /** Millionths of a second between two packets; undefined counts bytes. */
  period?: number;
  bytesPerSecond?: number;
  burst: number;
  /** The burst is in bytes. */
  bytesBurst?: boolean;
  modes: Mode[];
  size?: number;
  max?: number;
  gcinterval?: number;
  expire?: number;
  sourceLength?: number;
  destLength?: number;
}

/** A bucket as /proc/net/ipt_hashlimit shows it. */
export interface HashlimitEntry {
  key: string;
  creditMs: number;
  atMs: number;
  expiresMs: number;
  source: string;
  dest: string;
  sourcePort: number;
  destPort: number;
  capMs: number;
  costMs: number;
}
/** What rules of one name share. */
export interface HashlimitTable {
  entries: Map<string, HashlimitEntry>;
}

const BYTES: readonly [string, number][] = [
  ['mb/s', 1048576],
  ['kb/s', 1024],
  ['b/s', 1],
];

function parseModes(text: string): Mode[] {
  const wanted = text.split(',').map(name => {
    const mode = MODES.find(one => one === name);
    if (!mode) throw new Usage(`hashlimit: Bad value for "--hashlimit-mode" option: "${text}"`);
    return mode;
  });
  return MODES.filter(mode => wanted.includes(mode));
}

function parseAverage(given: Given): Pick<Info, 'period' | 'bytesPerSecond'> {
  const bytes = /^(\d+)(mb\/s|kb\/s|b\/s)/.exec(given.text);
  if (bytes) return { bytesPerSecond: Number(bytes[1]) * BYTES.find(([unit]) => unit === bytes[2])![1] };
  const period = rateOf(given.text, SCALE);
  if (period === undefined) throw new Usage(`hashlimit: Bad value for "${given.option}" option: "${given.text}"`);
  if (period === 0) throw new Usage(`Rate too fast "${given.text}"\n`);
  return { period };
}

/** Packets, or with a rate in bytes a number of bytes. */
function setBurst(info: Info, text: string): void {
  const bytes = /^(\d+)(mb|kb|b)?$/.exec(text);
  if (info.period === undefined) {
    if (!bytes?.[2]) throw new Usage(`hashlimit: bad value for option "--hashlimit-burst", or out of range (1-4294967295).\n`);
    info.burst = Number(bytes[1]) * BYTES.find(([unit]) => unit === `${bytes[2]}/s`)![1];
    info.bytesBurst = true;
    return;
  }
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (number < 1) throw new Usage(`hashlimit: bad value for option "--hashlimit-burst", or out of range (1-1000000).\n`);
  info.burst = number;
}

const sizeText = (bytes: number): string => {
  const [unit, size] = BYTES.find(([, each]) => bytes >= each && bytes % each === 0) ?? BYTES[2]!;
  return `${Math.floor(bytes / size)}${unit.slice(0, -2)}`;
};

function printAverage(info: Info): string {
  if (info.period !== undefined) return printRate(info.period, SCALE);
  const [unit, size] = BYTES.find(([, bytes]) => info.bytesPerSecond! >= bytes && info.bytesPerSecond! % bytes === 0) ?? BYTES[2]!;
  return `${Math.floor(info.bytesPerSecond! / size)}${unit}`;
}

const number = { type: 'u32' } as const;

export default defineMatch<Info>({
  name: 'hashlimit',
  options: {
    '--hashlimit-upto': { type: 'string', invertible: true, excludes: ['--hashlimit-above'] },
    '--hashlimit-above': { type: 'string', invertible: true, excludes: ['--hashlimit-upto'] },
    '--hashlimit': { type: 'string', invertible: true, alias: '--hashlimit-upto' },
    '--hashlimit-srcmask': { type: 'prefix' },
    '--hashlimit-dstmask': { type: 'prefix' },
    '--hashlimit-burst': { type: 'string' },
    '--hashlimit-htable-size': number,
    '--hashlimit-htable-max': number,
    '--hashlimit-htable-gcinterval': number,
    '--hashlimit-htable-expire': number,
    '--hashlimit-mode': { type: 'string' },
    '--hashlimit-name': { type: 'string', mandatory: true, min: 1 },
  },
  parse(given) {
    const info: Info = { name: '', above: false, burst: DEFAULTS.burst, modes: [] };
    let average = false;
    let burst: string | undefined;
    for (const one of given) {
      const key = one.option.slice('--hashlimit-'.length);
      if (key === 'upto' || key === 'above') {
        average = true;
        Object.assign(info, parseAverage(one));
        info.above = (key === 'above') !== one.inverted;
      } else if (key === 'mode') info.modes = parseModes(one.text);
      else if (key === 'name') info.name = one.text;
      else if (key === 'burst') burst = one.text;
      else if (key === 'srcmask') info.sourceLength = one.number;
      else if (key === 'dstmask') info.destLength = one.number;
      else if (key === 'htable-size') info.size = one.number;
      else if (key === 'htable-max') info.max = one.number;
      else if (key === 'htable-gcinterval') info.gcinterval = one.number;
      else if (key === 'htable-expire') info.expire = one.number;
    }
    if (!average) throw new Usage('You have to specify --hashlimit');
    if (burst !== undefined) setBurst(info, burst);
    return info;
  },
  save: (info, how) =>
    words(
      info,
      how,
      [`--hashlimit-${info.above ? 'above' : 'upto'} ${printAverage(info)}`, '--hashlimit-burst', '--hashlimit-mode'],
      ',',
      name => [`--hashlimit-name ${name}`],
    ),
  list: (info, how) =>
    `limit: ${words(info, how, [`${info.above ? 'above' : 'up to'} ${printAverage(info)}`, 'burst', 'mode'], '-', () => [])}`,
  matches(info, skb, at) {
    const entry = bucketOf(info, skb, at);
    const cost = info.period !== undefined ? entry.costMs : (skb.length * 1000) / info.bytesPerSecond!;
    entry.creditMs = Math.min(entry.creditMs + at.nowMs - entry.atMs, entry.capMs);
    entry.atMs = at.nowMs;
    entry.expiresMs = at.nowMs + (info.expire ?? DEFAULTS.expire);
    if (entry.creditMs < cost) return info.above;
    entry.creditMs -= cost;
    return !info.above;
  },
});

function words(info: Info, how: ListHow, [average, burst, mode]: string[], separator: string, name: (text: string) => string[]): string {
  const dashes = burst!.startsWith('--') ? '--hashlimit-' : '';
  const option = (key: string, value: number | undefined, standard?: number): string[] =>
    value === undefined || value === standard ? [] : [`${dashes}${key} ${value}`];
  const bits = 32 * wordsOf(how.family);
  return [
    average!,
    ...(info.period !== undefined ? [`${burst} ${info.burst}`] : info.bytesBurst ? [`${burst} ${sizeText(info.burst)}`] : []),
    ...(info.modes.length > 0 ? [`${mode} ${info.modes.join(separator)}`] : []),
    ...name(info.name),
    ...option('htable-size', info.size),
    ...option('htable-max', info.max),
    ...option('htable-gcinterval', info.gcinterval, DEFAULTS.gcinterval),
    ...option('htable-expire', info.expire, DEFAULTS.expire),
    ...option('srcmask', info.sourceLength, bits),
    ...option('dstmask', info.destLength, bits),
  ].join(' ');
}

function bucketOf(info: Info, skb: Skb, at: HookState): HashlimitEntry {
  const table = at.shared<HashlimitTable>('hashlimit', info.name, () => ({ entries: new Map() }));
  const ports = skb.ports();
  const any = at.family === 'ipv4' ? '0.0.0.0' : '::';
  const address = (side: 'source' | 'dest', length: number | undefined): string =>
    length === undefined
      ? printAddress(skb[side === 'source' ? 'sourceIp' : 'destIp'])
      : printWords(maskAddress(toWords(skb[side === 'source' ? 'sourceIp' : 'destIp']), prefixMask(length, at.family)));
  const source = info.modes.includes('srcip') ? address('source', info.sourceLength) : any;
  const dest = info.modes.includes('dstip') ? address('dest', info.destLength) : any;
  const sourcePort = info.modes.includes('srcport') ? (ports?.source ?? 0) : 0;
  const destPort = info.modes.includes('dstport') ? (ports?.dest ?? 0) : 0;
  const key = `${source} ${dest} ${sourcePort} ${destPort}`;
  let entry = table.entries.get(key);
  if (!entry || entry.expiresMs < at.nowMs) {
    const costMs = info.period !== undefined ? info.period / 1000 : 0;
    const capMs = info.period !== undefined ? costMs * info.burst : info.bytesBurst ? (info.burst * 1000) / info.bytesPerSecond! : 1000;
    entry = { key, creditMs: capMs, atMs: at.nowMs, expiresMs: 0, source, dest, sourcePort, destPort, capMs, costMs };
    table.entries.set(key, entry);
  }
  return entry;
}
