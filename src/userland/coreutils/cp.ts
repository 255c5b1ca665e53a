// cp: copies of files and folders. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { dirName, joinPath } from '../lib/path.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { Copier } from './copier.ts';
import { type Attribute, backupControl, type CopyOptions, copyDefaults } from './copy-options.ts';
import { destinations } from './destinations.ts';

export default command({
  name: 'cp',
  summary: 'copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY',
  usage: '[OPTION]... [-T] SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY\n[OPTION]... -t DIRECTORY SOURCE...',
  help: `  -a, --archive                same as -dR --preserve=all
      --attributes-only        don't copy the file data, just the attributes
      --backup[=CONTROL]       make a backup of each existing destination file
  -b                           like --backup but does not accept an argument
  -d                           same as --no-dereference --preserve=links
  -f, --force                  if an existing destination file cannot be
                                 opened, remove it and try again
  -i, --interactive            prompt before overwrite (overrides -n)
  -H                           follow command-line symbolic links in SOURCE
  -l, --link                   hard link files instead of copying
  -L, --dereference            always follow symbolic links in SOURCE
  -n, --no-clobber             do not overwrite an existing file
  -P, --no-dereference         never follow symbolic links in SOURCE
  -p                           same as --preserve=mode,ownership,timestamps
      --preserve[=ATTR_LIST]   preserve the specified attributes
      --parents                use full source file name under DIRECTORY
  -R, -r, --recursive          copy directories recursively
      --remove-destination     remove each existing destination file first
      --sparse=WHEN            control creation of sparse files
  -s, --symbolic-link          make symbolic links instead of copying
  -S, --suffix=SUFFIX          override the usual backup suffix
  -t, --target-directory=DIRECTORY  copy all SOURCE arguments into DIRECTORY
  -T, --no-target-directory    treat DEST as a normal file
  -u                           equivalent to --update[=older]
  -v, --verbose                explain what is being done
  -x, --one-file-system        stay on this file system`,
  short: 'abdfHilLnprst:uvxPRS:TZ',
  long: {
    archive: '-a',
    'attributes-only': 'none',
    backup: 'optional',
    'copy-contents': 'none',
    dereference: '-L',
    force: '-f',
    interactive: '-i',
    link: '-l',
    'no-clobber': '-n',
    'no-dereference': '-P',
    'no-preserve': 'required',
    'no-target-directory': '-T',
    'one-file-system': '-x',
    parents: 'none',
    preserve: 'optional',
    recursive: '-r',
    'remove-destination': 'none',
    sparse: 'required',
    reflink: 'optional',
    'strip-trailing-slashes': 'none',
    suffix: '-S',
    'symbolic-link': '-s',
    'target-directory': '-t',
    update: 'optional',
    verbose: '-v',
    context: 'optional',
    debug: 'none',
  },
  run: cp,
});

const ATTRIBUTES: readonly Attribute[] = ['mode', 'ownership', 'timestamps', 'links', 'context', 'xattr'];
const USUAL: readonly Attribute[] = ['mode', 'ownership', 'timestamps'];

function attributesOf(tool: Tool, option: string, text: string): readonly Attribute[] {
  const list: Attribute[] = [];
  for (const word of text.split(',')) {
    if (word === 'all') list.push('mode', 'ownership', 'timestamps', 'links', 'xattr');
    else if (word !== '' && ATTRIBUTES.some(name => name.startsWith(word))) list.push(ATTRIBUTES.find(name => name.startsWith(word))!);
    else {
      const valid = ['mode', 'timestamps', 'ownership', 'links', 'context', 'xattr', 'all'].map(name => `  - ${quote(name)}`).join('\n');
      tool.usage(`invalid argument ${quote(word)} for ${quote(option)}\nValid arguments are:\n${valid}`);
    }
  }
  return list;
}

function updateOf(tool: Tool, options: CopyOptions, text: string): void {
  if (text === 'older') options.update = true;
  else if (text === 'none') options.noClobber = true;
  else if (text === 'none-fail') options.noClobber = 'fail';
  else if (text !== 'all')
    tool.usage(`invalid argument ${quote(text)} for ‘--update’\nValid arguments are:\n  - ‘all’\n  - ‘none’\n  - ‘none-fail’\n  - ‘older’`);
}

function readOptions(tool: Tool): CopyOptions {
  const options = copyDefaults(tool);
  let follow: CopyOptions['follow'] | undefined;
  const keep = (list: readonly Attribute[]): void => list.forEach(name => void options.preserve.add(name));
  for (const { option, value } of tool.given) {
    if (option === '-a') {
      follow = 'never';
      options.recursive = true;
      keep([...USUAL, 'links', 'xattr']);
    } else if (option === '-d') {
      follow = 'never';
      keep(['links']);
    } else if (option === '-P') follow = 'never';
    else if (option === '-L') follow = 'always';
    else if (option === '-H') follow = 'arguments';
    else if (option === '-p' || (option === '--preserve' && value === undefined)) keep(USUAL);
    else if (option === '--preserve') keep(attributesOf(tool, option, value!));
    else if (option === '--no-preserve') for (const name of attributesOf(tool, option, value!)) options.preserve.delete(name);
    else if (option === '-i') {
      options.interactive = true;
      options.noClobber = false;
    } else if (option === '-n') {
      options.noClobber = true;
      options.interactive = false;
    } else if (option === '-b' || option === '--backup') options.backup = backupControl(tool, value);
    else if (option === '-S') {
      options.suffix = value!;
      if (options.backup === 'none') options.backup = backupControl(tool, undefined);
    } else if (option === '--sparse') options.sparse = value as CopyOptions['sparse'];
    else if (option === '-u' || option === '--update') updateOf(tool, options, value ?? 'older');
    else if (option === '--debug') tool.fail('option --debug is not simulated here');
  }
  options.recursive ||= tool.has('-r', '-R');
  options.force = tool.has('-f');
  options.hardLink = tool.has('-l');
  options.symbolicLink = tool.has('-s');
  if (options.hardLink && options.symbolicLink) tool.usage('cannot make both hard and symbolic links');
  options.removeDestination = tool.has('--remove-destination');
  options.oneFilesystem = tool.has('-x');
  options.verbose = tool.has('-v');
  options.attributesOnly = tool.has('--attributes-only');
  options.follow = follow ?? (options.recursive && !options.hardLink ? 'never' : options.hardLink ? 'never' : 'always');
  return options;
}

async function cp(tool: Tool): Promise<number> {
  const options = readOptions(tool);
  const parents = tool.has('--parents');
  const { pairs, folder } = await destinations(tool, { stripSlashes: tool.has('--strip-trailing-slashes'), parents });
  if (parents && folder === undefined) tool.usage('with --parents, the destination must be a directory');
  const copier = new Copier(tool, options);
  let good = true;
  for (const { source, dest } of pairs) {
    if (parents && !(await makeParents(tool, source.replace(/^\/+/, ''), folder!, options))) {
      good = false;
      continue;
    }
    if (!(await copier.copy(source, dest))) good = false;
  }
  return good ? 0 : 1;
}

/** The folders above a source, made below the target with their modes. */
async function makeParents(tool: Tool, source: string, folder: string, options: CopyOptions): Promise<boolean> {
  const parts = dirName(source)
    .split('/')
    .filter(part => part !== '.' && part !== '');
  const prefix = tool.operands.some(operand => operand.startsWith('/')) ? '/' : '';
  for (let count = 1; count <= parts.length; count++) {
    const below = parts.slice(0, count).join('/');
    const dest = joinPath(folder, below);
    try {
      const stat = await tool.sys.stat(prefix + below);
      try {
        await tool.sys.mkdir(dest, stat.mode & 0o7777);
        if (options.verbose) tool.out.write(`${prefix}${below} -> ${dest}\n`);
        if (options.preserve.has('mode')) await tool.sys.chmod(dest, stat.mode);
        if (options.preserve.has('ownership')) await tool.sys.chown(dest, stat.uid, stat.gid);
      } catch (error) {
        if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
      }
    } catch (error) {
      await tool.complain(`cannot make directory ${quoteAlways(dest)}`, error);
      return false;
    }
  }
  return true;
}
