// The types of od: how some bytes are shown. As GNU coreutils 9.10.

export interface OdFormat {
  /** Bytes of one unit, columns of its text. */
  size: number;
  width: number;
  /** Printable characters at the line's end (z). */
  trailer: boolean;
  show(view: DataView, at: number): string;
}

const NAMES = 'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
  ' ',
);
const ESCAPES: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

function character(byte: number): string {
  return ESCAPES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
}

const named = (byte: number): string => (byte === 127 ? 'del' : (NAMES[byte & 127] ?? String.fromCharCode(byte & 127)));

function integerAt(view: DataView, at: number, size: number, signed: boolean): bigint {
  let value = 0n;
  for (let byte = size - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(at + byte < view.byteLength ? view.getUint8(at + byte) : 0);
  return signed ? BigInt.asIntN(size * 8, value) : value;
}

const DIGITS: Readonly<Record<string, (size: number) => number>> = {
  o: size => Math.ceil((size * 8) / 3),
  u: size => ({ 1: 3, 2: 5, 4: 10, 8: 20 })[size]!,
  d: size => ({ 1: 4, 2: 6, 4: 11, 8: 20 })[size]!,
  x: size => size * 2,
};

function integerFormat(letter: string, size: number, trailer: boolean): OdFormat {
  const width = DIGITS[letter]!(size);
  const base = letter === 'o' ? 8 : letter === 'x' ? 16 : 10;
  const pad = letter === 'o' || letter === 'x' ? '0' : ' ';
  return {
    size,
    width,
    trailer,
    show: (view, at) =>
      integerAt(view, at, size, letter === 'd')
        .toString(base)
        .padStart(width, pad),
  };
}

function floatFormat(size: number, trailer: boolean): OdFormat {
  const width = size === 4 ? 15 : 24;
  const show = (view: DataView, at: number): string => {
    const bytes = new Uint8Array(size);
    for (let byte = 0; byte < size && at + byte < view.byteLength; byte++) bytes[byte] = view.getUint8(at + byte);
    const inner = new DataView(bytes.buffer);
    const value = size === 4 ? inner.getFloat32(0, true) : inner.getFloat64(0, true);
    const shortest = size === 4 ? shortFloat(value) : String(value);
    return shortest.replace(/e([+-])(\d)$/, 'e$10$2').padStart(width);
  };
  return { size, width, trailer, show };
}

/** The fewest digits that give the same single-precision number. */
function shortFloat(value: number): string {
  for (let digits = 6; digits < 10; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}

const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 };

/** The formats of a type string ("x1z", "cd2"), or the words of what is wrong. */
export function parseTypes(text: string): OdFormat[] | string {
  const formats: OdFormat[] = [];
  for (let at = 0; at < text.length; ) {
    const found = /^([acdfoux])(\d+|[CSIL]|[FDL])?(z?)/.exec(text.slice(at));
    if (found === null) return `invalid character '${text[at]}' in type string ‘${text}’`;
    const [whole, letter = '', sizeText, z] = found;
    at += whole.length;
    const trailer = z === 'z';
    if (letter === 'a' || letter === 'c') {
      if (sizeText !== undefined) at -= sizeText.length + (trailer ? 1 : 0);
      formats.push({
        size: 1,
        width: 3,
        trailer,
        show: (view, place) => (letter === 'a' ? named(view.getUint8(place) & 127) : character(view.getUint8(place))).padStart(3),
      });
      continue;
    }
    const size = sizeText === undefined ? (letter === 'f' ? 8 : 4) : (SIZES[sizeText] ?? Number(sizeText));
    if (letter === 'f') {
      if (size !== 4 && size !== 8) return `invalid type string ‘${text}’;\nthis system doesn't provide a ${size}-byte floating point type`;
      formats.push(floatFormat(size, trailer));
    } else {
      if (![1, 2, 4, 8].includes(size)) return `invalid type string ‘${text}’;\nthis system doesn't provide a ${size}-byte integral type`;
      formats.push(integerFormat(letter, size, trailer));
    }
  }
  return formats;
}

/** The old options, as types. */
export const OLD: Readonly<Record<string, string>> = {
  '-a': 'a',
  '-b': 'o1',
  '-c': 'c',
  '-d': 'u2',
  '-e': 'fD',
  '-f': 'fF',
  '-h': 'x2',
  '-i': 'dI',
  '-l': 'dL',
  '-o': 'o2',
  '-s': 'd2',
  '-x': 'x2',
  '-B': 'o2',
  '-D': 'u4',
  '-F': 'fD',
  '-H': 'x4',
  '-I': 'dL',
  '-L': 'dL',
  '-O': 'o4',
  '-X': 'x4',
};
