// docker volume inspect: all the daemon knows of volumes. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { inspectAll } from '../../format/inspect.ts';
import { VOLUME } from '../../format/types.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const client = await cli.client();
    await inspectAll(cli, names, flags.string('format'), async name => ({
      raw: await (await client.call('GET', `/volumes/${name}`)).text(),
      type: VOLUME,
    }));
  },
});
