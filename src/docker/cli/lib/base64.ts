// Base64, as RFC 4648 has it.

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes as text, with padding. */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const triple = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    parts.push(
      LETTERS[(triple >> 18) & 63]! +
        LETTERS[(triple >> 12) & 63]! +
        (left > 1 ? LETTERS[(triple >> 6) & 63]! : '=') +
        (left > 2 ? LETTERS[triple & 63]! : '='),
    );
  }
  return parts.join('');
}

/** The bytes of base64 text; both alphabets are read, and what is no letter is passed over. */
export function fromBase64(text: string): Uint8Array {
  const out: number[] = [];
  let bits = 0;
  let count = 0;
  for (const char of text.replaceAll('-', '+').replaceAll('_', '/')) {
    const value = LETTERS.indexOf(char);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push((bits >> count) & 0xff);
    }
  }
  return Uint8Array.from(out);
}
