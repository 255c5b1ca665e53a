// docker compose rm: removes a project's stopped containers. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { confirm } from '../../lib/prompt.ts';
import { Context } from '../context.ts';
import { stopContainer } from '../engine/containers.ts';
import { nameOf } from '../engine/engine.ts';
import { selectServices } from '../file/checks.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  hidden: '  -a, --all   Deprecated - no effect',
  async run(cli, flags, names) {
    const context = new Context(cli);
    const { name, project } = await context.projectOrName();
    if (project) selectServices(project, names, { deps: false });
    const engine = await context.engine();
    const progress = await context.progress();
    if (flags.bool('stop')) {
      const running = await engine.containers(name, { all: false, services: names });
      for (const container of running) await stopContainer(engine, container, progress);
    }
    const stopped = (await engine.containers(name, { services: names, oneoff: true })).filter(
      ({ State }) => State !== 'running' && State !== 'paused',
    );
    if (stopped.length === 0) return cli.err('No stopped containers\n');
    const going = `Going to remove ${stopped.map(nameOf).join(', ')}`;
    if (flags.bool('force')) await cli.out(`${going}\n`);
    else if (!(await confirm(cli, going))) return;
    for (const container of stopped) {
      const id = `Container ${nameOf(container)}`;
      await progress.event(id, 'Removing');
      await engine.client.done('DELETE', `/containers/${container.Id}`, { query: { force: 1, v: flags.bool('volumes') ? 1 : undefined } });
      await progress.event(id, 'Removed');
    }
  },
});
