// docker volume rm: removes volumes. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { forEach } from '../../lib/each.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const client = await cli.client();
    const query = { force: flags.bool('force') ? 1 : undefined };
    await forEach(cli, names, name => client.done('DELETE', `/volumes/${name}`, { query }));
  },
});
