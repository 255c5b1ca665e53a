// rgrep: lines that match a pattern, as grep -r. As GNU grep 3.12.

import { grepProgram } from './definition.ts';

export default grepProgram('rgrep', '-r');
