// What file can tell of contents: signatures, scripts, and kinds of text. As file 5.47, for the kinds of files that exist here.

import { fromBytes, sequenceLength } from '../lib/bytes.ts';
import { strftime } from '../lib/dates.ts';

export interface Guess {
  words: string;
  mime: string;
  charset: string;
}

const binary = (words: string, mime: string): Guess => ({ words, mime, charset: 'binary' });
const MONTH = '%a %b %e %H:%M:%S %Y';

function startsWith(bytes: Uint8Array, ...values: number[]): boolean {
  return values.every((value, at) => bytes[at] === value);
}

function gzip(bytes: Uint8Array, size: number): Guess {
  if (bytes.length < 18) return binary('data', 'application/octet-stream');
  const flags = bytes[3]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let words = 'gzip compressed data';
  if (flags & 8) {
    const end = bytes.indexOf(0, 10);
    words += `, was "${fromBytes(bytes.subarray(10, end))}"`;
  }
  const time = view.getUint32(4, true);
  if (time !== 0) words += `, last modified: ${strftime(MONTH, { seconds: time, nanoseconds: 0 })}`;
  if (bytes[8] === 2) words += ', max compression';
  if (bytes[8] === 4) words += ', max speed';
  words += `, from ${bytes[9] === 3 ? 'Unix' : bytes[9] === 255 ? 'an unknown system' : 'FAT filesystem (MS-DOS, OS/2, NT)'}`;
  if (size === bytes.length) words += `, original size modulo 2^32 ${view.getUint32(bytes.length - 4, true)}`;
  return binary(words, 'application/gzip');
}

function png(bytes: Uint8Array): Guess {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 26) return binary('PNG image data', 'image/png');
  const kind = { 0: 'grayscale', 2: '/color RGB', 3: ' colormap', 4: ' gray+alpha', 6: '/color RGBA' }[bytes[25]!] ?? '';
  const depth = `${bytes[24]}-bit${kind.startsWith('/') || kind.startsWith(' ') ? kind : ` ${kind}`}`;
  return binary(
    `PNG image data, ${view.getUint32(16)} x ${view.getUint32(20)}, ${depth}, ${bytes[28] === 1 ? '' : 'non-'}interlaced`,
    'image/png',
  );
}

const ELF =
  'ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, for GNU/Linux 3.2.0, stripped';

/** Signatures of files that are no text. */
function signature(bytes: Uint8Array, size: number): Guess | undefined {
  if (startsWith(bytes, 0x7f, 0x45, 0x4c, 0x46)) return binary(ELF, 'application/x-pie-executable');
  if (startsWith(bytes, 0x1f, 0x8b)) return gzip(bytes, size);
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return png(bytes);
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return binary('JPEG image data', 'image/jpeg');
  if (startsWith(bytes, 0x42, 0x5a, 0x68)) return binary('bzip2 compressed data, block size = 900k', 'application/x-bzip2');
  if (startsWith(bytes, 0xfd, 0x37, 0x7a, 0x58, 0x5a)) return binary('XZ compressed data, checksum CRC64', 'application/x-xz');
  if (startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd)) return binary('Zstandard compressed data (v0.8+)', 'application/zstd');
  if (startsWith(bytes, 0xd4, 0xc3, 0xb2, 0xa1)) {
    return binary(
      'pcap capture file, microsecond ts (little-endian) - version 2.4 (Ethernet, capture length 262144)',
      'application/vnd.tcpdump.pcap',
    );
  }
  const magic = fromBytes(bytes.subarray(257, 265), 'bytes');
  if (magic.startsWith('ustar')) return binary(`POSIX tar archive${magic.startsWith('ustar  ') ? ' (GNU)' : ''}`, 'application/x-tar');
  const text = fromBytes(bytes.subarray(0, 8), 'bytes');
  if (/^GIF8[79]a/.test(text)) return binary(`GIF image data, version ${text.slice(3, 6)}`, 'image/gif');
  return text.startsWith('%PDF-') ? binary(`PDF document, version ${text.slice(5, 8)}`, 'application/pdf') : undefined;
}

const SHELLS: readonly (readonly [pattern: RegExp, words: string, mime: string])[] = [
  [/^#! ?(?:\/usr)?(?:\/bin\/)(?:env )?bash\b/, 'Bourne-Again shell script', 'text/x-shellscript'],
  [/^#! ?\/usr\/bin\/env bash\b/, 'Bourne-Again shell script', 'text/x-shellscript'],
  [/^#! ?(?:\/usr)?\/bin\/(?:da)?sh\b/, 'POSIX shell script', 'text/x-shellscript'],
  [/^#!.*\bpython[\d.]*/, 'Python script', 'text/x-script.python'],
  [/^#!.*\bperl\b/, 'Perl script text executable', 'text/x-perl'],
  [/^#!.*\bnode\b/, 'Node.js script', 'application/javascript'],
  [/^#!.*\bawk\b/, 'awk script', 'text/x-awk'],
];

function json(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function lineEnds(text: string): string {
  const parts: string[] = [];
  const crlf = /\r\n/.test(text);
  const lf = /(^|[^\r])\n/.test(text);
  if (!/\n|\r/.test(text)) return ', with no line terminators';
  if (/\r(?!\n)/.test(text)) parts.push('CR');
  if (crlf) parts.unshift('CRLF');
  if (lf && parts.length > 0) parts.push('LF');
  return parts.length > 0 ? `, with ${parts.join(', ')} line terminators` : '';
}

function encodingOf(bytes: Uint8Array): { words: string; charset: string } | undefined {
  let high = false;
  let utf8 = true;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    if (byte < 7 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127) return undefined;
    if (byte < 128) {
      at++;
      continue;
    }
    high = true;
    const length = sequenceLength(bytes, at);
    // A sequence that the end of what was read cuts off is none that is wrong.
    if (length === 0 && bytes.length - at >= 4) utf8 = false;
    at += length || 1;
  }
  if (!high) return { words: 'ASCII text', charset: 'us-ascii' };
  if (utf8) return { words: `Unicode text, UTF-8${startsWith(bytes, 0xef, 0xbb, 0xbf) ? ' (with BOM)' : ''} text`, charset: 'utf-8' };
  const controls = bytes.some(byte => byte >= 128 && byte < 160);
  return controls ? { words: 'Non-ISO extended-ASCII text', charset: 'unknown-8bit' } : { words: 'ISO-8859 text', charset: 'iso-8859-1' };
}

/** What the first bytes of a regular file of that size tell. */
export function guess(bytes: Uint8Array, size: number): Guess {
  if (bytes.length === 0) return { words: 'empty', mime: 'inode/x-empty', charset: 'binary' };
  const known = signature(bytes, size);
  if (known !== undefined) return known;
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    const order = bytes[0] === 0xff ? 'little' : 'big';
    return {
      words: `Unicode text, UTF-16, ${order}-endian text, with no line terminators`,
      mime: 'text/plain',
      charset: `utf-16${order[0]}e`,
    };
  }
  const encoding = encodingOf(bytes);
  if (encoding === undefined)
    return bytes.length === 1
      ? binary('very short file (no magic)', 'application/octet-stream')
      : binary('data', 'application/octet-stream');
  const text = fromBytes(bytes);
  const ends = lineEnds(text);
  const longest = Math.max(...text.split('\n').map(line => line.length));
  const long = longest > 300 ? `, with very long lines (${longest})` : '';
  const plain = encoding.words + long + ends;
  const make = (words: string, mime: string): Guess => ({ words, mime, charset: encoding.charset });
  if (json(text) && size === bytes.length) return make('JSON text data', 'application/json');
  const script = SHELLS.find(([pattern]) => pattern.test(text));
  if (script !== undefined) return make(`${script[1]}, ${encoding.words} executable${long}${ends}`, script[2]);
  const other = /^#!\s*(\S+)/.exec(text);
  if (other !== null) return make(`a ${other[1]} script, ${encoding.words} executable${long}${ends}`, 'text/plain');
  if (/^\s*<(!doctype html|html|head)/i.test(text)) return make(`HTML document, ${plain}`, 'text/html');
  if (/^<\?xml/.test(text)) return make(`XML 1.0 document, ${plain}`, 'text/xml');
  if (/^-----BEGIN CERTIFICATE/.test(text)) return make('PEM certificate', 'text/plain');
  if (/^#include\s*[<"]/m.test(text)) return make(`C source, ${plain}`, 'text/x-c');
  if (/^(diff |--- \S+.*\n\+\+\+ )/m.test(text)) return make(`unified diff output, ${plain}`, 'text/x-diff');
  return make(plain, 'text/plain');
}
