// ldd: the shared libraries of a program. Programs here are whole in themselves: none names a loader. glibc 2.43.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { print, program, warn } from '../lib/io.ts';
import { glibcVersion } from './argp.ts';
import { HELP } from './help/ldd.ts';

const HINT = "Try `ldd --help' for more information.\n";
const OPTIONS = /^(-[druv]|--(data|function)-relocs|--unused|--verbose)$/;

export default program({
  name: 'ldd',
  summary: 'print shared object dependencies',

  async main(sys, argv) {
    const words = argv.slice(1);
    while (words[0]?.startsWith('-') && words[0] !== '-') {
      const word = words.shift()!;
      if (word === '--') break;
      if (word === '--help') return print(sys, HELP);
      if (word === '--version') return print(sys, `${glibcVersion('ldd', 'Roland McGrath and Ulrich Drepper')}\n`);
      if (OPTIONS.test(word)) continue;
      await warn(sys, `ldd: unrecognized option \`${word}'\n${HINT}`);
      return 1;
    }
    if (words.length === 0) {
      await warn(sys, `ldd: missing file arguments\n${HINT}`);
      return 1;
    }
    let status = 0;
    for (const word of words) {
      if (words.length > 1) await print(sys, `${word}:\n`);
      if (!(await show(sys, word.includes('/') ? word : `./${word}`))) status = 1;
    }
    return status;
  },
});

async function show(sys: Sys, path: string): Promise<boolean> {
  try {
    const { kind } = await sys.stat(path);
    if (kind !== 'file') {
      await warn(sys, `ldd: ${path}: not regular file\n`);
      return false;
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `ldd: ${path}: ${error.message}\n`);
    return false;
  }
  await print(sys, '\tnot a dynamic executable\n');
  return false;
}
