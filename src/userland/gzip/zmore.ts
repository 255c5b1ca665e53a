// zmore: a pager for compressed files. As GNU gzip 1.14's script.

import { program, warn } from '../lib/io.ts';
import { openWords, runWith, uncompressed } from './piped.ts';

export default program({
  name: 'zmore',
  summary: 'view compressed files',
  async main(sys, argv, env) {
    let status = 0;
    for (const path of argv.length > 1 ? argv.slice(1) : ['-']) {
      try {
        const fd = await uncompressed(sys, path);
        status = await runWith(sys, ['less', '/dev/fd/5'], env, [[fd, 5]]);
      } catch (error) {
        await warn(sys, openWords(path, error));
        status = 1;
      }
    }
    return status;
  },
});
