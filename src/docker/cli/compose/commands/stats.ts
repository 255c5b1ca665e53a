// docker compose stats: what a project's containers use. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { findCommand, runCommand } from '../../dispatch.ts';
import { GROUPS } from '../../tree.ts';
import { Context } from '../context.ts';

export const command = defineCommand({
  args: [0, 1],
  async run(cli, flags, names) {
    const context = new Context(cli);
    const { name } = await context.projectOrName();
    const found = await (await context.engine()).containers(name, { all: flags.bool('all'), services: names });
    if (found.length === 0) throw new Error('no container to show');
    const given = [
      ...(flags.bool('no-stream') ? ['--no-stream'] : []),
      ...(flags.bool('no-trunc') ? ['--no-trunc'] : []),
      ...(flags.string('format') === '' ? [] : ['--format', flags.string('format')]),
      ...found.map(({ Id }) => Id),
    ];
    return runCommand(cli, (await findCommand(GROUPS.container!, 'container', 'stats'))!, given);
  },
});
