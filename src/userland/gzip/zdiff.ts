// zdiff: diff of compressed files. As GNU gzip 1.14's script.

import { program, warn } from '../lib/io.ts';
import { openWords, runWith, uncompressed } from './piped.ts';

export default program({
  name: 'zdiff',
  summary: 'compare compressed files',
  async main(sys, argv, env) {
    const options = argv.slice(1).filter(word => word.startsWith('-') && word !== '-');
    const [one, two = one?.replace(/\.gz$/, '')] = argv.slice(1).filter(word => !word.startsWith('-') || word === '-');
    if (one === undefined || two === undefined) {
      await warn(sys, `${argv[0]}: invalid number of operands; try \`${argv[0]} --help' for help\n`);
      return 2;
    }
    try {
      const [first, second] = [await uncompressed(sys, one), await uncompressed(sys, two)];
      return await runWith(sys, ['diff', ...options, '/dev/fd/5', '-'], env, [
        [first, 5],
        [second, 0],
      ]);
    } catch (error) {
      await warn(sys, openWords(one, error));
      return 2;
    }
  },
});
