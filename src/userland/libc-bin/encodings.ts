// The encodings that iconv knows here: Unicode's, ASCII, Latin-1 and Windows-1252. The rest of glibc's is not simulated.

export interface Encoding {
  /** The bytes that output begins with. */
  mark?: readonly number[];
  /** The code points of bytes, each with where it begins. Throws IllegalInput. */
  read(bytes: Uint8Array): Generator<{ point: number; at: number }>;
  /** The bytes of a code point; undefined where it has none. */
  write(point: number): readonly number[] | undefined;
}

/** What iconv says of bytes that mean nothing. */
export class IllegalInput extends Error {}

const illegal = (at: number): never => {
  throw new IllegalInput(`illegal input sequence at position ${at}`);
};
const incomplete = (): never => {
  throw new IllegalInput('incomplete character or shift sequence at end of buffer');
};

function* readUtf8(bytes: Uint8Array): Generator<{ point: number; at: number }> {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!;
    const length =
      first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    if (length === 0) illegal(at);
    let point = length === 1 ? first : first & (0x7f >> length);
    for (let index = 1; index < length; index++) {
      const next = bytes[at + index];
      if (next === undefined) return incomplete();
      if ((next & 0xc0) !== 0x80) illegal(at);
      point = point * 64 + (next & 0x3f);
    }
    yield { point, at };
    at += length;
  }
}

function writeUtf8(point: number): readonly number[] {
  return [...new TextEncoder().encode(String.fromCodePoint(point))];
}

/** Units of 2 or 4 bytes; a mark at the beginning says in which order they are, where none is said. */
function wide(bytesPerUnit: 2 | 4, order: 'little' | 'big' | undefined): Encoding {
  const split = (unit: number, little: boolean): number[] => {
    const parts = Array.from({ length: bytesPerUnit }, (_, index) => Math.floor(unit / 256 ** index) % 256);
    return little ? parts : parts.reverse();
  };
  const writesLittle = order !== 'big';
  return {
    ...(order === undefined ? { mark: split(0xfeff, true) } : {}),
    *read(bytes) {
      let little = writesLittle;
      const unit = (at: number): number => {
        if (at + bytesPerUnit > bytes.length) return incomplete();
        const parts = [...bytes.subarray(at, at + bytesPerUnit)];
        return (little ? parts.reverse() : parts).reduce((sum, part) => sum * 256 + part, 0);
      };
      let at = 0;
      if (order === undefined && bytes.length >= bytesPerUnit) {
        const first = unit(0);
        if (first === 0xfeff || first === 0xfffe || first === 0xfffe0000) {
          little = first === 0xfeff;
          at = bytesPerUnit;
        }
      }
      while (at < bytes.length) {
        const start = at;
        let point = unit(at);
        at += bytesPerUnit;
        if (bytesPerUnit === 2 && point >= 0xd800 && point < 0xdc00) {
          const low = unit(at);
          if (low < 0xdc00 || low > 0xdfff) illegal(start);
          point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
          at += 2;
        } else if ((point >= 0xd800 && point < 0xe000) || point > 0x10ffff) illegal(start);
        yield { point, at: start };
      }
    },
    write(point) {
      if (bytesPerUnit === 4 || point < 0x10000) return split(point, writesLittle);
      const rest = point - 0x10000;
      return [...split(0xd800 + (rest >> 10), writesLittle), ...split(0xdc00 + (rest & 0x3ff), writesLittle)];
    },
  };
}

/** One byte a character: the first `plain` are themselves, then the table's from 0x80 on. */
function single(plain: number, table?: readonly number[]): Encoding {
  return {
    *read(bytes) {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]!;
        const point = table && byte >= 0x80 && byte < 0x80 + table.length ? table[byte - 0x80]! : byte < plain ? byte : -1;
        if (point < 0) illegal(at);
        yield { point, at };
      }
    },
    write(point) {
      const at = table?.indexOf(point) ?? -1;
      if (at >= 0) return [0x80 + at];
      const shadowed = table && point >= 0x80 && point < 0x80 + table.length;
      return point < plain && !shadowed ? [point] : undefined;
    },
  };
}

const WINDOWS = [
  0x20ac, -1, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, -1, 0x17d, -1, -1, 0x2018, 0x2019, 0x201c,
  0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, -1, 0x17e, 0x178,
];

const ENCODINGS: readonly (readonly [names: readonly string[], encoding: Encoding])[] = [
  [['ANSI_X3.4-1968', 'ASCII', 'US-ASCII'], single(0x80)],
  [['CP1252', 'WINDOWS-1252'], single(0x100, WINDOWS)],
  [['ISO-8859-1', 'ISO8859-1', 'ISO_8859-1', 'LATIN1', 'L1'], single(0x100)],
  [['UTF-16', 'UTF16'], wide(2, undefined)],
  [['UTF-16BE', 'UTF16BE'], wide(2, 'big')],
  [['UTF-16LE', 'UTF16LE'], wide(2, 'little')],
  [['UTF-32', 'UTF32'], wide(4, undefined)],
  [['UTF-32BE', 'UTF32BE'], wide(4, 'big')],
  [['UTF-32LE', 'UTF32LE'], wide(4, 'little')],
  [['UTF-8', 'UTF8'], { read: readUtf8, write: writeUtf8 }],
];

/** All names, for --list. */
export const NAMES: readonly string[] = ENCODINGS.flatMap(([names]) => names).sort();

/** An encoding by any of its names. */
export const encodingOf = (name: string): Encoding | undefined => ENCODINGS.find(([names]) => names.includes(name.toUpperCase()))?.[1];
