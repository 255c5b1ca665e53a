// How many columns text takes on a terminal, as wcwidth(3).

import { eastAsianWidth } from 'get-east-asian-width';

/** Columns of one character; 0 for what combines or does not show. */
function characterWidth(code: number): number {
  if (code < 32 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (code >= 0xdc80 && code <= 0xdcff) return 1;
  if ((code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  return eastAsianWidth(code);
}

/** Columns of a text without control characters. */
export function textWidth(text: string): number {
  let width = 0;
  let plain = true;
  for (let at = 0; at < text.length && plain; at++) plain = text.charCodeAt(at) >= 32 && text.charCodeAt(at) < 127;
  if (plain) return text.length;
  for (const character of text) width += characterWidth(character.codePointAt(0)!);
  return width;
}

/** Padded with spaces on the right to so many columns. */
export const padColumns = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - textWidth(text)));
