// TCP. As print-tcp.c of tcpdump 4.99.6.

import { get16, get32 } from '../../wire/bytes.ts';
import { fold, pseudoSum, sumBytes } from '../../wire/checksum.ts';
import { eachTcpOption, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, TCP_URG } from '../../wire/tcp.ts';
import { printDns } from './print-dns.ts';
import { need, type Printer, type Segment } from './printer.ts';

const FLAGS: readonly (readonly [bit: number, letter: string])[] = [
  [1, 'F'],
  [2, 'S'],
  [4, 'R'],
  [8, 'P'],
  [16, '.'],
  [32, 'U'],
  [64, 'E'],
  [128, 'W'],
];
const HTTP_PORTS: ReadonlySet<number> = new Set([80, 8080, 3128]);
const HTTP_LINE =
  /^(?:GET|PUT|COPY|HEAD|LOCK|MOVE|POLL|POST|BCOPY|BMOVE|MKCOL|TRACE|LABEL|MERGE|DELETE|SEARCH|UNLOCK|REPORT|UPDATE|NOTIFY|BDELETE|CONNECT|OPTIONS|CHECKIN|PROPFIND|CHECKOUT|HTTP\/1\.[01])\b/;

function checksumText(printer: Printer, { bytes, at, length, source, dest }: Segment): void {
  if (printer.options.verbose === 0 || printer.options.noChecksums || at + length > bytes.length) return;
  const given = get16(bytes, at + 16);
  // The sum over what lies there, its own field included, is all ones where it is right.
  const sum = fold(sumBytes(bytes, at, at + length, pseudoSum(source, dest, 6, length)));
  const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
  if (sum === 0xffff) return printer.add(`, cksum ${hex(given)} (correct)`);
  const right = ~fold(sum + (~given & 0xffff)) & 0xffff;
  printer.add(`, cksum ${hex(given)} (incorrect -> ${hex(right)})`);
}

/** Sequence numbers count from the first that was seen of a connection, unless -S asks for them as they are. */
function relative(printer: Printer, { bytes, at, source, dest }: Segment): { sequence: number; ack: number; base: number } {
  const [sequence, ack, flags] = [get32(bytes, at + 4), get32(bytes, at + 8), bytes[at + 13]!];
  if (printer.options.absoluteSequences || (flags & TCP_ACK) === 0) return { sequence, ack, base: 0 };
  const [sourcePort, destPort] = [get16(bytes, at), get16(bytes, at + 2)];
  const reversed = sourcePort === destPort ? source > dest : sourcePort > destPort;
  const [near, far] = [`${source}.${sourcePort}`, `${dest}.${destPort}`];
  const key = reversed ? `${far}>${near}` : `${near}>${far}`;
  const known = printer.connections.get(key);
  if (!known || (flags & TCP_SYN) !== 0) {
    const one = (ack - 1) >>> 0;
    printer.connections.set(key, reversed ? { sequence: one, ack: sequence } : { sequence, ack: one });
    return { sequence, ack, base: 0 };
  }
  const [mine, theirs] = reversed ? [known.ack, known.sequence] : [known.sequence, known.ack];
  return { sequence: (sequence - mine) >>> 0, ack: (ack - theirs) >>> 0, base: theirs };
}

function optionText(bytes: Uint8Array, { kind, at, length }: { kind: number; at: number; length: number }, base: number): string {
  switch (kind) {
    case 0:
      return 'eol';
    case 1:
      return 'nop';
    case 2:
      return `mss ${get16(bytes, at + 2)}`;
    case 3:
      return `wscale ${bytes[at + 2]}`;
    case 4:
      return 'sackOK';
    case 5: {
      const blocks: string[] = [];
      for (let block = at + 2; block + 8 <= at + length; block += 8) {
        blocks.push(`{${(get32(bytes, block) - base) >>> 0}:${(get32(bytes, block + 4) - base) >>> 0}}`);
      }
      return `sack ${blocks.length} ${blocks.join('')}`;
    }
    case 8:
      return `TS val ${get32(bytes, at + 2)} ecr ${get32(bytes, at + 6)}`;
    case 30:
      return 'mptcp';
    case 34:
      return length === 2 ? 'tfo  cookiereq' : 'tfo  cookie';
    default:
      return `unknown-${kind}`;
  }
}

function payload(printer: Printer, { bytes, at, length }: Segment, sourcePort: number, destPort: number): void {
  const data = bytes.subarray(at, at + length);
  if (sourcePort === 53 || destPort === 53) {
    if (data.length > 14) printDns(printer, data.subarray(2), length - 2);
    return;
  }
  if (!HTTP_PORTS.has(sourcePort) && !HTTP_PORTS.has(destPort)) return;
  const text = String.fromCharCode(...data.subarray(0, 4096));
  if (printer.options.verbose === 0) {
    printer.add(HTTP_LINE.test(text) ? `: HTTP: ${text.split(/\r?\n/, 1)[0]}` : ': HTTP');
    return;
  }
  printer.add(`: HTTP, length: ${length}`);
  if (!HTTP_LINE.test(text)) return;
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  printer.add(lines.map(line => `\n\t${line}`).join(''));
}

/** A TCP segment. */
export function printTcp(printer: Printer, segment: Segment): void {
  const { bytes, at, length } = segment;
  need(bytes, at + 20);
  const [sourcePort, destPort, flags] = [get16(bytes, at), get16(bytes, at + 2), bytes[at + 13]!];
  const headerBytes = (bytes[at + 12]! >> 4) * 4;
  printer.ends(segment.source, printer.port(sourcePort, 'tcp'), segment.dest, printer.port(destPort, 'tcp'));
  const dataBytes = length - headerBytes;
  if (printer.options.quiet) return printer.add(`tcp ${dataBytes}`);
  const letters = FLAGS.filter(([bit]) => (flags & bit) !== 0).map(([, letter]) => letter);
  printer.add(`Flags [${letters.length === 0 ? 'none' : letters.join('')}]`);
  checksumText(printer, segment);
  const { sequence, ack, base } = relative(printer, segment);
  if (printer.options.verbose > 1 || dataBytes > 0 || (flags & (TCP_SYN | TCP_FIN | TCP_RST)) !== 0) {
    printer.add(`, seq ${sequence}${dataBytes > 0 ? `:${(sequence + dataBytes) >>> 0}` : ''}`);
  }
  if ((flags & TCP_ACK) !== 0) printer.add(`, ack ${ack}`);
  printer.add(`, win ${get16(bytes, at + 14)}`);
  if ((flags & TCP_URG) !== 0) printer.add(`, urg ${get16(bytes, at + 18)}`);
  const options = [...eachTcpOption(bytes, at + 20, Math.min(at + headerBytes, bytes.length))];
  if (options.length > 0) printer.add(`, options [${options.map(option => optionText(bytes, option, base)).join(',')}]`);
  printer.add(`, length ${dataBytes}`);
  if (dataBytes > 0 && (flags & TCP_RST) === 0)
    payload(printer, { ...segment, at: at + headerBytes, length: dataBytes }, sourcePort, destPort);
}
