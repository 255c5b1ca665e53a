// grep: lines that match a pattern. As GNU grep 3.12.

import { grepProgram } from './definition.ts';

export default grepProgram('grep');
