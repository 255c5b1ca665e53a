// base64: bytes as text of 64 letters, and back. As GNU coreutils 9.10.

import { BASE64, baseProgram } from './base-encode.ts';

export default baseProgram(BASE64);
