// -p dccp, -m dccp: ports, packet types, one option. As xt_dccp.c and libxt_dccp.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { inRange, join, listPorts, type Range, savePorts } from '../ports.ts';
import { not } from '../values.ts';

const TYPES = ['REQUEST', 'RESPONSE', 'DATA', 'ACK', 'DATAACK', 'CLOSEREQ', 'CLOSE', 'RESET', 'SYNC', 'SYNCACK', 'INVALID'];
const port = { type: 'portrange', invertible: true } as const;

interface Info {
  source?: { range: Range; inverted: boolean };
  dest?: { range: Range; inverted: boolean };
  types?: { bits: number; inverted: boolean };
  dccpOption?: { number: number; inverted: boolean };
}

function parseTypes(text: string): number {
  let bits = 0;
  for (const name of text.split(',')) {
    const index = TYPES.indexOf(name.toUpperCase());
    if (index < 0) throw new Usage(`Unknown DCCP type \`${name}'`);
    bits |= 1 << index;
  }
  return bits;
}

const typeNames = (bits: number, numeric: boolean): string =>
  TYPES.flatMap((type, index) => (bits & (1 << index) ? [numeric ? `${index}` : type] : [])).join(',');

export default defineMatch<Info>({
  name: 'dccp',
  protocols: [33],
  options: {
    '--source-port': port,
    '--sport': { ...port, alias: '--source-port' },
    '--destination-port': port,
    '--dport': { ...port, alias: '--destination-port' },
    '--dccp-types': { type: 'string', invertible: true },
    '--dccp-option': { type: 'u8', min: 1, invertible: true },
  },
  parse(given) {
    const info: Info = {};
    for (const { option, numbers, text, number, inverted } of given) {
      if (option === '--source-port') info.source = { range: [numbers[0]!, numbers.at(-1)!], inverted };
      else if (option === '--destination-port') info.dest = { range: [numbers[0]!, numbers.at(-1)!], inverted };
      else if (option === '--dccp-types') info.types = { bits: parseTypes(text), inverted };
      else info.dccpOption = { number, inverted };
    }
    return info;
  },
  save: info =>
    join(
      info.source && savePorts('sport', info.source.range, info.source.inverted),
      info.dest && savePorts('dport', info.dest.range, info.dest.inverted),
      info.types && `${not(info.types.inverted)}--dccp-types ${typeNames(info.types.bits, false)}`,
      info.dccpOption && `${not(info.dccpOption.inverted)}--dccp-option ${info.dccpOption.number}`,
    ),
  list: (info, how) =>
    `dccp${info.source ? listPorts('spt', info.source.range, info.source.inverted, 'dccp', how) : ''}${
      info.dest ? listPorts('dpt', info.dest.range, info.dest.inverted, 'dccp', how) : ''
    }${info.types ? ` ${info.types.inverted ? '!' : ''}${typeNames(info.types.bits, how.numeric)}` : ''}${
      info.dccpOption ? ` option=${info.dccpOption.inverted ? '!' : ''}${info.dccpOption.number}` : ''
    }`,
  matches(info, skb) {
    const ports = skb.ports();
    if (!ports || skb.end < skb.networkEnd + 12) return skb.fragmentOffset > 0 ? false : 'hotdrop';
    if (info.source && inRange(info.source.range, ports.source) === info.source.inverted) return false;
    if (info.dest && inRange(info.dest.range, ports.dest) === info.dest.inverted) return false;
    const type = (skb.bytes[skb.networkEnd + 8]! >> 1) & 15;
    if (info.types && ((info.types.bits & (1 << type)) !== 0) === info.types.inverted) return false;
    return info.dccpOption ? hasOption(skb.bytes, skb.networkEnd, skb.end, info.dccpOption.number) !== info.dccpOption.inverted : true;
  },
});

function hasOption(bytes: Uint8Array, transport: number, packetEnd: number, wanted: number): boolean {
  const end = Math.min(transport + bytes[transport + 4]! * 4, packetEnd);
  const extended = (bytes[transport + 8]! & 1) === 1;
  for (let at = transport + (extended ? 16 : 12); at < end; ) {
    const kind = bytes[at]!;
    if (kind === wanted) return true;
    at += kind < 32 ? 1 : Math.max(2, bytes[at + 1] ?? 2);
  }
  return false;
}
