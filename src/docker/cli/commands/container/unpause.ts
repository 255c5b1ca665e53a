// docker unpause: lets frozen containers go on. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { forEach } from '../../lib/each.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, _flags, names) {
    const client = await cli.client();
    await forEach(cli, names, name => client.done('POST', `/containers/${name}/unpause`));
  },
});
