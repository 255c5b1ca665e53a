// realpath: absolute paths without links. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { normalizePath, relativePath } from '../lib/path.ts';
import { quoteName } from '../lib/quote.ts';
import { canonicalize, type Existence } from './canonicalize.ts';

export default command({
  name: 'realpath',
  summary: 'print the resolved absolute file name',
  usage: '[OPTION]... FILE...',
  help: `  -E, --canonicalize           all but the last component must exist (default)
  -e, --canonicalize-existing  all components of the path must exist
  -m, --canonicalize-missing   no path components need exist or be a directory
  -L, --logical                resolve '..' components before symlinks
  -P, --physical               resolve symlinks as encountered (default)
  -q, --quiet                  suppress most error messages
      --relative-to=DIR        print the resolved path relative to DIR
      --relative-base=DIR      print absolute paths unless paths below DIR
  -s, --strip, --no-symlinks   don't expand symlinks
  -z, --zero                   end each output line with NUL, not newline`,
  short: 'EeLmPqsz',
  long: {
    canonicalize: '-E',
    'canonicalize-existing': '-e',
    'canonicalize-missing': '-m',
    logical: '-L',
    physical: '-P',
    quiet: '-q',
    'relative-to': 'required',
    'relative-base': 'required',
    strip: '-s',
    'no-symlinks': '-s',
    zero: '-z',
  },
  async run(tool: Tool) {
    if (tool.operands.length === 0) tool.usage('missing operand');
    const mode = tool.last('-E', '-e', '-m');
    const needs: Existence = mode === '-e' ? 'existing' : mode === '-m' ? 'missing' : 'all-but-last';
    const logical = tool.last('-L', '-P', '-s') === '-L';
    const strip = tool.has('-s');
    const resolve = async (path: string): Promise<string> => {
      const start = (logical || strip) && path !== '' ? normalizePath(path, await tool.sys.getcwd()) : path;
      return canonicalize(tool.sys, start, needs, !strip);
    };
    const fixed = async (path: string | undefined): Promise<string | undefined> => {
      if (path === undefined) return undefined;
      try {
        return await resolve(path);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        return tool.fail(`${quoteName(path)}: ${error.message}`);
      }
    };
    const base = await fixed(tool.value('--relative-base'));
    const to = (await fixed(tool.value('--relative-to'))) ?? base;
    const below = (path: string): boolean => base === undefined || path === base || path.startsWith(base === '/' ? '/' : `${base}/`);
    for (const path of tool.operands) {
      try {
        const found = await resolve(path);
        const shown = to !== undefined && below(found) && below(to) ? relativePath(to, found) : found;
        tool.out.write(shown + (tool.has('-z') ? '\0' : '\n'));
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        tool.status = 1;
        if (!tool.has('-q')) await tool.complain(quoteName(path), error);
      }
    }
  },
});
