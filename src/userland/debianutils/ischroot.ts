// ischroot: whether this is a chroot. debianutils 5.24.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { framed } from '../lib/usage-frame.ts';
import { HELP } from './help/ischroot.ts';

const HINT = (name: string): string => `Try \`${name} --help' for more information.\n`;
const UNKNOWN = 2;

export default framed({
  name: 'ischroot',
  summary: 'detect if running in a chroot',
  help: HELP,
  short: 'ftVh',
  long: { 'default-false': '-f', 'default-true': '-t', help: '-h', version: '-V' },
  version:
    'Debian ischroot, version 5.24\nCopyright (C) 2011 Aurelien Jarno\nThis is free software; see the GNU General Public License version 2\nor later for copying conditions.  There is NO warranty.',
  mistake: HINT,
  async run(tool) {
    const answer = await isChroot(tool.sys);
    if (answer !== UNKNOWN) return answer;
    return tool.has('-t') ? 0 : tool.has('-f') ? 1 : UNKNOWN;
  },
});

/** 0 where the root is another than that of process 1, 1 where it is the same, 2 where that cannot be seen. */
async function isChroot(sys: Sys): Promise<number> {
  try {
    const own = await sys.stat('/');
    const first = await sys.stat('/proc/1/root/');
    return own.ino === first.ino && own.dev.major === first.dev.major && own.dev.minor === first.dev.minor ? 1 : 0;
  } catch (error) {
    if (error instanceof Errno) return UNKNOWN;
    throw error;
  }
}
