// docker context export: a context as a tar file. docker-cli 28.5.2.

import { Errno } from '../../../../abi/errno.ts';
import { goJson } from '../../../../userland/lib/go-json.ts';
import { encode, STDOUT, writeAll } from '../../../../userland/lib/io.ts';
import { TarWriter } from '../../../../userland/lib/tar.ts';
import { defineCommand } from '../../command.ts';
import { readContext } from '../../contexts.ts';

export const command = defineCommand({
  args: [1, 2],
  async run(cli, _flags, [name = '', file]) {
    const meta =
      name === 'default'
        ? { Name: name, Metadata: {}, Endpoints: { docker: { Host: await cli.host(), SkipTLSVerify: false } } }
        : await readContext(cli, name);
    const writer = new TarWriter();
    const owner = { uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 } };
    writer.add({ name: 'meta.json', kind: 'file', mode: 0o644, ...owner }, encode(goJson(meta)));
    writer.add({ name: 'tls', kind: 'directory', mode: 0o700, ...owner });
    const dest = file ?? `${name}.dockercontext`;
    if (dest === '-') {
      if (await cli.stdoutIsTerminal()) throw new Error('cowardly refusing to export to a terminal, specify a file path');
      return writeAll(cli.sys, STDOUT, writer.finish());
    }
    try {
      const fd = await cli.sys.open(dest, { write: true, create: true, exclusive: true, cloexec: true }, 0o600);
      await writeAll(cli.sys, fd, writer.finish());
    } catch (error) {
      if (error instanceof Errno) throw new Error(`open ${dest}: ${error.message.toLowerCase()}`);
      throw error;
    }
    await cli.out(`Written file ${JSON.stringify(dest)}\n`);
  },
});
