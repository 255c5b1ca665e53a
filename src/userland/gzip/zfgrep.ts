// zfgrep: grep in compressed files. As GNU gzip 1.14's script.

import { zgrepProgram } from './zgrep-program.ts';

export default zgrepProgram('zfgrep', '-F');
