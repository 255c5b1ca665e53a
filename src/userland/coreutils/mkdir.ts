// mkdir: folders made. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { changeMode, parseMode } from '../lib/modes.ts';
import { quote, quoteAlways } from '../lib/quote.ts';

export default command({
  name: 'mkdir',
  summary: 'create the DIRECTORY(ies), if they do not already exist',
  usage: '[OPTION]... DIRECTORY...',
  help: `  -m, --mode=MODE   set file mode (as in chmod), not a=rwx - umask
  -p, --parents     no error if existing, make parent directories as needed,
                      with their file modes unaffected by any -m option
  -v, --verbose     print a message for each created directory`,
  short: 'm:pvZ',
  long: { mode: '-m', parents: '-p', verbose: '-v', context: 'optional' },
  run: mkdir,
});

async function mkdir(tool: Tool): Promise<void> {
  if (tool.operands.length === 0) tool.usage('missing operand');
  const text = tool.value('-m');
  const change = text === undefined ? undefined : parseMode(text);
  if (text !== undefined && change === undefined) tool.fail(`invalid mode ${quote(text)}`);
  const umask = await tool.sys.umask(0);
  await tool.sys.umask(umask);
  const mode = change === undefined ? 0o777 : changeMode(0o777, change, { directory: true, umask });
  for (const path of tool.operands) {
    try {
      if (tool.has('-p')) await makeWithParents(tool, path, mode, change !== undefined, umask);
      else await make(tool, path, mode, change !== undefined);
    } catch (error) {
      await tool.complain(`cannot create directory ${quote(path)}`, error);
    }
  }
}

async function make(tool: Tool, path: string, mode: number, exact: boolean): Promise<void> {
  await tool.sys.mkdir(path, mode);
  if (exact) await tool.sys.chmod(path, mode);
  if (tool.has('-v')) tool.out.write(`${tool.name}: created directory ${quoteAlways(path)}\n`);
}

async function makeWithParents(tool: Tool, path: string, mode: number, exact: boolean, umask: number): Promise<void> {
  const parts = path.split('/').filter(part => part !== '');
  let below = path.startsWith('/') ? '/' : '';
  for (const [at, part] of parts.entries()) {
    below += at === 0 ? part : `/${part}`;
    const last = at === parts.length - 1;
    try {
      // Folders on the way must let their maker through.
      if (!last) {
        await make(tool, below, 0o777, false);
        if ((umask & 0o300) !== 0) await tool.sys.chmod(below, 0o777 & ~(umask & ~0o300));
      } else await make(tool, below, mode, exact);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const there = await tool.sys.stat(below).then(
        ({ kind }) => kind === 'directory',
        () => false,
      );
      if (there) continue;
      if (!last && error.code === 'EEXIST') throw new Errno('ENOTDIR');
      throw error;
    }
  }
}
