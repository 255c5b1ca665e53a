// runuser: a program or a shell as another user, for root, without asking for a password. util-linux 2.42.

import type { Tool } from '../lib/command.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/runuser.ts';
import { LONG, readRequest, SHORT } from './su/options.ts';
import { runSession } from './su/session.ts';

export default utilLinux({
  name: 'runuser',
  summary: 'run a command with substitute user and group ID',
  help: HELP,
  short: SHORT,
  long: LONG,
  run: runuser,
});

const SHELL_OPTIONS = ['-s', '-f', '-c', '--session-command', '-l'];

async function runuser(tool: Tool): Promise<number> {
  const user = tool.value('-u');
  if (user !== undefined) {
    if (tool.has(...SHELL_OPTIONS)) tool.fail('options --{shell,fast,command,session-command,login} and --user are mutually exclusive');
    if (tool.operands.length === 0) tool.fail('no command was specified');
  }
  if ((await tool.sys.getids()).uid !== 0) tool.fail('may not be used by non-root users');
  return runSession(tool, await readRequest(tool, user), { mail: false, umask: false });
}
