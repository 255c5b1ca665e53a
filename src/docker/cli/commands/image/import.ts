// docker import: an image of a tar archive. docker-cli 28.5.2.

import { Errno } from '../../../../abi/errno.ts';
import type { Fd } from '../../../../abi/types.ts';
import { chunks, STDIN } from '../../../../userland/lib/io.ts';
import { defineCommand } from '../../command.ts';
import { showProgress } from '../../lib/progress.ts';
import { familiarName, parseReference } from '../../lib/reference.ts';

export const command = defineCommand({
  args: [1, 2],
  async run(cli, flags, [source = '', image]) {
    const reference = image === undefined || image === '' ? undefined : parseReference(image);
    const client = await cli.client();
    const remote = /^https?:\/\//.test(source);
    let fd: Fd | undefined;
    if (source === '-') fd = STDIN;
    else if (!remote) {
      try {
        fd = await cli.sys.open(source, { read: true, cloexec: true });
      } catch (error) {
        if (error instanceof Errno) throw new Error(`open ${source}: ${error.message.toLowerCase()}`);
        throw error;
      }
    }
    const reply = await client.call('POST', '/images/create', {
      query: {
        changes: flags.list('change'),
        fromSrc: remote ? source : '-',
        message: flags.string('message') || undefined,
        platform: flags.string('platform') || undefined,
        repo: reference && familiarName(reference),
        tag: reference?.tag,
      },
      ...(fd === undefined ? {} : { stream: chunks(cli.sys, fd) }),
    });
    await showProgress(reply, text => cli.out(text), { terminal: await cli.stdoutIsTerminal() });
  },
});
