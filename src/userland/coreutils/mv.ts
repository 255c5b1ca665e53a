// mv: files moved and renamed. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { Copier } from './copier.ts';
import { backupControl, copyDefaults } from './copy-options.ts';
import { destinations } from './destinations.ts';

export default command({
  name: 'mv',
  summary: 'rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY',
  usage: '[OPTION]... [-T] SOURCE DEST\n[OPTION]... SOURCE... DIRECTORY\n[OPTION]... -t DIRECTORY SOURCE...',
  help: `      --backup[=CONTROL]       make a backup of each existing destination file
  -b                           like --backup but does not accept an argument
      --exchange               exchange source and destination
  -f, --force                  do not prompt before overwriting
  -i, --interactive            prompt before overwrite
  -n, --no-clobber             do not overwrite an existing file
      --no-copy                do not copy if renaming fails
      --strip-trailing-slashes  remove any trailing slashes from each SOURCE
  -S, --suffix=SUFFIX          override the usual backup suffix
  -t, --target-directory=DIRECTORY  move all SOURCE arguments into DIRECTORY
  -T, --no-target-directory    treat DEST as a normal file
  -u                           equivalent to --update[=older]
  -v, --verbose                explain what is being done`,
  short: 'bfint:uvS:TZ',
  long: {
    backup: 'optional',
    context: '-Z',
    debug: 'none',
    exchange: 'none',
    force: '-f',
    interactive: '-i',
    'no-clobber': '-n',
    'no-copy': 'none',
    'no-target-directory': '-T',
    'strip-trailing-slashes': 'none',
    suffix: '-S',
    'target-directory': '-t',
    update: 'optional',
    verbose: '-v',
  },
  run: mv,
});

async function mv(tool: Tool): Promise<number> {
  const options = copyDefaults(tool);
  options.move = true;
  options.preserve = new Set(['mode', 'ownership', 'timestamps', 'links', 'xattr']);
  const how = tool.last('-f', '-i', '-n');
  options.force = how === '-f';
  options.interactive = how === '-i';
  options.noClobber = how === '-n';
  options.verbose = tool.has('-v');
  options.exchange = tool.has('--exchange');
  options.noCopy = tool.has('--no-copy');
  const update = tool.has('-u') ? 'older' : tool.has('--update') ? (tool.value('--update') ?? 'older') : 'all';
  if (!['all', 'none', 'none-fail', 'older'].includes(update)) tool.usage(`invalid argument ${quote(update)} for ‘--update’`);
  options.update = update === 'older';
  if (update.startsWith('none')) options.noClobber = update === 'none' ? true : 'fail';
  if (tool.has('-b', '--backup')) options.backup = backupControl(tool, tool.value('--backup'));
  const suffix = tool.value('-S');
  if (suffix !== undefined) {
    options.suffix = suffix;
    if (options.backup === 'none') options.backup = backupControl(tool, undefined);
  }
  if (options.backup !== 'none' && options.noClobber !== false)
    tool.usage('cannot combine --backup with --exchange, -n, or --update=none-fail');
  const { pairs } = await destinations(tool, { stripSlashes: tool.has('--strip-trailing-slashes') });
  const copier = new Copier(tool, options);
  let good = true;
  for (const { source, dest } of pairs) if (!(await copier.copy(source.replace(/(.)\/+$/, '$1'), dest))) good = false;
  return good ? 0 : 1;
}
