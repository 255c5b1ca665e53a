// b2sum: BLAKE2b checksums. As GNU coreutils 9.10.

import { blake2b } from '@noble/hashes/blake2.js';
import { digestProgram } from './digest.ts';

export default digestProgram({
  name: 'b2sum',
  tag: 'BLAKE2b',
  bits: 512,
  variable: true,
  make: bits => blake2b.create({ dkLen: bits / 8 }),
});
