// egrep: lines that match a pattern, as grep -E. As GNU grep 3.12.

import { grepProgram } from './definition.ts';

export default grepProgram('egrep', '-E');
