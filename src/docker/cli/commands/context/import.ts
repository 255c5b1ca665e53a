// docker context import: a context of a tar file. docker-cli 28.5.2.

import { Errno } from '../../../../abi/errno.ts';
import { decode, readAll, readFile, STDIN } from '../../../../userland/lib/io.ts';
import { readTar } from '../../../../userland/lib/tar.ts';
import { defineCommand } from '../../command.ts';
import { type ContextMeta, checkName, writeContext } from '../../contexts.ts';
import { exists } from './exists.ts';

export const command = defineCommand({
  args: [2, 2],
  async run(cli, _flags, [name = '', file = '']) {
    checkName(name);
    if (await exists(cli, name)) throw new Error(`context ${JSON.stringify(name)} already exists`);
    let archive: Uint8Array;
    try {
      archive = file === '-' ? await readAll(cli.sys, STDIN) : await readFile(cli.sys, file);
    } catch (error) {
      if (error instanceof Errno) throw new Error(`open ${file}: ${error.message.toLowerCase()}`);
      throw error;
    }
    const entry = [...readTar(archive)].find(({ name: path }) => path === 'meta.json');
    if (!entry) throw new Error('invalid context: no metadata found');
    await writeContext(cli, { ...(JSON.parse(decode(entry.data)) as ContextMeta), Name: name });
    await cli.out(`${name}\n`);
    await cli.err(`Successfully imported context ${JSON.stringify(name)}\n`);
  },
});
