// docker export: a container's files as a tar stream. docker-cli 28.5.2.

import { STDOUT, writeAll } from '../../../../userland/lib/io.ts';
import { defineCommand } from '../../command.ts';
import { openOutput } from '../../lib/output-file.ts';
import { copyBody } from '../../lib/progress.ts';

export const command = defineCommand({
  args: [1, 1],
  async run(cli, flags, [name = '']) {
    const path = flags.string('output');
    if (path === '' && (await cli.stdoutIsTerminal()))
      throw new Error('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    const reply = await (await cli.client()).call('GET', `/containers/${name}/export`);
    const fd = path === '' ? STDOUT : await openOutput(cli, path, 'failed to export container');
    await copyBody(reply, bytes => writeAll(cli.sys, fd, bytes));
  },
});
