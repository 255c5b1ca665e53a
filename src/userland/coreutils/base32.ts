// base32: bytes as text of 32 letters, and back. As GNU coreutils 9.10.

import { BASE32, baseProgram } from './base-encode.ts';

export default baseProgram(BASE32);
