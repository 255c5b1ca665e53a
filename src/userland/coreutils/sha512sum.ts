// sha512sum: SHA512 checksums. As GNU coreutils 9.10.

import { sha512 } from '@noble/hashes/sha2.js';
import { digestProgram } from './digest.ts';

export default digestProgram({ name: 'sha512sum', tag: 'SHA512', bits: 512, make: () => sha512.create() });
