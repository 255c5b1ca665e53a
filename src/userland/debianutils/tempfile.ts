// tempfile: makes a file of a new name. debianutils 5.24.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { framed } from '../lib/usage-frame.ts';
import { HELP } from './help/tempfile.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const RANDOM_LENGTH = 6;
const PREFIX_MAX = 5;

export default framed({
  name: 'tempfile',
  summary: 'create a temporary file in a safe manner',
  help: HELP,
  short: 'p:s:d:m:n:V',
  long: { prefix: '-p', suffix: '-s', directory: '-d', mode: '-m', name: '-n', help: 'none', version: '-V' },
  version: 'tempfile 5.24',
  mistake: name => `Try \`${name} --help' for more information.\n`,
  run: tempfile,
});

async function tempfile(tool: Tool): Promise<number> {
  const { sys } = tool;
  await warn(sys, 'WARNING: tempfile is deprecated; consider using mktemp instead.\n');
  const mode = tool.value('-m') ?? '600';
  if (!/^[0-7]+$/.test(mode)) tool.fail(`invalid mode '${mode}'.  Mode must be octal.`);
  const bytes = await sys.getrandom(RANDOM_LENGTH);
  const random = [...bytes].map(byte => LETTERS[byte % LETTERS.length]).join('');
  const prefix = (tool.value('-p') ?? 'file').slice(0, PREFIX_MAX);
  const path = tool.value('-n') ?? `${tool.value('-d') ?? tool.env.TMPDIR ?? '/tmp'}/${prefix}${random}${tool.value('-s') ?? ''}`;
  try {
    await sys.close(await sys.open(path, { write: true, read: true, create: true, exclusive: true }, Number.parseInt(mode, 8)));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`open: ${error.message}`);
  }
  tool.out.write(`${path}\n`);
  return 0;
}
