// mktemp: a file or folder with a name that nobody has. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { joinPath } from '../lib/path.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'mktemp',
  summary: 'create a temporary file or directory, safely, and print its name',
  usage: '[OPTION]... [TEMPLATE]',
  help: `TEMPLATE must contain at least 3 consecutive 'X's in last component.

  -d, --directory     create a directory, not a file
  -u, --dry-run       do not create anything; merely print a name (unsafe)
  -q, --quiet         suppress diagnostics about file/dir-creation failure
      --suffix=SUFF   append SUFF to TEMPLATE
  -p DIR, --tmpdir[=DIR]  interpret TEMPLATE relative to DIR
  -t                  interpret TEMPLATE as a single file name component`,
  short: 'dp:qtuV',
  long: { directory: '-d', 'dry-run': '-u', quiet: '-q', suffix: 'required', tmpdir: 'optional' },
  run: mktemp,
});

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

async function mktemp(tool: Tool): Promise<void> {
  if (tool.operands.length > 1) tool.usage('too many templates');
  const [operand] = tool.operands;
  const inFolder = operand === undefined || tool.has('-p', '--tmpdir', '-t');
  let template = operand ?? 'tmp.XXXXXXXXXX';
  let suffix = tool.value('--suffix');
  if (suffix === undefined) {
    const last = template.lastIndexOf('X');
    suffix = template.slice(last + 1);
    template = template.slice(0, last + 1);
  } else if (!template.endsWith('X')) tool.fail(`with --suffix, template ${quote(template)} must end in X`);
  if (suffix.includes('/')) tool.fail(`invalid suffix ${quote(suffix)}, contains directory separator`);
  const places = /X*$/.exec(template)![0].length;
  if (places < 3) tool.fail(`too few X's in template ${quote(template + suffix)}`);
  if (inFolder) {
    const given = tool.value('-p', '--tmpdir');
    const environment = tool.env.TMPDIR === undefined || tool.env.TMPDIR === '' ? '/tmp' : tool.env.TMPDIR;
    const folder = tool.has('-t') ? (tool.env.TMPDIR ?? given ?? '/tmp') : given === undefined || given === '' ? environment : given;
    if (tool.has('-t') && template.includes('/')) tool.fail(`invalid template, ${quote(template)}, contains directory separator`);
    if (!tool.has('-t') && template.startsWith('/'))
      tool.fail(`invalid template, ${quote(template + suffix)}; with --tmpdir, it may not be absolute`);
    template = joinPath(folder, template);
  }
  const stem = template.slice(0, template.length - places);
  for (let tries = 0; ; tries++) {
    const random = await tool.sys.getrandom(places);
    const path = `${stem}${Array.from(random, byte => LETTERS[byte % LETTERS.length]).join('')}${suffix}`;
    try {
      if (tool.has('-u')) {
        const there = await tool.sys.stat(path, { nofollow: true }).then(
          () => true,
          () => false,
        );
        if (there) continue;
      } else if (tool.has('-d')) await tool.sys.mkdir(path, 0o700);
      else await tool.sys.close(await tool.sys.open(path, { read: true, write: true, create: true, exclusive: true }, 0o600));
      return tool.out.write(`${path}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EEXIST' && tries < 1000) continue;
      if (tool.has('-q')) return tool.fail('');
      return tool.fail(
        `failed to create ${tool.has('-d') ? 'directory' : 'file'} via template ${quote(template + suffix)}: ${error.message}`,
      );
    }
  }
}
