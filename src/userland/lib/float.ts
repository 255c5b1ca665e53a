// Binary floating point printed exactly, as glibc 2.41's printf(3) does %e, %f, %g and %a; doubles, and decimal text read with 64 bits as long double.

/** A finite number, mantissa times two to the exponent, or what is none. */
export type Float = { kind: 'finite'; negative: boolean; mantissa: bigint; exponent: number } | { kind: 'inf' | 'nan'; negative: boolean };

const LONG_DOUBLE_BITS = 64;
const view = new DataView(new ArrayBuffer(8));

/** The exact value of a double. */
export function floatOf(value: number): Float {
  const negative = value < 0 || Object.is(value, -0);
  if (Number.isNaN(value)) return { kind: 'nan', negative: false };
  if (!Number.isFinite(value)) return { kind: 'inf', negative };
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  if (biased === 0) return { kind: 'finite', negative, mantissa: fraction, exponent: -1074 };
  return { kind: 'finite', negative, mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

const bitLength = (value: bigint): number => value.toString(2).length;

/** numerator / denominator with 64 bits of mantissa, ties to even. */
function divided(negative: boolean, numerator: bigint, denominator: bigint): Float {
  if (numerator === 0n) return { kind: 'finite', negative, mantissa: 0n, exponent: 0 };
  const shift = LONG_DOUBLE_BITS + 1 - (bitLength(numerator) - bitLength(denominator));
  const scaled = shift > 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift > 0 ? denominator : denominator << BigInt(-shift);
  let mantissa = scaled / divisor;
  let exponent = -shift;
  const inexact = scaled % divisor !== 0n;
  const extra = bitLength(mantissa) - LONG_DOUBLE_BITS;
  if (extra > 0) {
    const half = 1n << BigInt(extra - 1);
    const rest = mantissa & ((1n << BigInt(extra)) - 1n);
    mantissa >>= BigInt(extra);
    exponent += extra;
    if (rest > half || (rest === half && (inexact || (mantissa & 1n) === 1n))) mantissa++;
  }
  return { kind: 'finite', negative, mantissa, exponent };
}

/**
 * strtold(3): the value at the start of the text (after blanks) and how many characters it took; 0 taken where there is none.
 */
export function parseFloatText(text: string): { value: Float; taken: number } {
  const blank = /^[ \t\n\v\f\r]*/.exec(text)![0].length;
  const rest = text.slice(blank);
  const word = /^([+-]?)(inf(?:inity)?|nan(?:\([A-Za-z0-9_]*\))?)/i.exec(rest);
  if (word !== null) {
    const kind = word[2]!.toLowerCase().startsWith('nan') ? 'nan' : 'inf';
    return { value: { kind, negative: word[1] === '-' }, taken: blank + word[0].length };
  }
  const hex = /^([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?/i.exec(rest);
  if (hex !== null && `${hex[2]}${hex[3] ?? ''}` !== '') {
    const digits = BigInt(`0x${hex[2]}${hex[3] ?? ''}`);
    const exponent = Number(hex[4] ?? 0) - 4 * (hex[3]?.length ?? 0);
    const value: Float = { kind: 'finite', negative: hex[1] === '-', mantissa: digits, exponent };
    return { value, taken: blank + hex[0].length };
  }
  const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?/i.exec(rest)!;
  const digits = `${decimal[2]}${decimal[3] ?? ''}`;
  if (digits === '') return { value: floatOf(0), taken: 0 };
  const scale = Number(decimal[4] ?? 0) - (decimal[3]?.length ?? 0);
  const negative = decimal[1] === '-';
  const taken = blank + decimal[0].length;
  if (scale > 5000 && BigInt(digits) !== 0n) return { value: { kind: 'inf', negative }, taken };
  if (scale < -20000) return { value: { kind: 'finite', negative, mantissa: 0n, exponent: 0 }, taken };
  const value =
    scale >= 0 ? divided(negative, BigInt(digits) * 10n ** BigInt(scale), 1n) : divided(negative, BigInt(digits), 10n ** BigInt(-scale));
  return { value, taken };
}

/** The magnitude in decimal, exactly: digits, of which the last `scale` are after the point. */
function decimalOf(mantissa: bigint, exponent: number): { digits: string; scale: number } {
  if (exponent >= 0) return { digits: (mantissa << BigInt(exponent)).toString(), scale: 0 };
  return { digits: (mantissa * 5n ** BigInt(-exponent)).toString(), scale: -exponent };
}

/** Rounds to `keep` digits from the left (which may be 0 or fewer), ties to even. Gives the kept digits, one more on a carry. */
function rounded(digits: string, keep: number): string {
  if (keep < 0) return '0';
  const kept = digits.slice(0, keep);
  const rest = digits.slice(keep);
  if (rest === '' || rest[0]! < '5') return kept === '' ? '0' : kept;
  const tie = /^50*$/.test(rest);
  const odd = kept !== '' && '13579'.includes(kept.at(-1)!);
  if (tie && !odd) return kept === '' ? '0' : kept;
  return (BigInt(kept === '' ? '0' : kept) + 1n).toString().padStart(kept.length, '0');
}

/** %f of a magnitude. */
function fixed(mantissa: bigint, exponent: number, precision: number, point: boolean): string {
  const exact = decimalOf(mantissa, exponent);
  const digits = exact.digits.padStart(exact.scale + 1, '0');
  const whole = digits.length - exact.scale;
  const wanted = exact.scale <= precision ? digits + '0'.repeat(precision - exact.scale) : rounded(digits, whole + precision);
  const text = wanted.padStart(precision + 1, '0');
  const cut = text.length - precision;
  return precision === 0 ? text + (point ? '.' : '') : `${text.slice(0, cut)}.${text.slice(cut)}`;
}

/** The first `count` significant digits and the power of ten of the first. */
function significant(mantissa: bigint, exponent: number, count: number): { digits: string; power: number } {
  if (mantissa === 0n) return { digits: '0'.repeat(count), power: 0 };
  const exact = decimalOf(mantissa, exponent);
  let power = exact.digits.length - exact.scale - 1;
  let digits = exact.digits.length <= count ? exact.digits.padEnd(count, '0') : rounded(exact.digits, count);
  if (digits.length > count) {
    digits = digits.slice(0, count);
    power++;
  }
  return { digits, power };
}

const powerText = (power: number): string => `e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;

function exponential(mantissa: bigint, exponent: number, precision: number, point: boolean): string {
  const { digits, power } = significant(mantissa, exponent, precision + 1);
  const fraction = digits.slice(1);
  return `${digits[0]}${fraction !== '' || point ? '.' : ''}${fraction}${powerText(power)}`;
}

function general(mantissa: bigint, exponent: number, asked: number, keepZeros: boolean): string {
  const precision = asked === 0 ? 1 : asked;
  const { power } = significant(mantissa, exponent, precision);
  const small = power < -4 || power >= precision;
  const text = small
    ? exponential(mantissa, exponent, precision - 1, keepZeros)
    : fixed(mantissa, exponent, precision - 1 - power, keepZeros);
  if (keepZeros || !text.includes('.')) return text;
  return small ? text.replace(/\.?0*e/, 'e') : text.replace(/\.?0+$/, '');
}

/** %a as glibc prints a double. */
function hexadecimal(mantissa: bigint, exponent: number, precision: number | undefined, point: boolean): string {
  if (mantissa === 0n) return `0x0${precision ? `.${'0'.repeat(precision)}` : ''}p+0`;
  let power = exponent + bitLength(mantissa) - 1;
  const bits = bitLength(mantissa) - 1;
  const padding = (4 - (bits % 4)) % 4;
  let digits = ((mantissa << BigInt(padding)) & ((1n << BigInt(bits + padding)) - 1n)).toString(16).padStart((bits + padding) / 4, '0');
  let lead = 1n;
  if (precision === undefined) digits = digits.replace(/0+$/, '');
  else if (digits.length > precision) {
    const all = BigInt(`0x1${digits}`);
    const drop = BigInt(4 * (digits.length - precision));
    const half = 1n << (drop - 1n);
    const rest = all & ((1n << drop) - 1n);
    let kept = all >> drop;
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept++;
    lead = kept >> BigInt(4 * precision);
    digits = precision === 0 ? '' : (kept & ((1n << BigInt(4 * precision)) - 1n)).toString(16).padStart(precision, '0');
  } else digits = digits.padEnd(precision, '0');
  if (lead > 1n && lead >= 16n) {
    lead = 1n;
    power += 4;
  }
  return `0x${lead}${digits !== '' || point ? '.' : ''}${digits}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

/** The digits of |value| by a conversion (one of "aefgAEFG"); no sign, no padding. `alternate` is the "#" flag. */
export function magnitudeText(value: Float, conversion: string, precision: number | undefined, alternate: boolean): string {
  const lower = conversion.toLowerCase();
  const text = value.kind === 'finite' ? finiteText(value.mantissa, value.exponent, lower, precision, alternate) : value.kind;
  return conversion === lower ? text : text.toUpperCase();
}

function finiteText(mantissa: bigint, exponent: number, conversion: string, precision: number | undefined, alternate: boolean): string {
  if (conversion === 'f') return fixed(mantissa, exponent, precision ?? 6, alternate);
  if (conversion === 'e') return exponential(mantissa, exponent, precision ?? 6, alternate);
  if (conversion === 'g') return general(mantissa, exponent, precision ?? 6, alternate);
  return hexadecimal(mantissa, exponent, precision, alternate);
}
