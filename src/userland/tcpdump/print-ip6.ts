// IPv6. As print-ip6.c, print-ip6opts.c and print-frag6.c of tcpdump 4.99.6.

import { get16, get32, get128 } from '../../wire/bytes.ts';
import { printIcmp6 } from './print-icmp6.ts';
import { printTcp } from './print-tcp.ts';
import { printUdp } from './print-udp.ts';
import { need, type Printer, Truncated } from './printer.ts';

const HEADERS: Readonly<Record<number, string>> = {
  0: 'HBH',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  43: 'Routing',
  44: 'Fragment',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  59: 'No next header',
  60: 'Options',
  132: 'SCTP',
};

function detail(printer: Printer, bytes: Uint8Array, at: number): void {
  const flow = get32(bytes, at);
  const [next, hops] = [bytes[at + 6]!, bytes[at + 7]!];
  printer.add('(');
  if ((flow & 0x0ff00000) !== 0) printer.add(`class 0x${((flow >>> 20) & 255).toString(16).padStart(2, '0')}, `);
  if ((flow & 0xfffff) !== 0) printer.add(`flowlabel 0x${(flow & 0xfffff).toString(16).padStart(5, '0')}, `);
  printer.add(`hlim ${hops}, next-header ${HEADERS[next] ?? 'unknown'} (${next}), payload length ${get16(bytes, at + 4)}) `);
}

function optionsText(bytes: Uint8Array, from: number, end: number): string {
  const parts: string[] = [];
  for (let at = from; at + 1 < end; ) {
    const type = bytes[at]!;
    if (type === 0) {
      parts.push('(pad1)');
      at++;
      continue;
    }
    if (type === 1) parts.push('(padn)');
    else if (type === 5)
      parts.push(
        `(rtalert: 0x${get16(bytes, at + 2)
          .toString(16)
          .padStart(4, '0')})`,
      );
    else parts.push(`(opt_type 0x${type.toString(16).padStart(2, '0')}: len=${bytes[at + 1]})`);
    at += 2 + bytes[at + 1]!;
  }
  return parts.map(part => `${part} `).join('');
}

/** An IPv6 packet that starts at `at`. */
export function printIp6(printer: Printer, bytes: Uint8Array, at: number, length: number): void {
  if (!printer.options.linkLevel) printer.add('IP6 ');
  need(bytes, at + 40);
  if (printer.options.verbose > 0) detail(printer, bytes, at);
  const [source, dest] = [get128(bytes, at + 8), get128(bytes, at + 24)];
  const end = at + 40 + Math.min(get16(bytes, at + 4), Math.max(0, length - 40));
  let next = bytes[at + 6]!;
  let here = at + 40;
  let more = false;
  let named = false;
  const names = (): void => {
    if (!named) printer.add(`${printer.host(source)} > ${printer.host(dest)}: `);
    named = true;
  };
  try {
    for (;;) {
      const segment = { bytes, at: here, length: end - here, source, dest };
      if (next === 6) return printTcp(printer, segment);
      if (next === 17) return printUdp(printer, segment, more);
      names();
      if (next === 58) return printIcmp6(printer, segment, more);
      if (next === 59) return printer.add(`no next header`);
      if (next === 4) return printer.layers.ip(printer, bytes, here, end - here);
      if (next === 41) return printIp6(printer, bytes, here, end - here);
      need(bytes, here + 8);
      if (next === 0 || next === 60) {
        const headerBytes = (bytes[here + 1]! + 1) * 8;
        printer.add(next === 0 ? 'HBH ' : 'DSTOPT ');
        if (printer.options.verbose > 0) printer.add(optionsText(bytes, here + 2, here + headerBytes));
        next = bytes[here]!;
        here += headerBytes;
      } else if (next === 44) {
        const place = get16(bytes, here + 2);
        more = true;
        const id =
          printer.options.verbose > 0
            ? `0x${get32(bytes, here + 4)
                .toString(16)
                .padStart(8, '0')}:`
            : '';
        printer.add(`frag (${id}${place & 0xfff8}|${end - here - 8})`);
        if ((place & 0xfff8) !== 0) return;
        printer.add(' ');
        next = bytes[here]!;
        here += 8;
      } else return printer.add(`ip-proto-${next} ${end - here}`);
    }
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    printer.add(`[|${(HEADERS[next] ?? 'ip6').toLowerCase()}]`);
  }
}
