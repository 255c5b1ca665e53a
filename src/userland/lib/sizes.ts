// Sizes with suffixes, in and out. As gnulib's xstrtoumax and human.c.

const LETTERS = 'KMGTPEZYRQ';

/** A count with a suffix ("10K" 1024s, "10kB" 1000s, "b" 512s where `blocks`), or undefined where it is none. */
export function parseSize(
  text: string,
  { blocks = true, suffixes = 'bcw' }: { blocks?: boolean; suffixes?: string } = {},
): number | undefined {
  const found = /^(\d*)([a-zA-Z]*)$/.exec(text);
  if (found === null || text === '') return undefined;
  const [, digits = '', suffix = ''] = found;
  const count = digits === '' ? 1 : Number(digits);
  if (suffix === '') return digits === '' ? undefined : count;
  const factor = suffixFactor(suffix, blocks ? suffixes : '');
  return factor === undefined || (digits === '' && suffix === '') ? undefined : count * factor;
}

/** What one unit of a suffix is: "K" and "KiB" 1024, "kB" 1000, "b" 512 where allowed. */
export function suffixFactor(suffix: string, single = 'bcw'): number | undefined {
  if (suffix.length === 1 && single.includes(suffix)) return suffix === 'b' ? 512 : suffix === 'w' ? 2 : 1;
  const power = LETTERS.indexOf(suffix.charAt(0).toUpperCase()) + 1;
  if (
    power === 0 ||
    (suffix.charAt(0) !== 'k' &&
      suffix.charAt(0) !== 'm' &&
      suffix.charAt(0) === suffix.charAt(0).toLowerCase() &&
      !'gt'.includes(suffix.charAt(0)))
  ) {
    return undefined;
  }
  const rest = suffix.slice(1);
  if (rest === '' || rest === 'iB') return 1024 ** power;
  return rest === 'B' || rest === 'D' ? 1000 ** power : undefined;
}

/** As -h (base 1024) and --si (1000): at most three digits and a letter, rounded up. */
export function humanSize(bytes: number, base: 1000 | 1024 = 1024): string {
  const letters = base === 1000 ? `k${LETTERS.slice(1)}` : LETTERS;
  if (bytes < base) return String(bytes);
  let power = 0;
  let value = bytes;
  while (value >= base && power < letters.length) {
    value /= base;
    power++;
  }
  let tenths = Math.ceil(value * 10);
  if (tenths < 100) return `${(tenths / 10).toFixed(1)}${letters[power - 1]}`;
  tenths = Math.ceil(value);
  if (tenths >= base && power < letters.length) return `1.0${letters[power]}`;
  return `${tenths}${letters[power - 1]}`;
}

export interface BlockSize {
  /** Bytes in a unit; 0 for human sizes. */
  unitBytes: number;
  human?: 1000 | 1024;
  /** Printed after each count (--block-size=K does, =1K does not). */
  suffix: string;
}

/** The argument of --block-size and -B. */
export function parseBlockSize(text: string): BlockSize | undefined {
  if (text === 'human-readable') return { unitBytes: 0, human: 1024, suffix: '' };
  if (text === 'si') return { unitBytes: 0, human: 1000, suffix: '' };
  const unitBytes = parseSize(text.replace(/^'/, ''), { blocks: false });
  if (unitBytes === undefined || unitBytes === 0) return undefined;
  return { unitBytes, suffix: /^\d/.test(text) ? '' : text.replace(/^'/, '').replace(/^([kK])$/, 'K') };
}

/** A count of bytes in a block size's units, rounded up. */
export function printBlocks(bytes: number, size: BlockSize): string {
  if (size.human !== undefined) return humanSize(bytes, size.human);
  return `${Math.ceil(bytes / size.unitBytes)}${size.suffix}`;
}
