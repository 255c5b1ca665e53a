// -p sctp, -m sctp: ports and kinds of chunks. As xt_sctp.c and libxt_sctp.c of iptables 1.8.13.

import { defineMatch, type ListHow, Usage } from '../extension.ts';
import { inRange, join, listPorts, parsePortRange, type Range, savePorts } from '../ports.ts';
import { not } from '../values.ts';

interface Chunk {
  type: number;
  /** Letters as given: capital for set, small for clear. */
  flags: string;
}
interface Info {
  source?: { range: Range; inverted: boolean };
  dest?: { range: Range; inverted: boolean };
  chunks?: { how: 'all' | 'any' | 'only'; types: readonly Chunk[]; every: boolean; inverted: boolean };
}

/** Names and numbers of chunk types, and the letters of their flags from bit 0 on. */
const TYPES: readonly [name: string, type: number, flags: string][] = [
  ['DATA', 0, 'EBUI----'],
  ['INIT', 1, ''],
  ['INIT_ACK', 2, ''],
  ['SACK', 3, ''],
  ['HEARTBEAT', 4, ''],
  ['HEARTBEAT_ACK', 5, ''],
  ['ABORT', 6, 'T-------'],
  ['SHUTDOWN', 7, ''],
  ['SHUTDOWN_ACK', 8, ''],
  ['ERROR', 9, ''],
  ['COOKIE_ECHO', 10, ''],
  ['COOKIE_ACK', 11, ''],
  ['ECN_ECNE', 12, ''],
  ['ECN_CWR', 13, ''],
  ['SHUTDOWN_COMPLETE', 14, 'T-------'],
  ['I_DATA', 64, 'EBUI----'],
  ['RE_CONFIG', 130, ''],
  ['PAD', 132, ''],
  ['ASCONF', 193, ''],
  ['ASCONF_ACK', 128, ''],
  ['FORWARD_TSN', 192, ''],
  ['I_FORWARD_TSN', 194, ''],
];
const port = { type: 'string', invertible: true, repeat: 'only-one', oldStyle: true } as const;

function parseChunks(how: string, text: string, inverted: boolean): NonNullable<Info['chunks']> {
  const kind = how.toLowerCase();
  if (kind !== 'all' && kind !== 'any' && kind !== 'only') throw new Usage('Match type has to be one of "ALL", "ANY" or "ONLY"');
  if (text.toUpperCase() === 'ALL') return { how: kind, types: [], every: true, inverted };
  if (text.toUpperCase() === 'NONE') return { how: kind, types: [], every: false, inverted };
  const types = text.split(',').map(part => {
    const [name, flags = ''] = part.split(':');
    const known = TYPES.find(([type]) => type === name!.toUpperCase());
    if (!known) throw new Usage(`Unknown sctp chunk \`${name}'`);
    for (const letter of flags) if (!known[2].includes(letter.toUpperCase())) throw new Usage(`Invalid flags for chunk type ${known[1]}`);
    return { type: known[1], flags };
  });
  return { how: kind, types, every: false, inverted };
}

function printChunks(chunks: NonNullable<Info['chunks']>, numeric: boolean): string {
  if (chunks.every) return `${chunks.how} ALL`;
  if (chunks.types.length === 0) return `${chunks.how} NONE`;
  const names = chunks.types.map(({ type, flags }) => {
    const name = numeric ? `0x${type.toString(16).toUpperCase().padStart(4, '0')}` : TYPES.find(([, number]) => number === type)![0];
    return flags === '' ? name : `${name}:${flags}`;
  });
  return `${chunks.how} ${names.join(',')}`;
}

export default defineMatch<Info>({
  name: 'sctp',
  protocols: [132],
  options: {
    '--source-port': port,
    '--sport': { ...port, alias: '--source-port' },
    '--destination-port': port,
    '--dport': { ...port, alias: '--destination-port' },
    '--chunk-types': { type: 'string', two: true, invertible: true, repeat: 'only-one', oldStyle: true },
  },
  parse(given, rule) {
    const info: Info = {};
    for (const { option, text, second, inverted } of given) {
      if (option === '--source-port') info.source = { range: parsePortRange(text, rule, 'sctp'), inverted };
      else if (option === '--destination-port') info.dest = { range: parsePortRange(text, rule, 'sctp'), inverted };
      else info.chunks = parseChunks(text, second, inverted);
    }
    return info;
  },
  save: info =>
    join(
      info.source && savePorts('sport', info.source.range, info.source.inverted),
      info.dest && savePorts('dport', info.dest.range, info.dest.inverted),
      info.chunks && `${not(info.chunks.inverted)}--chunk-types ${printChunks(info.chunks, false)}`,
    ),
  list: (info, how) =>
    `sctp${ports(info, how)}${info.chunks ? ` ${info.chunks.inverted ? '!' : ''}${printChunks(info.chunks, how.numeric)}` : ''}`,
  matches(info, skb) {
    const at = skb.networkEnd;
    const found = skb.ports();
    if (!found || skb.end < at + 12) return skb.fragmentOffset > 0 ? false : 'hotdrop';
    if (info.source && inRange(info.source.range, found.source) === info.source.inverted) return false;
    if (info.dest && inRange(info.dest.range, found.dest) === info.dest.inverted) return false;
    return info.chunks ? matchChunks(info.chunks, skb.bytes, at + 12, skb.end) !== info.chunks.inverted : true;
  },
});

const ports = (info: Info, how: ListHow): string =>
  `${info.source ? listPorts('spt', info.source.range, info.source.inverted, 'sctp', how) : ''}${
    info.dest ? listPorts('dpt', info.dest.range, info.dest.inverted, 'sctp', how) : ''
  }`;

function matchChunks(chunks: NonNullable<Info['chunks']>, bytes: Uint8Array, from: number, end: number): boolean {
  const wanted = (type: number, flags: number): boolean => {
    if (chunks.every) return true;
    const chunk = chunks.types.find(one => one.type === type);
    if (!chunk) return false;
    const letters = TYPES.find(([, number]) => number === type)?.[2] ?? '';
    return [...chunk.flags].every(
      letter => ((flags >> letters.indexOf(letter.toUpperCase())) & 1) === (letter === letter.toUpperCase() ? 1 : 0),
    );
  };
  const seen = new Set<number>();
  for (let at = from; at + 4 <= end; ) {
    const type = bytes[at]!;
    const hit = wanted(type, bytes[at + 1]!);
    if (hit) seen.add(type);
    if (chunks.how === 'any' && hit) return true;
    if (chunks.how === 'only' && !hit) return false;
    at += Math.max(4, (((bytes[at + 2]! << 8) | bytes[at + 3]!) + 3) & ~3);
  }
  if (chunks.how === 'any') return false;
  return chunks.how === 'only' || chunks.types.every(({ type }) => seen.has(type));
}
