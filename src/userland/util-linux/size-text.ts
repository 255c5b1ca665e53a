// Sizes as util-linux 2.42 takes and prints them: "1M" and "1MiB" are binary, "1MB" is decimal.

const UNITS = 'KMGTPEZY';

/** A size in bytes; undefined where it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+|0x[0-9a-f]+)(?:([kmgtpezy])(i?b)?)?$/i.exec(text);
  if (!match) return undefined;
  const power = match[2] === undefined ? 0 : UNITS.indexOf(match[2].toUpperCase()) + 1;
  return Number(match[1]) * (match[3]?.toLowerCase() === 'b' ? 1000 : 1024) ** power;
}

/** "1 MiB", "1.5 KiB", "10 B". */
export function longSize(bytes: number): string {
  let at = 0;
  while (at < UNITS.length && bytes / 1024 ** (at + 1) >= 1) at++;
  const value = Math.round((bytes / 1024 ** at) * 10) / 10;
  return at === 0 ? `${value} B` : `${value} ${UNITS[at - 1]}iB`;
}

/** "1M", "1.5K", "10B". */
export function shortSize(bytes: number): string {
  const [value, unit = 'B'] = longSize(bytes).split(' ');
  return `${value}${unit[0]}`;
}
