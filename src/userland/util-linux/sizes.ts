// Sizes as util-linux prints them (size_to_human_string): one decimal digit where it is not zero, a letter, base 1024.

const LETTERS = 'BKMGTPE';

/** "11.8G", "512M", "0" with `bytes` as a plain number; a zero is "0" unless `unit` asks for "0B". */
export function sizeText(bytes: number, plain = false, unit = false): string {
  if (plain) return String(bytes);
  if (bytes === 0) return unit ? '0B' : '0';
  let power = 0;
  while (power < LETTERS.length - 1 && bytes >= 1024 ** (power + 1)) power++;
  if (power === 0) return `${bytes}B`;
  const whole = Math.floor(bytes / 1024 ** power);
  const tenths = Math.floor(((bytes % 1024 ** power) / 1024 ** power) * 10 + 0.5);
  if (tenths === 10) return `${whole + 1}${LETTERS[power]}`;
  return tenths > 0 ? `${whole}.${tenths}${LETTERS[power]}` : `${whole}${LETTERS[power]}`;
}
