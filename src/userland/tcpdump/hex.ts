// A packet's bytes in hexadecimal and in ASCII. As print-ascii.c of tcpdump 4.99.6.

const printable = (byte: number): string => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : '.');

/** -x and -xx; with their ASCII beside them, -X and -XX. */
export function hexText(bytes: Uint8Array, withAscii: boolean): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 16) {
    const line = bytes.subarray(at, at + 16);
    const digits = [...line].map(byte => byte.toString(16).padStart(2, '0')).join('');
    const groups = (digits.match(/.{1,4}/g) ?? []).map(group => ` ${group}`).join('');
    const ascii = withAscii ? `  ${[...line].map(printable).join('')}` : '';
    text += `\n\t0x${at.toString(16).padStart(4, '0')}: ${withAscii ? groups.padEnd(40) : groups}${ascii}`;
  }
  return text;
}

/** -A: text as it is, the rest as dots. */
export function asciiText(bytes: Uint8Array): string {
  let text = '\n';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === 13) text += bytes[at + 1] === 10 ? '' : '.';
    else text += byte === 9 || byte === 10 || byte === 32 ? String.fromCharCode(byte) : printable(byte);
  }
  return text;
}
