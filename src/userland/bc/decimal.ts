// Decimal numbers of any length with a scale, as bc reckons with them. As GNU bc 1.07.

/** value / 10^scale */
export interface Decimal {
  value: bigint;
  scale: number;
}

export const ZERO: Decimal = { value: 0n, scale: 0 };
export const ONE: Decimal = { value: 1n, scale: 0 };
const ten = (power: number): bigint => 10n ** BigInt(power);

/** The number with another scale; what is cut off is lost. */
export const rescale = ({ value, scale }: Decimal, to: number): Decimal => ({
  value: to >= scale ? value * ten(to - scale) : value / ten(scale - to),
  scale: to,
});

export function add(a: Decimal, b: Decimal, sign: 1n | -1n = 1n): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { value: rescale(a, scale).value + sign * rescale(b, scale).value, scale };
}

export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const whole = { value: a.value * b.value, scale: a.scale + b.scale };
  return rescale(whole, Math.min(a.scale + b.scale, Math.max(scale, a.scale, b.scale)));
}

/** Undefined where b is 0. */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  if (b.value === 0n) return undefined;
  const shift = scale + b.scale - a.scale;
  return { value: shift >= 0 ? (a.value * ten(shift)) / b.value : a.value / (b.value * ten(-shift)), scale };
}

export function modulo(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  const quotient = divide(a, b, scale);
  if (quotient === undefined) return undefined;
  const wide = Math.max(scale + b.scale, a.scale);
  return rescale(add(a, multiply(quotient, b, wide), -1n), wide);
}

export function power(base: Decimal, exponent: bigint, scale: number): Decimal | undefined {
  const size = exponent < 0n ? -exponent : exponent;
  const most = exponent < 0n ? scale : Math.min(base.scale * Number(size), Math.max(scale, base.scale));
  const whole: Decimal = { value: base.value ** size, scale: base.scale * Number(size) };
  return exponent < 0n ? divide(ONE, whole, scale) : rescale(whole, most);
}

export function squareRoot(a: Decimal, scale: number): Decimal {
  const to = Math.max(scale, a.scale);
  const target = rescale(a, 2 * to).value;
  let root = BigInt(Math.floor(Math.sqrt(Number(target)))) || 1n;
  if (target === 0n) return { value: 0n, scale: to };
  for (;;) {
    const next = (root + target / root) / 2n;
    const gap = next - root;
    if (gap >= -1n && gap <= 1n) {
      root = next;
      break;
    }
    root = next;
  }
  while (root * root > target) root--;
  while ((root + 1n) * (root + 1n) <= target) root++;
  return { value: root, scale: to };
}

export function compare(a: Decimal, b: Decimal): number {
  const { value } = add(a, b, -1n);
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

/** Significant digits, and digits of the fraction. */
export const digits = ({ value, scale }: Decimal): number => Math.max(String(value < 0n ? -value : value).length, scale);

/** A number's text in an input base: digits above 9 are A to F, a single one whatever the base. */
export function parse(text: string, base: number): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  const single = whole.length + fraction.length === 1;
  if (base === 10 && !/[A-F]/.test(text)) return { value: BigInt(`0${whole}${fraction}`), scale: fraction.length };
  const digit = (char: string): bigint => BigInt(Math.min(Number.parseInt(char, 36), single ? 35 : base - 1));
  let value = 0n;
  for (const char of whole) value = value * BigInt(base) + digit(char);
  if (fraction === '') return { value, scale: 0 };
  let part = 0n;
  for (const char of fraction) part = part * BigInt(base) + digit(char);
  const rest = divide({ value: part, scale: 0 }, { value: BigInt(base) ** BigInt(fraction.length), scale: 0 }, fraction.length)!;
  return add({ value, scale: 0 }, rest);
}

/** A number's text in an output base. */
export function print(number: Decimal, base: number): string {
  const negative = number.value < 0n;
  const size = negative ? -number.value : number.value;
  const sign = negative ? '-' : '';
  if (base === 10) {
    const text = String(size).padStart(number.scale + 1, '0');
    const whole = number.scale === 0 ? text : text.slice(0, -number.scale);
    const fraction = number.scale === 0 ? '' : `.${text.slice(-number.scale)}`;
    if (size === 0n) return '0';
    return `${sign}${whole === '0' && fraction !== '' ? '' : whole}${fraction}`;
  }
  return sign + otherBase(size, number.scale, base);
}

function otherBase(size: bigint, scale: number, base: number): string {
  const unit = ten(scale);
  const width = String(base - 1).length;
  const shown = (value: bigint): string => (base <= 16 ? value.toString(16).toUpperCase() : ` ${String(value).padStart(width, '0')}`);
  let whole = size / unit;
  const parts: string[] = [];
  do {
    parts.unshift(shown(whole % BigInt(base)));
    whole /= BigInt(base);
  } while (whole > 0n);
  let text = parts.join('');
  if (scale === 0) return text;
  text = text === '0' ? '.' : `${text}.`;
  let rest = size % unit;
  for (let reach = 1n; reach < unit; reach *= BigInt(base)) {
    rest *= BigInt(base);
    text += shown(rest / unit);
    rest %= unit;
  }
  return text;
}
