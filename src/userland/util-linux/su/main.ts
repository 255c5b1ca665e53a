// su: a shell as another user. util-linux 2.42.

import type { Tool } from '../../lib/command.ts';
import { utilLinux } from '../frame.ts';
import { HELP } from '../help/su.ts';
import { authenticate } from './account.ts';
import { LONG, readRequest, SHORT } from './options.ts';
import { runSession } from './session.ts';

const { user: _, ...long } = LONG;

export default utilLinux({
  name: 'su',
  summary: 'run a command with substitute user and group ID',
  help: HELP,
  short: SHORT.replace('u:', ''),
  long,
  run: su,
});

async function su(tool: Tool): Promise<number> {
  const request = await readRequest(tool, undefined);
  await authenticate(tool, request.user);
  return runSession(tool, request, { mail: true, umask: true });
}
