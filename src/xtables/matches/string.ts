// -m string: bytes anywhere in the packet. As xt_string.c and libxt_string.c, revision 1.

import { defineMatch, Usage } from '../extension.ts';
import { join } from '../ports.ts';
import { not, quoteAlways } from '../values.ts';

interface Info {
  /** One character a byte. */
  pattern: string;
  algorithm: string;
  from: number;
  to: number;
  icase: boolean;
  inverted: boolean;
}

function parseHex(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') {
      out += text[++at] ?? '';
      continue;
    }
    if (char !== '|') {
      out += char;
      continue;
    }
    const end = text.indexOf('|', at + 1);
    if (end < 0) throw new Usage('Invalid hex block');
    const digits = text.slice(at + 1, end).replace(/ /g, '');
    if (digits.length % 2 === 1) throw new Usage('Invalid hex block');
    for (let index = 0; index < digits.length; index += 2) {
      const pair = digits.slice(index, index + 2);
      if (!/^[0-9a-fA-F]{2}$/.test(pair)) throw new Usage(`Invalid hex char '${pair[0]}'`);
      out += String.fromCharCode(Number.parseInt(pair, 16));
    }
    at = end;
  }
  return out;
}

const printable = (pattern: string): boolean => /^[\x20-\x7e]*$/.test(pattern);
const hexText = (pattern: string): string => `"|${[...pattern].map(char => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')}|"`;
const patternText = ({ pattern }: Info): string => (printable(pattern) ? quoteAlways(pattern) : hexText(pattern));

export default defineMatch<Info>({
  name: 'string',
  options: {
    '--from': { type: 'u16' },
    '--to': { type: 'u16' },
    '--algo': { type: 'string', max: 15, mandatory: true },
    '--string': { type: 'string', invertible: true, excludes: ['--hex-string'] },
    '--hex-string': { type: 'string', invertible: true, excludes: ['--string'] },
    '--icase': {},
  },
  parse(given) {
    const text = given.find(one => one.option === '--string' || one.option === '--hex-string');
    if (!text) throw new Usage("STRING match: You must specify `--string' or `--hex-string'");
    const pattern = text.option === '--hex-string' ? parseHex(text.text) : String.fromCharCode(...new TextEncoder().encode(text.text));
    return {
      pattern: pattern.slice(0, 128),
      algorithm: given.find(one => one.option === '--algo')?.text ?? '',
      from: given.find(one => one.option === '--from')?.number ?? 0,
      to: given.find(one => one.option === '--to')?.number ?? 65535,
      icase: given.some(one => one.option === '--icase'),
      inverted: text.inverted,
    };
  },
  save: info =>
    join(
      `${not(info.inverted)}--${printable(info.pattern) ? 'string' : 'hex-string'} ${patternText(info)}`,
      `--algo ${info.algorithm}`,
      info.from !== 0 && `--from ${info.from}`,
      info.to !== 65535 && `--to ${info.to}`,
      info.icase && '--icase',
    ),
  list: info =>
    join(
      `STRING match ${info.inverted ? '!' : ''} ${patternText(info)} ALGO name ${info.algorithm}`,
      info.from !== 0 && `FROM ${info.from}`,
      info.to !== 65535 && `TO ${info.to}`,
      info.icase && 'ICASE',
    ),
  check: ({ algorithm, from, to }) => (from > to ? 'EINVAL' : ['bm', 'kmp', 'fsm'].includes(algorithm) ? undefined : 'ENOENT'),
  matches({ pattern, from, to, icase, inverted }, skb) {
    const fold = (byte: number): number => (icase && byte >= 65 && byte <= 90 ? byte + 32 : byte);
    // Offsets count from the network header; the pattern may begin at `to` and reach behind it.
    const last = Math.min(skb.network + to, skb.end - pattern.length);
    for (let at = skb.network + from; at <= last; at++) {
      let index = 0;
      while (index < pattern.length && fold(skb.bytes[at + index]!) === fold(pattern.charCodeAt(index))) index++;
      if (index === pattern.length) return !inverted;
    }
    return inverted;
  },
});
