// Rates, sizes, times and percentages, read and written as tc does. As tc/tc_util.c and lib/utils.c.

const BITS: Readonly<Record<string, number>> = {
  '': 1,
  bit: 1,
  kibit: 1024,
  kbit: 1000,
  mibit: 1024 ** 2,
  mbit: 1e6,
  gibit: 1024 ** 3,
  gbit: 1e9,
  tibit: 1024 ** 4,
  tbit: 1e12,
  bps: 8,
  kibps: 8 * 1024,
  kbps: 8000,
  mibps: 8 * 1024 ** 2,
  mbps: 8e6,
  gibps: 8 * 1024 ** 3,
  gbps: 8e9,
  tibps: 8 * 1024 ** 4,
  tbps: 8e12,
};
const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
  kbit: 1024 / 8,
  mbit: 1024 ** 2 / 8,
  gbit: 1024 ** 3 / 8,
};
const MILLISECONDS: Readonly<Record<string, number>> = {
  '': 1e-3,
  s: 1000,
  sec: 1000,
  secs: 1000,
  ms: 1,
  msec: 1,
  msecs: 1,
  us: 1e-3,
  usec: 1e-3,
  usecs: 1e-3,
  ns: 1e-6,
  nsec: 1e-6,
  nsecs: 1e-6,
};

function scaled(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number, unit] = /^(\d+\.?\d*|\.\d+)([a-z]*)$/i.exec(text) ?? [];
  const scale = unit === undefined ? undefined : units[unit.toLowerCase()];
  return number === undefined || scale === undefined ? undefined : Number(number) * scale;
}

/** Bytes a second; undefined where the text is no rate. */
export function parseRate(text: string): number | undefined {
  const bits = scaled(text, BITS);
  return bits === undefined ? undefined : Math.floor(bits / 8);
}

/** Bytes. */
export function parseSize(text: string): number | undefined {
  const bytes = scaled(text, BYTES);
  return bytes === undefined ? undefined : Math.floor(bytes);
}

export const parseTimeMs = (text: string): number | undefined => scaled(text, MILLISECONDS);

/** A part of one: "10%" and "10" are 0.1. */
export function parsePercent(text: string): number | undefined {
  const [, number] = /^(\d+\.?\d*|\.\d+)%?$/.exec(text) ?? [];
  return number === undefined || Number(number) > 100 ? undefined : Number(number) / 100;
}

/** C's "%.3g" of numbers that are neither huge nor tiny. */
const three = (value: number): string => String(Number(value.toPrecision(3)));

export function printRate(bytesPerSecond: number): string {
  let rate = bytesPerSecond * 8;
  let unit = 0;
  while (unit < 4 && rate >= 1000 && !(rate % 1000 !== 0 && rate < 1e6)) {
    rate /= 1000;
    unit++;
  }
  return `${Math.round(rate)}${['', 'K', 'M', 'G', 'T'][unit]}bit`;
}

export function printSize(bytes: number): string {
  if (bytes >= 1024 ** 2 && Math.abs(1024 ** 2 * Math.round(bytes / 1024 ** 2) - bytes) < 1024) return `${Math.round(bytes / 1024 ** 2)}Mb`;
  if (bytes >= 1024 && Math.abs(1024 * Math.round(bytes / 1024) - bytes) < 16) return `${Math.round(bytes / 1024)}Kb`;
  return `${bytes}b`;
}

export function printTime(ms: number): string {
  if (ms >= 1000) return `${three(ms / 1000)}s`;
  return ms >= 1 ? `${three(ms)}ms` : `${Math.round(ms * 1000)}us`;
}

export const printPercent = (part: number): string => `${Number((part * 100).toPrecision(6))}%`;

/** "1:" or "8001:2" as a handle's number; undefined where it is none. */
export function parseHandle(text: string): number | undefined {
  const [, major, minor] = /^([0-9a-f]{1,4}):([0-9a-f]{0,4})$/i.exec(text) ?? [];
  if (major === undefined) return undefined;
  return Number.parseInt(major, 16) * 65536 + (minor ? Number.parseInt(minor, 16) : 0);
}

export const printHandle = (handle: number): string =>
  `${Math.floor(handle / 65536).toString(16)}:${handle % 65536 === 0 ? '' : (handle % 65536).toString(16)}`;
