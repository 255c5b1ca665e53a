// docker kill: a signal to containers. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { forEach } from '../../lib/each.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const client = await cli.client();
    const signal = flags.string('signal') || undefined;
    await forEach(cli, names, name => client.done('POST', `/containers/${name}/kill`, { query: { signal } }));
  },
});
