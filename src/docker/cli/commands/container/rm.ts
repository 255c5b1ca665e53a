// docker rm: removes containers. docker-cli 28.5.2.

import { ApiError } from '../../../client/errors.ts';
import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const client = await cli.client();
    const force = flags.bool('force');
    const query = { force: force ? 1 : undefined, link: flags.bool('link') ? 1 : undefined, v: flags.bool('volumes') ? 1 : undefined };
    const errors: string[] = [];
    for (const given of names) {
      const name = given.replace(/^\/+|\/+$/g, '');
      try {
        if (name === '') throw new Error('Container name cannot be empty');
        await client.done('DELETE', `/containers/${name}`, { query });
        await cli.out(`${given}\n`);
      } catch (error) {
        if (force && error instanceof ApiError && error.status === 404) await cli.err(`${error.message}\n`);
        else errors.push(wordsOf(error));
      }
    }
    if (errors.length > 0) throw new Error(errors.join('\n'));
  },
});
