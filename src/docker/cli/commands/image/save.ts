// docker save: images as an archive. docker-cli 28.5.2.

import { STDOUT, writeAll } from '../../../../userland/lib/io.ts';
import { defineCommand } from '../../command.ts';
import { openOutput } from '../../lib/output-file.ts';
import { copyBody } from '../../lib/progress.ts';
import { platformJson } from './load.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const path = flags.string('output');
    if (path === '' && (await cli.stdoutIsTerminal()))
      throw new Error('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    const reply = await (await cli.client()).call('GET', '/images/get', {
      query: { names, platform: flags.list('platform').map(platformJson)[0] },
    });
    const fd = path === '' ? STDOUT : await openOutput(cli, path, 'failed to save image');
    await copyBody(reply, bytes => writeAll(cli.sys, fd, bytes));
  },
});
