// docker container inspect: all the daemon knows of containers. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { inspectAll } from '../../format/inspect.ts';
import { CONTAINER } from '../../format/types.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const client = await cli.client();
    const query = { size: flags.bool('size') ? 1 : undefined };
    await inspectAll(cli, names, flags.string('format'), async name => ({
      raw: await (await client.call('GET', `/containers/${name}/json`, { query })).text(),
      type: CONTAINER,
    }));
  },
});
