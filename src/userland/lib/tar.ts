// tar archives in memory: ustar with pax records, and GNU's long names on reading. As POSIX.1-2017's pax format and Go's archive/tar.

import type { Device, Timespec } from '../../abi/types.ts';
import { concat, decode, encode } from './io.ts';

export type TarKind = 'file' | 'directory' | 'symlink' | 'link' | 'char' | 'block' | 'fifo';

export interface TarHeader {
  name: string;
  kind: TarKind;
  mode: number;
  uid: number;
  gid: number;
  userName?: string;
  groupName?: string;
  sizeBytes: number;
  mtime: Timespec;
  /** Of symlinks and hard links. */
  target?: string;
  device?: Device;
  /** SCHILY.xattr.* records. */
  xattrs?: Record<string, Uint8Array>;
}

export interface TarEntry extends TarHeader {
  /** Shorter than sizeBytes where the file ends in zeros that the archive does not hold (a sparse entry). */
  data: Uint8Array;
  /** Where its header blocks begin, its data, and the next entry, in the archive. */
  start: number;
  dataStart: number;
  end: number;
}

export class TarError extends Error {}

const BLOCK = 512;
const KINDS: Readonly<Record<string, TarKind>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
};
const FLAGS: Readonly<Record<TarKind, string>> = {
  file: '0',
  link: '1',
  symlink: '2',
  char: '3',
  block: '4',
  directory: '5',
  fifo: '6',
};

const padded = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

function text(bytes: Uint8Array, from: number, length: number): string {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return decode(end < 0 ? field : field.subarray(0, end));
}

function number(bytes: Uint8Array, from: number, length: number): number {
  const first = bytes[from]!;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let at = from + 1; at < from + length; at++) value = value * 256 + bytes[at]!;
    return value;
  }
  const digits = text(bytes, from, length).trim();
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function checksumOf(block: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 32 : block[at]!;
  return sum;
}

function paxRecords(data: Uint8Array): Map<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(32, at);
    if (space < 0) break;
    const length = Number.parseInt(decode(data.subarray(at, space)), 10);
    if (!(length > 0)) throw new TarError('archive/tar: invalid tar header');
    const record = data.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(61);
    records.set(decode(record.subarray(0, equals)), record.subarray(equals + 1));
    at += length;
  }
  return records;
}

function timeOf(value: string): Timespec {
  const [seconds = '0', fraction = ''] = value.split('.');
  return { seconds: Number(seconds), nanoseconds: Number(fraction.padEnd(9, '0').slice(0, 9)) };
}

function headerOf(block: Uint8Array, extended: ReadonlyMap<string, Uint8Array>): TarHeader {
  const string = (key: string): string | undefined => {
    const value = extended.get(key);
    return value && decode(value);
  };
  const flag = String.fromCharCode(block[156]!);
  const prefix = text(block, 257, 5) === 'ustar' && block[263] === 48 ? text(block, 345, 155) : '';
  const short = text(block, 0, 100);
  const name = string('path') ?? (prefix === '' ? short : `${prefix}/${short}`);
  const header: TarHeader = {
    name,
    kind: (KINDS[flag] ?? 'file') === 'file' && name.endsWith('/') ? 'directory' : (KINDS[flag] ?? 'file'),
    mode: number(block, 100, 8) & 0o7777,
    uid: Number(string('uid') ?? number(block, 108, 8)),
    gid: Number(string('gid') ?? number(block, 116, 8)),
    userName: string('uname') ?? text(block, 265, 32),
    groupName: string('gname') ?? text(block, 297, 32),
    sizeBytes: Number(string('size') ?? number(block, 124, 12)),
    mtime: extended.has('mtime') ? timeOf(string('mtime')!) : { seconds: number(block, 136, 12), nanoseconds: 0 },
  };
  if (header.kind === 'link' || header.kind === 'symlink') header.target = string('linkpath') ?? text(block, 157, 100);
  if (header.kind === 'char' || header.kind === 'block') header.device = { major: number(block, 329, 8), minor: number(block, 337, 8) };
  for (const [key, value] of extended) {
    if (key.startsWith('SCHILY.xattr.')) (header.xattrs ??= {})[key.slice('SCHILY.xattr.'.length)] = value;
  }
  return header;
}

/** The entries of an archive. Throws TarError ("unexpected EOF", "archive/tar: invalid tar header") where it is none. */
export function* readTar(archive: Uint8Array): Generator<TarEntry> {
  let at = 0;
  let start = 0;
  let extended = new Map<string, Uint8Array>();
  while (at < archive.length) {
    if (at + BLOCK > archive.length) throw new TarError('unexpected EOF');
    const block = archive.subarray(at, at + BLOCK);
    if (block[0] === 0 && block.every(byte => byte === 0)) return;
    if (checksumOf(block) !== number(block, 148, 8)) throw new TarError('archive/tar: invalid tar header');
    const flag = String.fromCharCode(block[156]!);
    const special = 'xgLK'.includes(flag);
    const sizeBytes = special ? number(block, 124, 12) : undefined;
    if (sizeBytes !== undefined) {
      const data = archive.subarray(at + BLOCK, at + BLOCK + sizeBytes);
      if (flag === 'x') for (const [key, value] of paxRecords(data)) extended.set(key, value);
      if (flag === 'L') extended.set('path', encode(text(data, 0, data.length)));
      if (flag === 'K') extended.set('linkpath', encode(text(data, 0, data.length)));
      at += BLOCK + padded(sizeBytes);
      continue;
    }
    const header = headerOf(block, extended);
    if (header.kind !== 'file') header.sizeBytes = 0;
    const dataStart = at + BLOCK;
    if (dataStart + header.sizeBytes > archive.length) throw new TarError('unexpected EOF');
    at = dataStart + padded(header.sizeBytes);
    const stored = archive.subarray(dataStart, dataStart + header.sizeBytes);
    const real = extended.get('GNU.sparse.realsize');
    if (real && header.kind === 'file') {
      const sparseName = extended.get('GNU.sparse.name');
      if (sparseName) header.name = decode(sparseName);
      header.sizeBytes = Number(decode(real));
    }
    yield { ...header, data: real ? unpackSparse(stored) : stored, start, dataStart, end: at };
    start = at;
    extended = new Map();
  }
}

/** The bytes of a sparse file (GNU's pax format 1.0) up to the last that are there; what follows up to its size is zeros. */
function unpackSparse(stored: Uint8Array): Uint8Array {
  const numbers: number[] = [];
  let at = 0;
  while (numbers.length === 0 || numbers.length < 1 + 2 * numbers[0]!) {
    const end = stored.indexOf(10, at);
    if (end < 0) throw new TarError('archive/tar: invalid tar header');
    numbers.push(Number(decode(stored.subarray(at, end))));
    at = end + 1;
  }
  let from = padded(at);
  const segments = Array.from({ length: numbers[0]! }, (_, index) => [numbers[1 + 2 * index]!, numbers[2 + 2 * index]!] as const);
  const whole = new Uint8Array(Math.max(0, ...segments.filter(([, length]) => length > 0).map(([offset, length]) => offset + length)));
  for (const [offset, length] of segments) {
    if (length > 0) whole.set(stored.subarray(from, from + length), offset);
    from += length;
  }
  return whole;
}

function put(block: Uint8Array, at: number, length: number, value: string): void {
  block.set(encode(value).subarray(0, length), at);
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
const fits = (value: number, width: number): boolean => value >= 0 && value < 8 ** (width - 1);
const isAscii = (value: string): boolean => /^[\x00-\x7f]*$/.test(value);

function paxText(records: readonly [string, Uint8Array][]): Uint8Array {
  return concat(
    records.map(([key, value]) => {
      const body = key.length + value.length + 3;
      let length = body + String(body).length;
      if (String(length).length !== String(body).length) length = body + String(length).length;
      return concat([encode(`${length} ${key}=`), value, encode('\n')]);
    }),
  );
}

function block(header: TarHeader, name: string, flag: string, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK);
  put(bytes, 0, 100, name);
  put(bytes, 100, 8, octal(header.mode & 0o7777, 8));
  put(bytes, 108, 8, octal(fits(header.uid, 8) ? header.uid : 0, 8));
  put(bytes, 116, 8, octal(fits(header.gid, 8) ? header.gid : 0, 8));
  put(bytes, 124, 12, octal(fits(sizeBytes, 12) ? sizeBytes : 0, 12));
  put(bytes, 136, 12, octal(Math.max(0, header.mtime.seconds), 12));
  put(bytes, 148, 8, '        ');
  put(bytes, 156, 1, flag);
  put(bytes, 157, 100, header.target ?? '');
  put(bytes, 257, 8, 'ustar\x0000');
  put(bytes, 265, 32, header.userName ?? '');
  put(bytes, 297, 32, header.groupName ?? '');
  put(bytes, 329, 8, octal(header.device?.major ?? 0, 8));
  put(bytes, 337, 8, octal(header.device?.minor ?? 0, 8));
  put(bytes, 148, 8, `${checksumOf(bytes).toString(8).padStart(6, '0')}\0 `);
  return bytes;
}

/** The header blocks of an entry, pax records before it where ustar has no room. `fine` keeps the nanoseconds of its time. */
export function tarHeader(header: TarHeader, fine = false): Uint8Array {
  const records: [string, Uint8Array][] = [];
  const name = header.kind === 'directory' && !header.name.endsWith('/') ? `${header.name}/` : header.name;
  let prefix = '';
  let short = name;
  if (encode(name).length > 100 || !isAscii(name)) {
    const slash = isAscii(name) ? name.lastIndexOf('/', 155) : -1;
    if (slash > 0 && name.length - slash - 1 <= 100 && name.length - slash - 1 > 0) {
      prefix = name.slice(0, slash);
      short = name.slice(slash + 1);
    } else records.push(['path', encode(name)]);
  }
  if (header.target !== undefined && (encode(header.target).length > 100 || !isAscii(header.target))) {
    records.push(['linkpath', encode(header.target)]);
  }
  if (!fits(header.uid, 8)) records.push(['uid', encode(String(header.uid))]);
  if (!fits(header.gid, 8)) records.push(['gid', encode(String(header.gid))]);
  if (!fits(header.sizeBytes, 12)) records.push(['size', encode(String(header.sizeBytes))]);
  if (fine && header.mtime.nanoseconds !== 0) {
    const fraction = String(header.mtime.nanoseconds).padStart(9, '0').replace(/0+$/, '');
    records.push(['mtime', encode(`${header.mtime.seconds}.${fraction}`)]);
  }
  for (const [key, value] of Object.entries(header.xattrs ?? {})) records.push([`SCHILY.xattr.${key}`, value]);
  const main = block(header, short, FLAGS[header.kind], header.kind === 'file' ? header.sizeBytes : 0);
  if (prefix !== '') {
    put(main, 345, 155, prefix);
    put(main, 148, 8, '        ');
    put(main, 148, 8, `${checksumOf(main).toString(8).padStart(6, '0')}\0 `);
  }
  if (records.length === 0) return main;
  const body = paxText(records.sort(([left], [right]) => (left < right ? -1 : 1)));
  const filled = new Uint8Array(padded(body.length));
  filled.set(body);
  const base = name.replace(/\/$/, '').split('/');
  const last = base.pop();
  const about: TarHeader = {
    name: '',
    kind: 'file',
    mode: 0,
    uid: 0,
    gid: 0,
    sizeBytes: body.length,
    mtime: { seconds: 0, nanoseconds: 0 },
  };
  return concat([block(about, [...base, 'PaxHeaders.0', last].join('/').slice(0, 100), 'x', body.length), filled, main]);
}

/** The zeros after data of that length, up to a whole block. */
export const tarPadding = (sizeBytes: number): Uint8Array => new Uint8Array(padded(sizeBytes) - sizeBytes);

/** The two empty blocks at an archive's end. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK);

/** An archive put together in memory. */
export class TarWriter {
  readonly #parts: Uint8Array[] = [];
  readonly #fine: boolean;

  /** `fine` keeps the nanoseconds of times, in pax records. */
  constructor(fine = false) {
    this.#fine = fine;
  }

  /** An entry; the size is the data's. */
  add(header: Omit<TarHeader, 'sizeBytes'>, data: Uint8Array = new Uint8Array(0)): void {
    this.#parts.push(tarHeader({ ...header, sizeBytes: data.length }, this.#fine), data, tarPadding(data.length));
  }

  /** A file that says to be bigger than its bytes, the rest zeros: a sparse entry in GNU's pax format 1.0. */
  addSparse(header: Omit<TarHeader, 'sizeBytes' | 'kind'>, data: Uint8Array, realBytes: number): void {
    const map = encode(`2\n0\n${data.length}\n${realBytes}\n0\n`);
    const stored = concat([map, new Uint8Array(padded(map.length) - map.length), data]);
    const records: [string, Uint8Array][] = [
      ['GNU.sparse.major', encode('1')],
      ['GNU.sparse.minor', encode('0')],
      ['GNU.sparse.name', encode(header.name)],
      ['GNU.sparse.realsize', encode(String(realBytes))],
    ];
    const body = paxText(records);
    const plain: TarHeader = { ...header, kind: 'file', name: `GNUSparseFile.0/${header.name.slice(-80)}`, sizeBytes: stored.length };
    this.#parts.push(
      block({ ...plain, name: '', sizeBytes: body.length }, 'PaxHeaders.0/sparse', 'x', body.length),
      body,
      tarPadding(body.length),
      block(plain, plain.name.slice(0, 100), FLAGS.file, stored.length),
      stored,
      tarPadding(stored.length),
    );
  }

  /** The whole archive. */
  finish(): Uint8Array {
    return concat([...this.#parts, TAR_END]);
  }
}
