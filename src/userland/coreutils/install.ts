// install: files copied with modes and owners. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { parseOwner } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { changeMode, type ModeChange, parseMode } from '../lib/modes.ts';
import { dirName } from '../lib/path.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { Copier } from './copier.ts';
import { backupControl, copyDefaults } from './copy-options.ts';
import { destinations } from './destinations.ts';

export default command({
  name: 'install',
  summary: 'copy files and set attributes',
  usage: '[OPTION]... [-T] SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY\n[OPTION]... -t DIRECTORY SOURCE...\n[OPTION]... -d DIRECTORY...',
  help: `      --backup[=CONTROL]  make a backup of each existing destination file
  -b                  like --backup but does not accept an argument
  -C, --compare       compare content of source and destination files
  -d, --directory     treat all arguments as directory names
  -D                  create all leading components of DEST except the last
  -g, --group=GROUP   set group ownership
  -m, --mode=MODE     set permission mode (as in chmod), instead of rwxr-xr-x
  -o, --owner=OWNER   set ownership (super-user only)
  -p, --preserve-timestamps  apply access/modification times of SOURCE files
  -s, --strip         strip symbol tables
  -t, --target-directory=DIRECTORY  copy all SOURCE arguments into DIRECTORY
  -T, --no-target-directory  treat DEST as a normal file
  -v, --verbose       print the name of each created file or directory`,
  short: 'bcCdDg:m:o:pst:TvS:Z',
  long: {
    backup: 'optional',
    compare: '-C',
    directory: '-d',
    group: '-g',
    mode: '-m',
    owner: '-o',
    'preserve-timestamps': '-p',
    strip: '-s',
    suffix: '-S',
    'target-directory': '-t',
    'no-target-directory': '-T',
    verbose: '-v',
  },
  run: install,
});

interface Attributes {
  change: ModeChange;
  uid?: number | undefined;
  gid?: number | undefined;
}

async function attributesOf(tool: Tool): Promise<Attributes> {
  const text = tool.value('-m') ?? '755';
  const change = parseMode(text) ?? tool.fail(`invalid mode ${quote(text)}`);
  const owner = tool.value('-o');
  const group = tool.value('-g');
  const user = owner === undefined ? {} : await parseOwner(tool.sys, owner);
  if (typeof user === 'string') tool.fail(`invalid user ${quote(owner!)}`);
  const ids = group === undefined ? {} : await parseOwner(tool.sys, `:${group}`);
  if (typeof ids === 'string') tool.fail(`invalid group ${quote(group!)}`);
  return { change, uid: user.uid, gid: ids.gid };
}

async function finish(tool: Tool, path: string, { change, uid, gid }: Attributes, directory: boolean): Promise<void> {
  if (uid !== undefined || gid !== undefined) await tool.sys.chown(path, uid, gid);
  await tool.sys.chmod(path, changeMode(0, change, { directory, umask: 0 }));
}

async function makeFolders(tool: Tool, path: string, attributes: Attributes | undefined): Promise<boolean> {
  const parts = path.split('/').filter(part => part !== '');
  let at = path.startsWith('/') ? '' : '.';
  if (!path.startsWith('/')) at = '';
  for (const [index, part] of parts.entries()) {
    at = index === 0 && !path.startsWith('/') ? part : `${at}/${part}`;
    try {
      await tool.sys.mkdir(at, 0o755);
      if (tool.has('-v')) tool.out.write(`${tool.name}: creating directory ${quoteAlways(at)}\n`);
    } catch (error) {
      if (error instanceof Errno && error.code === 'EEXIST') continue;
      await tool.complain(`cannot create directory ${quoteAlways(at)}`, error);
      return false;
    }
  }
  if (attributes !== undefined) await finish(tool, path, attributes, true);
  return true;
}

async function install(tool: Tool): Promise<number> {
  const attributes = await attributesOf(tool);
  if (tool.has('-s')) tool.fail('option -s is not simulated here');
  if (tool.has('-d')) {
    if (tool.operands.length === 0) tool.usage('missing file operand');
    for (const path of tool.operands) await makeFolders(tool, path, attributes);
    return tool.status;
  }
  if (tool.has('-D') && tool.operands.length > 0) {
    const target = tool.value('-t');
    if (target !== undefined) await makeFolders(tool, target, undefined);
    else if (tool.operands.length > 1 && dirName(tool.operands.at(-1)!) !== '.')
      await makeFolders(tool, dirName(tool.operands.at(-1)!), undefined);
  }
  const { pairs } = await destinations(tool);
  const options = copyDefaults(tool);
  options.removeDestination = true;
  if (tool.has('-b', '--backup')) options.backup = backupControl(tool, tool.value('--backup'));
  if (tool.has('-p')) options.preserve.add('timestamps');
  const quiet = new Copier(tool, options);
  for (const { source, dest } of pairs) {
    try {
      if ((await tool.sys.stat(source)).kind === 'directory') {
        await tool.warn(`omitting directory ${quoteAlways(source)}`);
        continue;
      }
    } catch (error) {
      await tool.complain(`cannot stat ${quoteAlways(source)}`, error);
      continue;
    }
    if (!(await quiet.copy(source, dest))) continue;
    if (tool.has('-v')) tool.out.write(`${quoteAlways(source)} -> ${quoteAlways(dest)}\n`);
    try {
      await finish(tool, dest, attributes, false);
    } catch (error) {
      await tool.complain(`cannot change ownership of ${quoteAlways(dest)}`, error);
    }
  }
  return tool.status;
}
