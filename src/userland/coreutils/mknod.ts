// mknod: special files. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Kind } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { changeMode, parseMode } from '../lib/modes.ts';
import { quote, quoteAlways } from '../lib/quote.ts';

export default command({
  name: 'mknod',
  summary: 'create the special file NAME of the given TYPE',
  usage: '[OPTION]... NAME TYPE [MAJOR MINOR]',
  help: `  -m, --mode=MODE    set file permission bits to MODE, not a=rw - umask

TYPE may be:
  b      create a block (buffered) special file
  c, u   create a character (unbuffered) special file
  p      create a FIFO`,
  short: 'm:Z',
  long: { mode: '-m', context: 'optional' },
  run: mknod,
});

const KINDS: Readonly<Record<string, Kind>> = { b: 'block', c: 'char', u: 'char', p: 'fifo' };

async function mknod(tool: Tool): Promise<void> {
  const { operands } = tool;
  const [path, type, majorText, minorText] = operands;
  const text = tool.value('-m');
  const change = text === undefined ? undefined : (parseMode(text) ?? tool.fail('invalid mode'));
  const fifo = type?.startsWith('p') === true;
  const expected = fifo ? 2 : 4;
  if (operands.length < expected) {
    const note =
      operands.length > 0 && !fifo && (operands.length > 1 || true) ? '\nSpecial files require major and minor device numbers.' : '';
    if (operands.length === 0) tool.usage('missing operand');
    tool.usage(`missing operand after ${quote(operands.at(-1)!)}${operands.length >= 2 ? note : ''}`);
  }
  if (operands.length > expected) {
    tool.usage(
      `extra operand ${quote(operands[expected]!)}${fifo && operands.length === 4 ? '\nFifos do not have major and minor device numbers.' : ''}`,
    );
  }
  const kind = KINDS[type![0]!];
  if (kind === undefined) tool.usage(`invalid device type ${quote(type!)}`);
  const number = (digits: string | undefined, what: string): number => {
    if (digits === undefined) return 0;
    return /^(0x[0-9a-fA-F]+|\d+)$/.test(digits)
      ? Number(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits)
      : tool.fail(`invalid ${what} device number ${quote(digits)}`);
  };
  const device = { major: number(majorText, 'major'), minor: number(minorText, 'minor') };
  const mode = change === undefined ? 0o666 : changeMode(0o666, change);
  try {
    await tool.sys.mknod(path!, kind, mode, device);
    if (change !== undefined) await tool.sys.chmod(path!, mode);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`${quoteAlways(path!).slice(1, -1)}: ${error.message}`);
  }
}
