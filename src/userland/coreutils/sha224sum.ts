// sha224sum: SHA224 checksums. As GNU coreutils 9.10.

import { sha224 } from '@noble/hashes/sha2.js';
import { digestProgram } from './digest.ts';

export default digestProgram({ name: 'sha224sum', tag: 'SHA224', bits: 224, make: () => sha224.create() });
