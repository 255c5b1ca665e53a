// pwd: the working directory. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';

export default command({
  name: 'pwd',
  summary: 'print the full filename of the current working directory',
  usage: '[OPTION]...',
  help: `  -L, --logical    use PWD from environment, even if it contains symlinks
  -P, --physical   resolve all symlinks`,
  short: 'LP',
  long: { logical: '-L', physical: '-P' },
  async run(tool: Tool) {
    if (tool.operands.length > 0) await tool.warn('ignoring non-option arguments', 0);
    const { PWD } = tool.env;
    if (tool.last('-L', '-P') === '-L' && PWD?.startsWith('/') && !/\/\.\.?(\/|$)/.test(PWD)) {
      const [here, there] = [await tool.sys.stat('.'), await tool.sys.stat(PWD).catch(() => undefined)];
      if (there !== undefined && here.ino === there.ino && here.dev.minor === there.dev.minor) return tool.out.write(`${PWD}\n`);
    }
    try {
      tool.out.write(`${await tool.sys.getcwd()}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.fail("couldn't find directory entry in '..' with matching i-node");
    }
  },
});
