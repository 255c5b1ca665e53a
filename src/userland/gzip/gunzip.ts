// gunzip: files uncompressed. As GNU gzip 1.14.

import { gzipProgram } from './definition.ts';

export default gzipProgram('gunzip');
