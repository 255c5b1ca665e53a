// docker compose create: makes all of a project without starting it. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { selectServices } from '../file/checks.ts';
import { applyScale, prepare } from './up.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  hidden: '      --no-color   Unused',
  async run(cli, flags, names) {
    const context = new Context(cli);
    const project = await context.project();
    applyScale(project, flags.list('scale'));
    await prepare(context, await context.engine(), project, selectServices(project, names), flags, undefined);
  },
});
