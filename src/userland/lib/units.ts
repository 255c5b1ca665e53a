// Sizes and times as people read them. As docker's go-units 0.5 and Go's time.Duration.

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

/** Go's %.Ng: N significant digits, no trailing zeros, an exponent from 10^N on. */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
  if (exponent < -4 || exponent >= digits) {
    const [mantissa, power] = value.toExponential(digits - 1).split('e') as [string, string];
    const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
    return `${short}e${power[0]}${power.slice(1).padStart(2, '0')}`;
  }
  const fixed = value.toFixed(Math.max(0, digits - 1 - exponent));
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

function scaled(size: number, base: number, units: readonly string[], digits: number, gap = ''): string {
  let value = size;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return `${significant(value, digits)}${gap}${units[unit]!}`;
}

/** units.HumanSize: four digits, powers of 1000 ("2.063MB"). */
export const humanSize = (bytes: number): string => scaled(bytes, 1000, DECIMAL, 4);

/** units.HumanSizeWithPrecision(…, 3): as image and container sizes are printed ("2.06MB"). */
export const shortSize = (bytes: number): string => scaled(bytes, 1000, DECIMAL, 3);

/** units.BytesSize: powers of 1024 ("23.54GiB"). */
export const bytesSize = (bytes: number): string => scaled(bytes, 1024, BINARY, 4);

const POWERS: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4, p: 5 };

function parseSize(text: string, base: number): number {
  const at = Math.max(...[...'01234567890. '].map(char => text.lastIndexOf(char)));
  if (at < 0) throw new Error(`invalid size: '${text}'`);
  const number = text.slice(0, text[at] === ' ' ? at : at + 1);
  let suffix = text.slice(at + 1).toLowerCase();
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(number)) throw new Error(`strconv.ParseFloat: parsing ${JSON.stringify(number)}: invalid syntax`);
  const size = Number(number);
  if (size < 0) throw new Error(`invalid size: '${text}'`);
  if (suffix.length > 3) throw new Error(`invalid suffix: '${suffix}'`);
  if (suffix === '' || suffix === 'b') return Math.trunc(size);
  const power = POWERS[suffix[0]!];
  if (power === undefined) throw new Error(`invalid suffix: '${suffix}'`);
  suffix = suffix.slice(1);
  if (suffix !== '' && suffix !== 'b' && suffix !== 'ib') throw new Error(`invalid suffix: '${text.slice(at + 1).toLowerCase()}'`);
  return Math.trunc(size * base ** power);
}

/** units.RAMInBytes: "64m" is 64 MiB. Throws in go-units' words. */
export const parseRamBytes = (text: string): number => parseSize(text, 1024);

/** units.FromHumanSize: "64m" is 64 MB. */
export const parseHumanSize = (text: string): number => parseSize(text, 1000);

/** units.HumanDuration: "About a minute", "3 hours". */
export function humanDuration(seconds: number): string {
  const whole = Math.trunc(seconds);
  if (whole < 1) return 'Less than a second';
  if (whole === 1) return '1 second';
  if (whole < 60) return `${whole} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.trunc(seconds / 3600 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(seconds / 3600 / 24 / 365)} years`;
}

const NANOS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** time.ParseDuration, in nanoseconds. Throws in Go's words. */
export function parseDuration(text: string): number {
  const quoted = JSON.stringify(text);
  let rest = text;
  const sign = rest.startsWith('-') ? -1 : 1;
  if (/^[+-]/.test(rest)) rest = rest.slice(1);
  if (rest === '0') return 0;
  if (rest === '') throw new Error(`time: invalid duration ${quoted}`);
  let total = 0;
  while (rest !== '') {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) throw new Error(`time: invalid duration ${quoted}`);
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)![0];
    if (unit === '') throw new Error(`time: missing unit in duration ${quoted}`);
    const factor = NANOS[unit];
    if (factor === undefined) throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    total += Number(number) * factor;
    rest = rest.slice(unit.length);
  }
  return sign * Math.trunc(total);
}

/** time.Duration's String: "1h2m3.5s", "300ms". */
export function printDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const sign = nanoseconds < 0 ? '-' : '';
  const value = Math.abs(nanoseconds);
  if (value < 1e3) return `${sign}${value}ns`;
  if (value < 1e6) return `${sign}${trim(value / 1e3)}µs`;
  if (value < 1e9) return `${sign}${trim(value / 1e6)}ms`;
  const hours = Math.floor(value / 3600e9);
  const minutes = Math.floor((value % 3600e9) / 60e9);
  const seconds = `${Math.floor((value % 60e9) / 1e9)}${fraction(value % 1e9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

const trim = (value: number): string => String(Math.round(value * 1e6) / 1e6);
const fraction = (nanoseconds: number): string => (nanoseconds === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`);
