// docker compose stop: stops a project's containers. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { eachContainer } from '../engine/each.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const query = { t: flags.has('timeout') ? flags.number('timeout') : undefined };
    await eachContainer(new Context(cli), names, {
      before: 'Stopping',
      after: 'Stopped',
      reverse: true,
      act: (engine, { Id }) => engine.client.done('POST', `/containers/${Id}/stop`, { query }),
    });
  },
});
