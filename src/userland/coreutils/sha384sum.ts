// sha384sum: SHA384 checksums. As GNU coreutils 9.10.

import { sha384 } from '@noble/hashes/sha2.js';
import { digestProgram } from './digest.ts';

export default digestProgram({ name: 'sha384sum', tag: 'SHA384', bits: 384, make: () => sha384.create() });
