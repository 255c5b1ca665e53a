// docker compose pause: freezes a project's containers. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { eachContainer } from '../engine/each.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, _flags, names) {
    await eachContainer(new Context(cli), names, {
      before: undefined,
      after: 'Paused',
      all: false,
      act: (engine, { Id }) => engine.client.done('POST', `/containers/${Id}/pause`),
    });
  },
});
