// pathchk: whether names are valid and portable. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { byteString } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote, quoteAlways, quoteName } from '../lib/quote.ts';

const POSIX_NAME_MOST = 14;
const POSIX_PATH_MOST = 255;
const NAME_MOST = 255;
const PATH_MOST = 4095;
const PORTABLE = /^[A-Za-z0-9._/-]*$/;

export default command({
  name: 'pathchk',
  summary: 'diagnose invalid or non-portable file names',
  usage: '[OPTION]... NAME...',
  help: `  -p     check for most POSIX systems
  -P     check for empty names and leading "-"
      --portability
         check for all POSIX systems (equivalent to -p -P)`,
  short: '+pP',
  long: { portability: 'none' },
  async run(tool: Tool) {
    if (tool.operands.length === 0) tool.usage('missing operand');
    const most = tool.has('-p', '--portability');
    const extra = tool.has('-P', '--portability');
    for (const name of tool.operands) {
      const fault = await faultOf(tool, name, most, extra);
      if (fault !== undefined) await tool.warn(fault);
    }
  },
});

async function faultOf(tool: Tool, name: string, most: boolean, extra: boolean): Promise<string | undefined> {
  if (extra && name.split('/').some(part => part.startsWith('-'))) return `leading '-' in a component of file name ${quoteAlways(name)}`;
  if ((most || extra) && name === '') return 'empty file name';
  if (most && !PORTABLE.test(name)) {
    const bad = [...name].find(character => !PORTABLE.test(character))!;
    return `non-portable character ${quote(bad)} in file name ${quoteAlways(name)}`;
  }
  const length = byteString(name).length;
  if (!most) {
    try {
      await tool.sys.stat(name, { nofollow: true });
      return undefined;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'ENOENT' || name === '') return `${name === '' ? "''" : quoteName(name)}: ${error.message}`;
    }
  }
  const pathMost = most ? POSIX_PATH_MOST : PATH_MOST;
  if (length > pathMost) return `limit ${pathMost} exceeded by length ${length} of file name ${quoteAlways(name)}`;
  const nameMost = most ? POSIX_NAME_MOST : NAME_MOST;
  const long = name.split('/').find(part => byteString(part).length > nameMost);
  if (long === undefined) return undefined;
  return `limit ${nameMost} exceeded by length ${byteString(long).length} of file name component ${quote(long)}`;
}
