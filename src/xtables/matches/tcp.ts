// -p tcp, -m tcp: ports, flags, options. As xt_tcpudp.c and libxt_tcp.c of iptables 1.8.13.

import { eachTcpOption, TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, TCP_URG } from '../../wire/tcp.ts';
import { defineMatch, Usage } from '../extension.ts';
import { inRange, join, listPorts, parsePortRange, type Range, savePorts } from '../ports.ts';
import { not, parseNumber } from '../values.ts';

const FLAGS: readonly [string, number][] = [
  ['FIN', TCP_FIN],
  ['SYN', TCP_SYN],
  ['RST', TCP_RST],
  ['PSH', TCP_PSH],
  ['ACK', TCP_ACK],
  ['URG', TCP_URG],
];
const SYN_MASK = TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK;

interface Info {
  source: Range;
  dest: Range;
  sourceInverted: boolean;
  destInverted: boolean;
  flags?: { mask: number; compare: number; inverted: boolean };
  option?: { kind: number; inverted: boolean };
}

function parseFlags(text: string): number {
  if (text.toUpperCase() === 'ALL') return 63;
  if (text.toUpperCase() === 'NONE') return 0;
  let bits = 0;
  for (const name of text.split(',')) {
    const upper = name.toUpperCase();
    const flag = FLAGS.find(([known]) => known === upper)?.[1] ?? (upper === 'ALL' ? 63 : upper === 'NONE' ? 0 : undefined);
    if (flag === undefined) throw new Usage(`Unknown TCP flag \`${name}'`);
    bits |= flag;
  }
  return bits;
}

const printFlags = (bits: number): string =>
  bits === 0
    ? 'NONE'
    : FLAGS.filter(([, flag]) => bits & flag)
        .map(([name]) => name)
        .join(',');
const hexFlags = (bits: number): string => `0x${bits.toString(16).toUpperCase().padStart(2, '0')}`;
const port = { type: 'string', invertible: true, repeat: 'only-one', oldStyle: true } as const;

export default defineMatch<Info>({
  name: 'tcp',
  eager: true,
  options: {
    '--source-port': port,
    '--sport': { ...port, alias: '--source-port' },
    '--destination-port': port,
    '--dport': { ...port, alias: '--destination-port' },
    '--syn': { invertible: true, repeat: 'only-one', oldStyle: true },
    '--tcp-flags': { type: 'string', invertible: true, two: true, repeat: 'only-one', oldStyle: true },
    '--tcp-option': { type: 'string', invertible: true, repeat: 'only-one', oldStyle: true },
  },
  parse(given, rule) {
    const info: Info = { source: [0, 65535], dest: [0, 65535], sourceInverted: false, destInverted: false };
    for (const { option, text, second, inverted } of given) {
      if (option === '--source-port') {
        info.source = parsePortRange(text, rule, 'tcp');
        info.sourceInverted = inverted;
      } else if (option === '--destination-port') {
        info.dest = parsePortRange(text, rule, 'tcp');
        info.destInverted = inverted;
      } else if (option === '--tcp-option') {
        const kind = parseNumber(text, 1, 255);
        if (kind === undefined) throw new Usage(`Bad TCP option "${text}"`);
        info.option = { kind, inverted };
      } else {
        const both = option === '--syn' ? { mask: SYN_MASK, compare: TCP_SYN } : { mask: parseFlags(text), compare: parseFlags(second) };
        if (info.flags) throw new Usage("Only one of `--syn' or `--tcp-flags'  allowed");
        info.flags = { ...both, inverted };
      }
    }
    if (rule.final && bare(info) === false && rule.protocol !== 6) throw new Usage("TCP match requires '-p tcp'");
    return info;
  },
  // With ports or flags the rule says the protocol itself, in whatever sense; without, the kernel asks for it.
  check: (info, where) => (bare(info) !== false && (where.protocol !== 6 || where.protocolInverted) ? 'EINVAL' : undefined),
  save(info) {
    return join(
      savePorts('sport', info.source, info.sourceInverted),
      savePorts('dport', info.dest, info.destInverted),
      info.option && `${not(info.option.inverted)}--tcp-option ${info.option.kind}`,
      info.flags && `${not(info.flags.inverted)}--tcp-flags ${printFlags(info.flags.mask)} ${printFlags(info.flags.compare)}`,
    );
  },
  list(info, how) {
    let text = 'tcp';
    text += listPorts('spt', info.source, info.sourceInverted, 'tcp', how);
    text += listPorts('dpt', info.dest, info.destInverted, 'tcp', how);
    if (info.option) text += ` option=${info.option.inverted ? '!' : ''}${info.option.kind}`;
    if (info.flags) {
      const print = how.numeric ? hexFlags : printFlags;
      text += ` flags:${info.flags.inverted ? '!' : ''}${print(info.flags.mask)}/${print(info.flags.compare)}`;
    }
    return text;
  },
  matches(info, skb) {
    // The second fragment of an attack on old filters, which would lie over the header's flags.
    if (skb.fragmentOffset > 0) return skb.fragmentOffset === 8 ? 'hotdrop' : false;
    const at = skb.networkEnd;
    if (skb.end < at + 20) return 'hotdrop';
    const { bytes } = skb;
    if (inRange(info.source, (bytes[at]! << 8) | bytes[at + 1]!) === info.sourceInverted) return false;
    if (inRange(info.dest, (bytes[at + 2]! << 8) | bytes[at + 3]!) === info.destInverted) return false;
    if (info.flags && ((bytes[at + 13]! & info.flags.mask) === info.flags.compare) === info.flags.inverted) return false;
    if (info.option) {
      const end = Math.min(at + (bytes[at + 12]! >> 4) * 4, skb.end);
      let found = false;
      for (const option of eachTcpOption(bytes, at + 20, end)) if (option.kind === info.option.kind) found = true;
      return found !== info.option.inverted;
    }
    return true;
  },
  exact(info) {
    if (info.flags || info.option) return undefined;
    return exactPort(info);
  },
});

/** Whether it asks for no port and no flags; options alone are the kernel's match too. */
function bare(info: Info): boolean | 'option' {
  if (info.option) return 'option';
  const all = (range: Range, inverted: boolean): boolean => range[0] === 0 && range[1] === 65535 && !inverted;
  return all(info.source, info.sourceInverted) && all(info.dest, info.destInverted) && !info.flags;
}

/** The one port that a tcp or udp match asks for. */
function exactPort(info: { source: Range; dest: Range; sourceInverted: boolean; destInverted: boolean }) {
  if (info.dest[0] === info.dest[1] && !info.destInverted) return { field: 'destPort', value: info.dest[0] } as const;
  if (info.source[0] === info.source[1] && !info.sourceInverted) return { field: 'sourcePort', value: info.source[0] } as const;
  return undefined;
}
