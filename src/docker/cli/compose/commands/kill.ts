// docker compose kill: a signal to a project's containers. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { eachContainer } from '../engine/each.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const query = { signal: flags.string('signal') || 'SIGKILL' };
    const count = await eachContainer(new Context(cli), names, {
      before: 'Killing',
      after: 'Killed',
      all: false,
      act: (engine, { Id }) => engine.client.done('POST', `/containers/${Id}/kill`, { query }),
    });
    if (count === 0) await cli.err('no container to kill');
  },
});
