// zgrep and its kin: grep run on each file, uncompressed. As GNU gzip 1.14's script.

import type { Program } from '../../abi/program.ts';
import { warn } from '../lib/io.ts';
import { openWords, runWith, uncompressed } from './piped.ts';

const VALUED = /^-[^-]*[ABCDEFGXdefm]$/;

/** A program that runs grep, with an option before all others. */
export const zgrepProgram = (name: string, option?: string): Program => ({
  name,
  summary: 'search possibly compressed files for a regular expression',
  async main(sys, argv, env) {
    const options: string[] = option === undefined ? [] : [option];
    const words = argv.slice(1);
    let pattern = false;
    while (words[0]?.startsWith('-') && words[0] !== '-') {
      const word = words.shift()!;
      if (word === '--') break;
      if (/^-[^-]*[ef]/.test(word) || /^--(regexp|file)/.test(word)) pattern = true;
      options.push(word);
      if (VALUED.test(word) && words.length > 0 && /[ABCDXdefm]$/.test(word)) options.push(words.shift()!);
    }
    if (!pattern) {
      const text = words.shift();
      if (text === undefined) {
        await warn(sys, `${argv[0]}: missing pattern; try \`${argv[0]} --help' for help\n`);
        return 2;
      }
      options.push('-e', text);
    }
    let status = 1;
    const named = words.length > 1 && !options.some(word => /^-[^-]*h/.test(word));
    for (const path of words.length > 0 ? words : ['-']) {
      try {
        const fd = await uncompressed(sys, path);
        const label = named || options.some(word => /^-[^-]*[Hl]/.test(word)) ? ['-H', `--label=${path}`] : [];
        const one = await runWith(sys, ['grep', ...label, ...options], env, [[fd, 0]]);
        await sys.close(fd);
        status = one === 0 ? Math.min(status, 0) : one > 1 ? one : status;
      } catch (error) {
        await warn(sys, openWords(path, error));
        status = 2;
      }
    }
    return status;
  },
});
