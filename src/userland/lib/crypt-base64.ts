// crypt(3)'s own base 64: six bits a character, the lowest first. As libxcrypt 4.5.

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A character's value; undefined where it is none. */
export function sixBits(character: string | undefined): number | undefined {
  const value = character === undefined || character === '' ? -1 : ALPHABET.indexOf(character);
  return value < 0 ? undefined : value;
}

/** Bytes as text: three at a time, four characters. */
export function encode64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const count = Math.min(3, bytes.length - at);
    let value = 0;
    for (let index = 0; index < count; index++) value |= bytes[at + index]! << (8 * index);
    for (let index = 0; index <= count; index++, value >>>= 6) text += ALPHABET[value & 63];
  }
  return text;
}

/** The reverse of encode64; undefined where a character is foreign. */
export function decode64(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 4) {
    const part = text.slice(at, at + 4);
    let value = 0;
    for (let index = 0; index < part.length; index++) {
      const bits = sixBits(part[index]);
      if (bits === undefined) return undefined;
      value |= bits << (6 * index);
    }
    for (let index = 0; index < Math.floor((part.length * 6) / 8); index++, value >>>= 8) bytes.push(value & 255);
  }
  return new Uint8Array(bytes);
}
