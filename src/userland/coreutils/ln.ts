// ln: links, hard and symbolic. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { baseName, dirName, joinPath, normalizePath, relativePath } from '../lib/path.ts';
import { quoteAlways } from '../lib/quote.ts';
import { askYes } from './ask-yes.ts';
import { backupName } from './backup-name.ts';
import { backupControl } from './copy-options.ts';

export default command({
  name: 'ln',
  summary: 'create a link to TARGET',
  usage: '[OPTION]... [-T] TARGET LINK_NAME\n[OPTION]... TARGET\n[OPTION]... TARGET... DIRECTORY\n[OPTION]... -t DIRECTORY TARGET...',
  help: `      --backup[=CONTROL]      make a backup of each existing destination file
  -b                          like --backup but does not accept an argument
  -d, -F, --directory         allow the superuser to attempt to hard link directories
  -f, --force                 remove existing destination files
  -i, --interactive           prompt whether to remove destinations
  -L, --logical               dereference TARGETs that are symbolic links
  -n, --no-dereference        treat LINK_NAME as a normal file if it is a
                                symbolic link to a directory
  -P, --physical              make hard links directly to symbolic links
  -r, --relative              with -s, create links relative to link location
  -s, --symbolic              make symbolic links instead of hard links
  -S, --suffix=SUFFIX         override the usual backup suffix
  -t, --target-directory=DIRECTORY  specify the DIRECTORY in which to create the links
  -T, --no-target-directory   treat LINK_NAME as a normal file always
  -v, --verbose               print name of each linked file`,
  short: 'bdfFinrst:vLPS:T',
  long: {
    backup: 'optional',
    directory: '-d',
    force: '-f',
    interactive: '-i',
    logical: '-L',
    'no-dereference': '-n',
    physical: '-P',
    relative: '-r',
    symbolic: '-s',
    suffix: '-S',
    'target-directory': '-t',
    'no-target-directory': '-T',
    verbose: '-v',
  },
  run: ln,
});

async function ln(tool: Tool): Promise<void> {
  const operands = [...tool.operands];
  if (operands.length === 0) tool.usage('missing file operand');
  if (tool.has('-r') && !tool.has('-s')) tool.fail('cannot do --relative without --symbolic');
  let folder = tool.value('-t');
  if (folder !== undefined && !(await isFolder(tool, folder, true)))
    tool.fail(`target directory ${quoteAlways(folder)}: No such file or directory`);
  if (tool.has('-T')) {
    if (operands.length === 1) tool.usage(`missing destination file operand after ${quoteAlways(operands[0]!)}`);
    if (operands.length > 2) tool.usage(`extra operand ${quoteAlways(operands[2]!)}`);
  } else if (folder === undefined) {
    if (operands.length === 1) folder = '.';
    else if (await isFolder(tool, operands.at(-1)!, !tool.has('-n'))) folder = operands.pop()!;
    else if (operands.length > 2) tool.fail(`target ${quoteAlways(operands.at(-1)!)}: ${await folderWords(tool, operands.at(-1)!)}`);
  }
  if (folder === undefined) return link(tool, operands[0]!, operands[1]!);
  for (const target of operands) await link(tool, target, joinPath(folder, baseName(target)));
}

async function folderWords(tool: Tool, path: string): Promise<string> {
  return tool.sys.stat(path).then(
    () => 'Not a directory',
    error => (error instanceof Errno ? error.message : ''),
  );
}

async function isFolder(tool: Tool, path: string, follow: boolean): Promise<boolean> {
  try {
    return (await tool.sys.stat(path, { nofollow: !follow })).kind === 'directory';
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}

async function link(tool: Tool, target: string, path: string): Promise<void> {
  const { sys } = tool;
  const symbolic = tool.has('-s');
  const follow = tool.last('-L', '-P') === '-L';
  if (!symbolic) {
    try {
      const { kind } = await sys.stat(target, { nofollow: !follow });
      if (kind === 'directory' && !tool.has('-d', '-F')) return tool.warn(`${target}: hard link not allowed for directory`);
    } catch (error) {
      return tool.complain(`failed to access ${quoteAlways(target)}`, error);
    }
  }
  const text = tool.has('-r') ? await relativeTarget(tool, target, path) : target;
  let kept: string | undefined;
  try {
    const ready = await clearTheWay(tool, target, path, symbolic);
    if (ready === 'stop') return;
    kept = ready.kept;
    await (symbolic ? sys.symlink(text, path) : sys.link(target, path, { follow }));
  } catch (error) {
    const kind = symbolic ? 'symbolic link' : 'hard link';
    const toward =
      symbolic || (error instanceof Errno && ['EEXIST', 'EMLINK', 'EDQUOT', 'ENOSPC', 'EROFS'].includes(error.code))
        ? ''
        : ` => ${quoteAlways(target)}`;
    const arrow = symbolic && error instanceof Errno && error.code === 'ENAMETOOLONG' ? ` -> ${quoteAlways(text)}` : toward;
    return tool.complain(`failed to create ${kind} ${quoteAlways(path)}${arrow}`, error);
  }
  const note = kept === undefined ? '' : `${quoteAlways(kept)} ~ `;
  if (tool.has('-v')) tool.out.write(`${note}${quoteAlways(path)} ${symbolic ? '->' : '=>'} ${quoteAlways(text)}\n`);
}

/** Removes or keeps aside what has the link's name. */
async function clearTheWay(tool: Tool, target: string, path: string, symbolic: boolean): Promise<'stop' | { kept?: string }> {
  const { sys } = tool;
  const backup = tool.has('-b', '--backup', '-S') ? backupControl(tool, tool.value('--backup')) : 'none';
  if (!tool.has('-f', '-i') && backup === 'none') return {};
  const old = await sys.stat(path, { nofollow: true }).catch(error => {
    if (error instanceof Errno) return undefined;
    throw error;
  });
  if (old === undefined) return {};
  if (old.kind === 'directory') {
    await tool.warn(`${path}: cannot overwrite directory`);
    return 'stop';
  }
  const source = symbolic ? undefined : await sys.stat(target, { nofollow: true });
  if (source !== undefined && source.ino === old.ino && source.dev.minor === old.dev.minor && target === path) {
    await tool.warn(`${quoteAlways(target)} and ${quoteAlways(path)} are the same file`);
    return 'stop';
  }
  if (tool.last('-f', '-i') === '-i' && !(await askYes(tool, `replace ${quoteAlways(path)}? `))) return 'stop';
  if (backup === 'none') {
    await sys.unlink(path);
    return {};
  }
  const kept = await backupName(sys, path, backup, tool.value('-S') ?? tool.env.SIMPLE_BACKUP_SUFFIX ?? '~');
  await sys.rename(path, kept);
  return { kept };
}

async function relativeTarget(tool: Tool, target: string, path: string): Promise<string> {
  const cwd = await tool.sys.getcwd();
  return relativePath(normalizePath(dirName(path), cwd), normalizePath(target, cwd));
}
