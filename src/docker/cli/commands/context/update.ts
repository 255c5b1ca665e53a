// docker context update: changes what is kept of a daemon. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { checkName, readContext, writeContext } from '../../contexts.ts';
import { endpointOf } from './create.ts';

export const command = defineCommand({
  args: [1, 1],
  async run(cli, flags, [name = '']) {
    checkName(name);
    const meta = await readContext(cli, name);
    const description = flags.string('description');
    if (description !== '') meta.Metadata.Description = description;
    if (flags.has('docker')) meta.Endpoints.docker = endpointOf(flags.list('docker'));
    await writeContext(cli, meta);
    await cli.out(`${name}\n`);
    await cli.err(`Successfully updated context ${JSON.stringify(name)}\n`);
  },
});
