// docker compose wait: until the first of the services' containers ends. docker-compose 2.40.3.

import type { WaitResponse } from '../../../api/container.ts';
import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { stopAndRemove } from '../engine/containers.ts';
import { selectServices } from '../file/checks.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const context = new Context(cli);
    const { name, project } = await context.projectOrName();
    if (project) selectServices(project, names, { deps: false });
    const engine = await context.engine();
    const found = await engine.containers(name, { all: false, services: names });
    if (found.length === 0) throw new Error(`no containers for project ${JSON.stringify(name)}`);
    let status = 0;
    for (const container of found) {
      const { StatusCode } = await engine.client.json<WaitResponse>('POST', `/containers/${container.Id}/wait`);
      await cli.out(`container ${JSON.stringify(container.Id)} exited with status code ${StatusCode}\n`);
      status = StatusCode;
    }
    if (flags.bool('down-project'))
      for (const container of await engine.containers(name)) await stopAndRemove(engine, container, await context.progress());
    return status;
  },
});
