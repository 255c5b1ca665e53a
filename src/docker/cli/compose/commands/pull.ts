// docker compose pull: pulls the images of services. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';
import { Context } from '../context.ts';
import { imageName, pullService } from '../engine/images.ts';
import { selectServices } from '../file/checks.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  hidden: '      --parallel      Unused\n      --no-parallel   Unused',
  async run(cli, flags, names) {
    const context = new Context(cli);
    const project = await context.project();
    const wanted = selectServices(project, names, { deps: flags.bool('include-deps') });
    const engine = await context.engine();
    const progress = await context.progress();
    const quiet = flags.bool('quiet');
    const first = new Map<string, string>();
    const errors: string[] = [];
    const pulls: string[] = [];
    for (const name of wanted) {
      const service = project.services[name]!;
      const image = imageName(project, service);
      if (!service.image) {
        if (!quiet) await progress.text(name, 'Skipped - No image to be pulled');
      } else if (flags.bool('ignore-buildable') && service.build) {
        if (!quiet) await progress.text(name, 'Skipped - Image can be built');
      } else if (first.has(image)) {
        if (!quiet) await progress.text(name, `Skipped - Image is already being pulled by ${first.get(image)}`);
      } else {
        first.set(image, name);
        pulls.push(name);
      }
    }
    for (const name of pulls) {
      const service = project.services[name]!;
      if (
        (flags.string('policy') === 'missing' || service.pull_policy === 'missing') &&
        (await engine.image(imageName(project, service)))
      ) {
        if (!quiet) await progress.text(name, 'Skipped - Image is already present locally');
        continue;
      }
      try {
        await pullService(engine, project, service, progress, quiet);
      } catch (error) {
        errors.push(wordsOf(error));
      }
    }
    if (errors.length > 0 && !flags.bool('ignore-pull-failures')) throw new Error(errors.join('\n'));
  },
});
