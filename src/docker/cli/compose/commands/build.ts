// docker compose build: builds the images of services. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { buildService } from '../engine/images.ts';
import { selectServices } from '../file/checks.ts';

const REFUSED = ['builder', 'ssh', 'sbom', 'provenance', 'print', 'push', 'memory', 'check', 'with-dependencies'];

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  hidden: `      --compress        Compress the build context using gzip
      --force-rm        Always remove intermediate containers
      --no-rm           Do not remove intermediate containers
      --parallel        Build images in parallel
      --progress string Set type of ui output`,
  async run(cli, flags, names) {
    const refused = REFUSED.find(name => flags.has(name) && flags.string(name) !== 'false');
    if (refused !== undefined) throw new Error(`docker compose build: option --${refused} is not simulated here`);
    const context = new Context(cli);
    const project = await context.project();
    const wanted = selectServices(project, names, { deps: false }).filter(name => project.services[name]!.build);
    const engine = await context.engine();
    for (const name of wanted) {
      const id = await buildService(engine, project, project.services[name]!, await context.progress(), {
        noCache: flags.bool('no-cache'),
        pull: flags.bool('pull') ? 'always' : '',
        quietBuild: flags.bool('quiet'),
        args: flags.list('build-arg'),
      });
      if (flags.bool('quiet')) await cli.out(`${id}\n`);
    }
  },
});
