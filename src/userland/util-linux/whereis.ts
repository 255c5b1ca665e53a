// whereis: the files of a command: its program, its manual, its settings. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Tool } from '../lib/command.ts';
import { folderEntries } from '../lib/folder.ts';
import { compileEre, quoteRegex } from '../lib/regex.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/whereis.ts';

export default utilLinux({
  name: 'whereis',
  summary: 'locate the binary, source, and manual page files for a command',
  help: HELP,
  short: 'bmsulg',
  run: whereis,
});

const BINARIES = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib',
  '/usr/lib64',
  '/bin',
  '/sbin',
  '/etc',
  '/usr/etc',
  '/lib',
  '/lib64',
  '/usr/games',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/local/games',
  '/usr/local/etc',
  '/usr/local/lib',
  '/usr/include',
  '/usr/local',
  '/usr/libexec',
  '/usr/share',
  '/opt',
];
const MANUALS = ['/usr/share/man', '/usr/share/info'];

interface Folder {
  path: string;
  names: readonly string[];
}

async function whereis(tool: Tool): Promise<number> {
  if (tool.has('-u', '-g')) tool.fail(`option ${tool.has('-u') ? '-u' : '-g'} is not simulated here`);
  if (tool.operands.length === 0 && !tool.has('-l')) tool.usage('not enough arguments');
  const every = !tool.has('-b', '-m', '-s');
  const binaries = every || tool.has('-b') ? await foldersOf(tool.sys, [...BINARIES, ...(tool.env.PATH ?? '').split(':')], 'flat') : [];
  const manuals = every || tool.has('-m') ? await foldersOf(tool.sys, MANUALS, 'nested') : [];
  if (tool.has('-l')) {
    for (const { path } of binaries) tool.out.write(`bin: ${path}\n`);
    for (const { path } of manuals) tool.out.write(`man: ${path}\n`);
  }
  for (const operand of tool.operands) {
    const name = operand.slice(operand.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
    // "ls", "ls.so", "ls.1.gz": the name, and what may stand behind it.
    const wanted = compileEre(`^${quoteRegex(name)}(\\.(so(\\..*)?|gz|bz2|xz|Z|[0-9][^.]*(\\.gz)?|conf|d|in|py|pl|sh))?$`);
    const found = [...binaries, ...manuals].flatMap(({ path, names }) =>
      names.filter(each => wanted.test(each)).map(each => `${path}/${each}`),
    );
    tool.out.write(`${operand}:${found.map(path => ` ${path}`).join('')}\n`);
  }
  return 0;
}

/** The folders that are there, each once however it is called, with what is in them. */
async function foldersOf(sys: Sys, paths: readonly string[], how: 'flat' | 'nested'): Promise<Folder[]> {
  const seen = new Set<string>();
  const folders: Folder[] = [];
  for (const path of paths) {
    try {
      const { dev, ino } = await sys.stat(path);
      const key = `${dev.major}:${dev.minor}:${ino}`;
      if (path === '' || seen.has(key)) continue;
      seen.add(key);
      const entries = await folderEntries(sys, path);
      if (how === 'flat') folders.push({ path, names: entries.map(({ name }) => name) });
      else {
        for (const { name, kind } of entries) {
          if (kind !== 'directory') continue;
          folders.push({ path: `${path}/${name}`, names: (await folderEntries(sys, `${path}/${name}`)).map(each => each.name) });
        }
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return folders;
}
