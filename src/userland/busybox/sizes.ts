// Sizes as busybox shortens them. As libbb/human_readable.c.

const UNITS = ['', 'K', 'M', 'G', 'T', 'P'];

/** Bytes with one digit after the point and a unit, where there is one: "1.4M", "243". */
export function shortSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${bytes}` : `${value.toFixed(1)}${UNITS[unit]}`;
}
