// rm: files and folders removed. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { folderNames } from '../lib/folder.ts';
import { STDIN } from '../lib/io.ts';
import { kindWords } from '../lib/modes.ts';
import { baseName, joinPath } from '../lib/path.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { isTerminal } from '../lib/stdout.ts';
import { askYes } from './ask-yes.ts';

export default command({
  name: 'rm',
  summary: 'remove (unlink) the FILE(s)',
  usage: '[OPTION]... [FILE]...',
  help: `  -f, --force            ignore nonexistent files and arguments, never prompt
  -i                     prompt before every removal
  -I                     prompt once before removing more than three files,
                           or when removing recursively
      --interactive[=WHEN]  prompt according to WHEN: never, once (-I),
                           or always (-i); without WHEN, prompt always
      --one-file-system  when removing a hierarchy recursively, skip any
                           directory on a different file system
      --no-preserve-root  do not treat '/' specially
  -r, -R, --recursive    remove directories and their contents recursively
  -d, --dir              remove empty directories
  -v, --verbose          explain what is being done`,
  short: 'dfirvIR',
  long: {
    force: '-f',
    interactive: 'optional',
    'one-file-system': 'none',
    'no-preserve-root': 'none',
    'preserve-root': 'optional',
    recursive: '-r',
    dir: '-d',
    verbose: '-v',
  },
  run: rm,
});

type Interactive = 'never' | 'sometimes' | 'always';

interface RmOptions {
  recursive: boolean;
  force: boolean;
  empty: boolean;
  verbose: boolean;
  interactive: Interactive;
  terminal: boolean;
  oneFilesystem: boolean;
}

async function rm(tool: Tool): Promise<number> {
  let interactive: Interactive = 'sometimes';
  let once = false;
  for (const { option, value } of tool.given) {
    const when = option === '--interactive' ? (value ?? 'always') : { '-f': 'never', '-i': 'always', '-I': 'once' }[option];
    if (when === undefined) continue;
    once = when === 'once';
    if (when === 'never' || when === 'no' || when === 'none') interactive = 'never';
    else if (when === 'always' || when === 'yes') interactive = 'always';
    else if (once) interactive = 'sometimes';
    else
      tool.usage(
        `invalid argument ${quote(when)} for ‘--interactive’\nValid arguments are:\n  - ‘never’, ‘no’, ‘none’\n  - ‘once’\n  - ‘always’, ‘yes’`,
      );
  }
  const options: RmOptions = {
    recursive: tool.has('-r', '-R'),
    force: tool.last('-f', '-i', '-I') === '-f',
    empty: tool.has('-d'),
    verbose: tool.has('-v'),
    interactive,
    terminal: await isTerminal(tool.sys, STDIN),
    oneFilesystem: tool.has('--one-file-system'),
  };
  if (tool.operands.length === 0) {
    if (options.force) return 0;
    tool.usage('missing operand');
  }
  if (once && (options.recursive || tool.operands.length > 3)) {
    const count = tool.operands.length;
    const words = `remove ${count} argument${count === 1 ? '' : 's'}${options.recursive ? ' recursively' : ''}? `;
    if (!(await askYes(tool, words))) return 0;
  }
  for (const path of tool.operands) await removeArgument(tool, path, options);
  return tool.status;
}

async function removeArgument(tool: Tool, path: string, options: RmOptions): Promise<void> {
  const trimmed = path.replace(/(.)\/+$/, '$1');
  if (options.recursive && /^\.\.?$/.test(baseName(trimmed))) {
    return tool.warn(`refusing to remove '.' or '..' directory: skipping ${quoteAlways(path)}`);
  }
  if (options.recursive && !tool.has('--no-preserve-root') && (await isRoot(tool, path))) {
    const same = trimmed === '/' ? '' : " (same as '/')";
    await tool.warn(`it is dangerous to operate recursively on ${quoteAlways(path)}${same}`);
    return tool.warn('use --no-preserve-root to override this failsafe');
  }
  await remove(tool, path, options, undefined);
}

async function isRoot(tool: Tool, path: string): Promise<boolean> {
  try {
    const [stat, root] = [await tool.sys.stat(path, { nofollow: true }), await tool.sys.stat('/')];
    return stat.ino === root.ino && stat.dev.major === root.dev.major && stat.dev.minor === root.dev.minor;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}

/** Removes a path; false where something is left. */
async function remove(tool: Tool, path: string, options: RmOptions, device: string | undefined): Promise<boolean> {
  const { sys } = tool;
  try {
    const stat = await sys.stat(path, { nofollow: true });
    if (stat.kind !== 'directory') {
      if (!(await agrees(tool, path, stat, options, 'remove'))) return false;
      await sys.unlink(path);
      if (options.verbose) tool.out.write(`removed ${quoteAlways(path)}\n`);
      return true;
    }
    if (!options.recursive && !options.empty) {
      await tool.warn(`cannot remove ${quoteAlways(path)}: Is a directory`);
      return false;
    }
    return await removeFolder(tool, path, stat, options, device);
  } catch (error) {
    if (error instanceof Errno && options.force && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return true;
    await tool.complain(`cannot remove ${quoteAlways(path)}`, error);
    return false;
  }
}

async function removeFolder(tool: Tool, path: string, stat: Stat, options: RmOptions, device: string | undefined): Promise<boolean> {
  const { sys } = tool;
  const here = `${stat.dev.major}:${stat.dev.minor}`;
  let emptied = true;
  if (options.recursive) {
    if (options.oneFilesystem && device !== undefined && device !== here) {
      await tool.warn(`skipping ${quoteAlways(path)}, since it's on a different device`);
      return false;
    }
    let names: string[];
    try {
      names = await folderNames(sys, path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      // An unreadable folder may still be empty.
      names = [];
      if (
        !(await sys.rmdir(path).then(
          () => true,
          () => false,
        ))
      )
        throw error;
      return true;
    }
    if (names.length > 0) {
      if (!(await agrees(tool, path, stat, options, 'descend into'))) return false;
      for (const name of names) if (!(await remove(tool, joinPath(path, name), options, device ?? here))) emptied = false;
    }
    if (!emptied) return false;
  }
  if (!(await agrees(tool, path, stat, options, 'remove'))) return false;
  await sys.rmdir(path);
  if (options.verbose) tool.out.write(`removed directory ${quoteAlways(path)}\n`);
  return true;
}

/** Asks where it has to: -i, or a write-protected file on a terminal. */
async function agrees(tool: Tool, path: string, stat: Stat, options: RmOptions, what: 'remove' | 'descend into'): Promise<boolean> {
  if (options.interactive === 'never') return true;
  let locked = false;
  if ((options.interactive === 'always' || options.terminal) && stat.kind !== 'symlink') {
    try {
      await tool.sys.access(path, { write: true }, { effective: true });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      locked = true;
    }
  }
  if (options.interactive !== 'always' && !locked) return true;
  return askYes(tool, `${what} ${locked ? 'write-protected ' : ''}${kindWords(stat.kind, stat.sizeBytes)} ${quoteAlways(path)}? `);
}
