// md5sum: MD5 checksums. As GNU coreutils 9.10.

import { md5 } from '@noble/hashes/legacy.js';
import { digestProgram } from './digest.ts';

export default digestProgram({ name: 'md5sum', tag: 'MD5', bits: 128, make: () => md5.create() });
