// sha256sum: SHA256 checksums. As GNU coreutils 9.10.

import { sha256 } from '@noble/hashes/sha2.js';
import { digestProgram } from './digest.ts';

export default digestProgram({ name: 'sha256sum', tag: 'SHA256', bits: 256, make: () => sha256.create() });
