// ICMPv6 with neighbour discovery and MLD. As print-icmp6.c of tcpdump 4.99.6.

import { printIpv6 } from '../../wire/address.ts';
import { get16, get32, get128 } from '../../wire/bytes.ts';
import { fold, pseudoSum, sumBytes } from '../../wire/checksum.ts';
import { need, type Printer, type Segment } from './printer.ts';

const TYPES: Readonly<Record<number, string>> = {
  1: 'destination unreachable',
  2: 'packet too big',
  3: 'time exceeded',
  4: 'parameter problem',
  128: 'echo request',
  129: 'echo reply',
  130: 'multicast listener query',
  131: 'multicast listener report',
  132: 'multicast listener done',
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbor solicitation',
  136: 'neighbor advertisement',
  137: 'redirect',
  143: 'multicast listener report v2',
};
const RECORDS = ['#0', 'is_in', 'is_ex', 'to_in', 'to_ex', 'allow', 'block'] as const;
const OPTIONS: Readonly<Record<number, string>> = {
  1: 'source link-address',
  2: 'destination link-address',
  3: 'prefix info',
  4: 'redirected header',
  5: 'mtu',
};

function options(printer: Printer, bytes: Uint8Array, from: number, end: number): void {
  for (let at = from; at + 2 <= end; ) {
    const [type, units] = [bytes[at]!, bytes[at + 1]!];
    if (units === 0) return;
    need(bytes, at + units * 8);
    printer.add(`\n\t  ${OPTIONS[type] ?? 'unknown'} option (${type}), length ${units * 8} (${units}): `);
    if (type === 1 || type === 2) printer.add(printer.mac(bytes, at + 2));
    else if (type === 5) printer.add(` ${get32(bytes, at + 4)}`);
    else if (type === 3) {
      const flags = bytes[at + 3]!;
      const words = [flags & 0x80 ? 'onlink' : '', flags & 0x40 ? 'auto' : '', flags & 0x20 ? 'router' : ''].filter(word => word !== '');
      const life = (value: number): string => (value === 0xffffffff ? 'infinity' : `${value}s`);
      printer.add(
        `${printIpv6(get128(bytes, at + 16))}/${bytes[at + 2]}, Flags [${words.join(', ') || 'none'}], valid time ${life(get32(bytes, at + 4))}`,
      );
      printer.add(`, pref. time ${life(get32(bytes, at + 8))}`);
    } else if (OPTIONS[type] === undefined) {
      const data = [...bytes.subarray(at + 2, at + units * 8)].map(byte => byte.toString(16).padStart(2, '0')).join('');
      printer.add(`\n\t  0x0000:  ${(data.match(/.{1,4}/g) ?? []).join(' ')}`);
    }
    at += units * 8;
  }
}

function unreachable(printer: Printer, bytes: Uint8Array, at: number): string {
  need(bytes, at + 48);
  const dest = printer.host(get128(bytes, at + 8 + 24));
  const code = bytes[at + 1]!;
  const texts = [`unreachable route ${dest}`, `unreachable prohibited ${dest}`, `beyond scope ${dest}`, `unreachable address ${dest}`];
  if (code !== 4) return texts[code] ?? `unreachable code-#${code}`;
  const protocol = bytes[at + 8 + 6]!;
  need(bytes, at + 52);
  const port = get16(bytes, at + 50);
  if (protocol === 6 || protocol === 17) {
    const name = protocol === 6 ? 'tcp' : 'udp';
    return `unreachable port, ${dest} ${name} port ${printer.port(port, name)}`;
  }
  return `unreachable port, ${dest} protocol ${protocol} port ${port}`;
}

function reports(printer: Printer, { bytes, at }: Segment): void {
  const count = get16(bytes, at + 6);
  printer.add(`, ${count} group record(s)`);
  if (printer.options.verbose === 0) return;
  let here = at + 8;
  for (let record = 0; record < count; record++) {
    need(bytes, here + 20);
    const sources = get16(bytes, here + 2);
    printer.add(` [gaddr ${printer.host(get128(bytes, here + 4))} ${RECORDS[bytes[here]!] ?? `#${bytes[here]}`}`);
    if (printer.options.verbose === 1) printer.add(`, ${sources} source(s)`);
    else {
      printer.add(' {');
      for (let source = 0; source < sources; source++) printer.add(` ${printer.host(get128(bytes, here + 20 + source * 16))}`);
      printer.add(' }');
    }
    printer.add(']');
    here += 20 + sources * 16 + bytes[here + 1]! * 4;
  }
}

function advertisement(printer: Printer, { bytes, at, length }: Segment): void {
  need(bytes, at + 16);
  if (printer.options.verbose === 0) return;
  const flags = bytes[at + 5]!;
  const words = [flags & 0x80 ? 'managed' : '', flags & 0x40 ? 'other stateful' : ''].filter(word => word !== '');
  const preference = ['medium', 'high', 'reserved', 'low'][(flags >> 3) & 3];
  printer.add(
    `\n\thop limit ${bytes[at + 4]}, Flags [${words.join(', ') || 'none'}], pref ${preference}, router lifetime ${get16(bytes, at + 6)}s`,
  );
  printer.add(`, reachable time ${get32(bytes, at + 8)}ms, retrans timer ${get32(bytes, at + 12)}ms`);
  options(printer, bytes, at + 16, at + length);
}

function neighbour(printer: Printer, { bytes, at, length }: Segment): void {
  need(bytes, at + 24);
  const target = printer.host(get128(bytes, at + 8));
  const { verbose } = printer.options;
  if (bytes[at] === 135) printer.add(`, who has ${target}`);
  else {
    printer.add(`, tgt is ${target}`);
    const flags = bytes[at + 4]!;
    const words = [flags & 0x80 ? 'router' : '', flags & 0x40 ? 'solicited' : '', flags & 0x20 ? 'override' : ''].filter(
      word => word !== '',
    );
    if (verbose > 0) printer.add(`, Flags [${words.join(', ') || 'none'}]`);
  }
  if (verbose > 0) options(printer, bytes, at + 24, at + length);
}

function body(printer: Printer, segment: Segment): void {
  const { bytes, at, length } = segment;
  const { verbose } = printer.options;
  switch (bytes[at]) {
    case 1:
      return printer.add(`, ${unreachable(printer, bytes, at)}`);
    case 2:
      return printer.add(`, mtu ${get32(bytes, at + 4)}`);
    case 3:
      need(bytes, at + 48);
      if (bytes[at + 1] === 0) return printer.add(` in-transit for ${printer.host(get128(bytes, at + 8 + 24))}`);
      return printer.add(' (reassembly)');
    case 4:
      return printer.add(`, code-#${bytes[at + 1]} - octet ${get32(bytes, at + 4)}`);
    case 128:
    case 129:
      return printer.add(`, id ${get16(bytes, at + 4)}, seq ${get16(bytes, at + 6)}`);
    case 130:
    case 131:
    case 132:
      need(bytes, at + 24);
      return printer.add(`max resp delay: ${get16(bytes, at + 4)} addr: ${printer.host(get128(bytes, at + 8))}`.replace(/^/, ' '));
    case 133:
      if (verbose > 0) options(printer, bytes, at + 8, at + length);
      return;
    case 134:
      return advertisement(printer, segment);
    case 135:
    case 136:
      return neighbour(printer, segment);
    case 143:
      return reports(printer, segment);
    default:
  }
}

/** With -v the length of these stands before what they say, not behind. */
const LENGTH_FIRST: ReadonlySet<number> = new Set([133, 134, 135, 136, 137]);

/** An ICMPv6 message. */
export function printIcmp6(printer: Printer, segment: Segment, more: boolean): void {
  const { bytes, at, length, source, dest } = segment;
  need(bytes, at + 8);
  const { verbose, noChecksums } = printer.options;
  if (verbose > 0 && !more && !noChecksums && at + length <= bytes.length) {
    const sum = fold(sumBytes(bytes, at, at + length, pseudoSum(source, dest, 58, length)));
    const given = get16(bytes, at + 2);
    const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
    if (sum === 0xffff) printer.add('[icmp6 sum ok] ');
    else printer.add(`[bad icmp6 cksum ${hex(given)} -> ${hex(~fold(sum + (~given & 0xffff)) & 0xffff)}!] `);
  }
  const type = bytes[at]!;
  const lengthFirst = verbose > 0 && LENGTH_FIRST.has(type);
  printer.add(`ICMP6, ${TYPES[type] ?? `unknown icmp6 type (${type})`}${lengthFirst ? `, length ${length}` : ''}`);
  body(printer, segment);
  if (verbose === 0) printer.add(`, length ${length}`);
  else if (!lengthFirst && type !== 143 && type < 130) printer.add(`, length ${length}`);
}
