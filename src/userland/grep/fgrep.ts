// fgrep: lines that match a pattern, as grep -F. As GNU grep 3.12.

import { grepProgram } from './definition.ts';

export default grepProgram('fgrep', '-F');
