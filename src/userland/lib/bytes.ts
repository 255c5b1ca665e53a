// Text that is bytes: two ways to hold any bytes in a string and get the same bytes back. UTF-8 with escapes, or one character a byte.

/** 'text' decodes UTF-8 and keeps each bad byte as U+DC80 + byte - 0x80; 'bytes' makes each byte one character. */
export type Codec = 'text' | 'bytes';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const PIECE_BYTES = 8192;

/** Bytes to a string that toBytes turns back into exactly these bytes. */
export function fromBytes(bytes: Uint8Array, codec: Codec = 'text'): string {
  try {
    const text = strict.decode(bytes);
    if (codec === 'text' || text.length === bytes.length) return text;
  } catch {
    if (codec === 'text') return decodeEscaping(bytes);
  }
  return latin1(bytes);
}

/** The reverse of fromBytes. */
export function toBytes(text: string, codec: Codec = 'text'): Uint8Array {
  if (codec === 'text') return /[\udc80-\udcff]/.test(text) ? encodeEscaping(text) : encoder.encode(text);
  const bytes = encoder.encode(text);
  if (bytes.length === text.length) return bytes;
  const narrow = new Uint8Array(text.length);
  for (let at = 0; at < narrow.length; at++) narrow[at] = text.charCodeAt(at);
  return narrow;
}

/** Text (an argument, say) as a string of its bytes, and back. */
export const byteString = (text: string): string => fromBytes(toBytes(text), 'bytes');
export const textOfBytes = (bytes: string): string => fromBytes(toBytes(bytes, 'bytes'));

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES));
  }
  return text;
}

/** How many bytes a UTF-8 sequence at `at` has; 0 where it is none. */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  for (let next = 1; next < length; next++) if ((bytes[at + next]! & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1]!;
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second >= 0xa0)) return 0;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second >= 0x90)) return 0;
  return length;
}

function decodeEscaping(bytes: Uint8Array): string {
  const parts: string[] = [];
  let good = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (at > good) parts.push(strict.decode(bytes.subarray(good, at)));
    parts.push(String.fromCharCode(0xdc00 + bytes[at]!));
    good = ++at;
  }
  if (good < bytes.length) parts.push(strict.decode(bytes.subarray(good)));
  return parts.join('');
}

/** A character that stands for a byte that is no UTF-8. */
export const isEscapedByte = (code: number): boolean => code >= 0xdc80 && code <= 0xdcff;

function encodeEscaping(text: string): Uint8Array {
  const into = new Uint8Array(text.length * 3);
  let length = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const before = at > 0 ? text.charCodeAt(at - 1) : 0;
    if (!isEscapedByte(code) || (before >= 0xd800 && before <= 0xdbff)) continue;
    length += encoder.encodeInto(text.slice(from, at), into.subarray(length)).written;
    into[length++] = code - 0xdc00;
    from = at + 1;
  }
  length += encoder.encodeInto(text.slice(from), into.subarray(length)).written;
  return into.subarray(0, length);
}
