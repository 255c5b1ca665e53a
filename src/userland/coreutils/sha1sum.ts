// sha1sum: SHA1 checksums. As GNU coreutils 9.10.

import { sha1 } from '@noble/hashes/legacy.js';
import { digestProgram } from './digest.ts';

export default digestProgram({ name: 'sha1sum', tag: 'SHA1', bits: 160, make: () => sha1.create() });
