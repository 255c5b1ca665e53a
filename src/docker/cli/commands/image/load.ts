// docker load: images of an archive. docker-cli 28.5.2.

import { Errno } from '../../../../abi/errno.ts';
import type { Fd } from '../../../../abi/types.ts';
import { chunks, STDIN } from '../../../../userland/lib/io.ts';
import { defineCommand } from '../../command.ts';
import { showProgress } from '../../lib/progress.ts';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const path = flags.string('input');
    let fd: Fd = STDIN;
    if (path !== '' && path !== '-') {
      try {
        fd = await cli.sys.open(path, { read: true, cloexec: true });
      } catch (error) {
        if (error instanceof Errno) throw new Error(`open ${path}: ${error.message.toLowerCase()}`);
        throw error;
      }
    } else if (await cli.stdinIsTerminal()) throw new Error('requested load from stdin, but stdin is empty');
    const terminal = await cli.stdoutIsTerminal();
    const quiet = flags.bool('quiet') || !terminal;
    const reply = await (await cli.client()).call('POST', '/images/load', {
      query: { quiet: quiet ? 1 : 0, platform: flags.list('platform').map(platformJson)[0] },
      headers: [['Content-Type', 'application/x-tar']],
      stream: chunks(cli.sys, fd),
    });
    await showProgress(reply, text => cli.out(text), { terminal });
  },
});

/** A platform as the API takes it: {"os":"linux","architecture":"amd64"}. */
export function platformJson(text: string): string {
  const [os = '', architecture, variant] = text.split('/');
  return JSON.stringify({ architecture, os, ...(variant ? { variant } : {}) });
}
