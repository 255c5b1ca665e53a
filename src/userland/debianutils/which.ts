// which: where the shell finds a command. debianutils 5.24.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { print, program, warn } from '../lib/io.ts';

const USAGE_STATUS = 2;

export default program({
  name: 'which',
  summary: 'locate a command',

  async main(sys, argv, env) {
    let all = false;
    let silent = false;
    const words = argv.slice(1);
    while (words[0]?.startsWith('-') && words[0] !== '-') {
      const word = words.shift()!;
      if (word === '--') break;
      for (const letter of word.slice(1)) {
        if (letter === 'a') all = true;
        else if (letter === 's') silent = true;
        else {
          await warn(sys, `Illegal option -${letter}\nUsage: ${argv[0]?.includes('/') ? argv[0] : `/usr/bin/${argv[0]}`} [-as] args\n`);
          return USAGE_STATUS;
        }
      }
    }
    let missing = words.length === 0;
    for (const word of words) {
      const found = await places(sys, word, env.PATH ?? '', all);
      if (found.length === 0) missing = true;
      if (!silent) await print(sys, found.map(path => `${path}\n`).join(''));
    }
    return missing ? 1 : 0;
  },
});

async function places(sys: Sys, name: string, path: string, all: boolean): Promise<string[]> {
  if (name.includes('/')) return (await executable(sys, name)) ? [name] : [];
  const found: string[] = [];
  for (const folder of path.split(':')) {
    const candidate = `${folder === '' ? '.' : folder}/${name}`;
    if (!(await executable(sys, candidate))) continue;
    found.push(candidate);
    if (!all) break;
  }
  return found;
}

async function executable(sys: Sys, path: string): Promise<boolean> {
  try {
    if ((await sys.stat(path)).kind !== 'file') return false;
    await sys.access(path, { execute: true }, { effective: true });
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}
