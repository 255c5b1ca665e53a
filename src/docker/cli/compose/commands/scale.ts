// docker compose scale: another number of containers for services. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { converge, startServices } from '../engine/containers.ts';
import { ensureImages } from '../engine/images.ts';
import { ensureResources } from '../engine/resources.ts';
import { selectServices } from '../file/checks.ts';
import { applyScale } from './up.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, given) {
    if (given.length === 0) throw new Error('requires at least 1 arg(s), only received 0');
    const context = new Context(cli);
    const project = await context.project();
    for (const text of given) if (!text.includes('=')) throw new Error(`invalid scale specifier: ${text}`);
    applyScale(project, given);
    const wanted = selectServices(
      project,
      given.map(text => text.split('=')[0]!),
      { deps: !flags.bool('no-deps') },
    );
    const engine = await context.engine();
    const progress = await context.progress();
    await ensureImages(engine, project, wanted, progress);
    await ensureResources(engine, project, progress);
    await converge(engine, project, wanted, progress, { recreate: 'never' });
    await startServices(engine, project, wanted, progress);
  },
});
