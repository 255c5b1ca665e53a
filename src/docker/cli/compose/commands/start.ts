// docker compose start: starts a project's containers. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { startServices } from '../engine/containers.ts';
import { serviceOf } from '../engine/engine.ts';
import { selectServices } from '../file/checks.ts';
import { scaleOf } from '../file/model.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, _flags, names) {
    const context = new Context(cli);
    const project = await context.project();
    const wanted = selectServices(project, names);
    const engine = await context.engine();
    const there = new Set((await engine.containers(project.name)).map(serviceOf));
    const missing = wanted.find(name => !there.has(name) && scaleOf(project.services[name]!) > 0);
    if (missing !== undefined) throw new Error(`service ${JSON.stringify(missing)} has no container to start`);
    await startServices(engine, project, wanted, await context.progress());
  },
});
