// basenc: bytes as text in one of several bases. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { BASE16, BASE32, BASE32HEX, BASE64, BASE64URL, type Base, runBase } from './base-encode.ts';

const BASES: readonly Base[] = [BASE64, BASE64URL, BASE32, BASE32HEX, BASE16];

export default command({
  name: 'basenc',
  summary: 'encode or decode FILE, or standard input, to standard output',
  usage: '[OPTION]... [FILE]',
  short: 'diw:',
  long: {
    decode: '-d',
    'ignore-garbage': '-i',
    wrap: '-w',
    base64: 'none',
    base64url: 'none',
    base32: 'none',
    base32hex: 'none',
    base16: 'none',
  },
  async run(tool: Tool) {
    const base = BASES.find(({ name }) => tool.last(...BASES.map(one => `--${one.name}`)) === `--${name}`);
    if (base === undefined) tool.usage('missing encoding type');
    await runBase(tool, base);
  },
});
