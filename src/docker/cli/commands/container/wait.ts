// docker wait: the exit statuses of containers, once they end. docker-cli 28.5.2.

import type { WaitResponse } from '../../../api/container.ts';
import { defineCommand } from '../../command.ts';
import { forEach } from '../../lib/each.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, _flags, names) {
    const client = await cli.client();
    await forEach(cli, names, async name => {
      const { StatusCode, Error: failure } = await client.json<WaitResponse>('POST', `/containers/${name}/wait`);
      if (failure) throw new Error(failure.Message);
      return String(StatusCode);
    });
  },
});
