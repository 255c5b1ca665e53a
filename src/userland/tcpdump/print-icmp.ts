// ICMP. As print-icmp.c of tcpdump 4.99.6.

import { get16, get32 } from '../../wire/bytes.ts';
import { checksum } from '../../wire/checksum.ts';
import { need, type Printer, type Segment } from './printer.ts';

const QUOTING: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);
const TEXTS: Readonly<Record<number, string>> = {
  4: 'source quench',
  9: 'router advertisement',
  10: 'router solicitation',
  15: 'information request',
  16: 'information reply',
  17: 'address mask request',
  18: 'address mask reply',
};
/** Unreachable's words by code, with the quoted dest for "%". */
const UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'net % unreachable',
  1: 'host % unreachable',
  5: '% unreachable - source route failed',
  6: 'net % unreachable - unknown',
  7: 'host % unreachable - unknown',
  8: '% unreachable - source host isolated',
  9: 'net % unreachable - admin prohibited',
  10: 'host % unreachable - admin prohibited',
  11: 'net % unreachable - tos prohibited',
  12: 'host % unreachable - tos prohibited',
  13: 'host % unreachable - admin prohibited filter',
  14: 'host % unreachable - host precedence violation',
  15: 'host % unreachable - precedence cutoff',
};

function unreachable(printer: Printer, bytes: Uint8Array, at: number): string {
  const code = bytes[at + 1]!;
  need(bytes, at + 28);
  const inner = at + 8;
  const dest = printer.host(get32(bytes, inner + 16));
  const protocol = bytes[inner + 9]!;
  if (code === 2) return `${dest} protocol ${protocol} unreachable`;
  if (code === 3) {
    const ports = inner + (bytes[inner]! & 15) * 4;
    need(bytes, ports + 4);
    const port = get16(bytes, ports + 2);
    if (protocol === 6 || protocol === 17) {
      const name = protocol === 6 ? 'tcp' : 'udp';
      return `${dest} ${name} port ${printer.port(port, name)} unreachable`;
    }
    return `${dest} protocol ${protocol} port ${port} unreachable`;
  }
  if (code === 4) {
    const mtu = get16(bytes, at + 6);
    return `${dest} unreachable - need to frag${mtu === 0 ? '' : ` (mtu ${mtu})`}`;
  }
  return UNREACHABLE[code]?.replace('%', dest) ?? `${dest} unreachable - #${code}`;
}

function redirect(printer: Printer, bytes: Uint8Array, at: number): string {
  need(bytes, at + 28);
  const kinds = ['net', 'host', 'net', 'host'];
  const code = bytes[at + 1]!;
  return `redirect${code >= 2 ? '-tos' : ''} ${printer.host(get32(bytes, at + 24))} to ${kinds[code] ?? 'net'} ${printer.host(get32(bytes, at + 4))}`;
}

function text(printer: Printer, bytes: Uint8Array, at: number): string {
  const [type, code] = [bytes[at]!, bytes[at + 1]!];
  const id = (): string => `id ${get16(bytes, at + 4)}, seq ${get16(bytes, at + 6)}`;
  switch (type) {
    case 0:
      return `echo reply, ${id()}`;
    case 8:
      return `echo request, ${id()}`;
    case 3:
      return unreachable(printer, bytes, at);
    case 5:
      return redirect(printer, bytes, at);
    case 11:
      if (code === 0) return 'time exceeded in-transit';
      return code === 1 ? 'ip reassembly time exceeded' : `time exceeded-#${code}`;
    case 12:
      return code === 0 ? `parameter problem - octet ${bytes[at + 4]}` : `parameter problem - code ${code}`;
    case 13:
      return `time stamp query id ${get16(bytes, at + 4)} seq ${get16(bytes, at + 6)}`;
    case 14:
      return `time stamp reply id ${get16(bytes, at + 4)} seq ${get16(bytes, at + 6)}`;
    default:
      return TEXTS[type] ?? `type-#${type}`;
  }
}

/** An ICMP message; with -v, the packet that an error quotes too. */
export function printIcmp(printer: Printer, { bytes, at, length }: Segment, more: boolean): void {
  need(bytes, at + 8);
  printer.add(`ICMP ${text(printer, bytes, at)}, length ${length}`);
  const { verbose, noChecksums, linkLevel } = printer.options;
  if (verbose === 0) return;
  if (!more && !noChecksums && at + length <= bytes.length && checksum(bytes, at, at + length) !== 0) {
    const given = get16(bytes, at + 2);
    const right = bytes.slice(at, at + length);
    right[2] = 0;
    right[3] = 0;
    printer.add(` (wrong icmp cksum ${given.toString(16)} (->${checksum(right, 0, length).toString(16)})!)`);
  }
  if (!QUOTING.has(bytes[at]!) || length <= 8) return;
  printer.add('\n\t');
  if (linkLevel) printer.add('IP ');
  printer.layers.ip(printer, bytes, at + 8, length - 8);
}
