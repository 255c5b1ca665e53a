// Lengths of time as sleep and timeout take them: "1.5", "2m", "1h", "inf". As GNU coreutils 9.10.

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 };

/** Milliseconds, Infinity for "inf", undefined where it is no length of time. */
export function parseDuration(text: string): number | undefined {
  const found = /^\+?(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|inf(?:inity)?)([smhd]?)$/i.exec(text);
  if (found === null || UNITS[found[2]!] === undefined) return undefined;
  const count = /^inf/i.test(found[1]!) ? Number.POSITIVE_INFINITY : Number(found[1]);
  return count * UNITS[found[2]!]! * 1000;
}
