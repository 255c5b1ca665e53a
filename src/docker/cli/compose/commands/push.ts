// docker compose push: pushes the images of services that are built. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';
import { showProgress } from '../../lib/progress.ts';
import { familiarName, parseReference } from '../../lib/reference.ts';
import { registryAuth } from '../../lib/registry-auth.ts';
import { Context } from '../context.ts';
import { selectServices } from '../file/checks.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const context = new Context(cli);
    const project = await context.project();
    const engine = await context.engine();
    const progress = await context.progress();
    for (const name of selectServices(project, names, { deps: flags.bool('include-deps') })) {
      const service = project.services[name]!;
      if (!service.build || !service.image) {
        await progress.text(name, 'Skipped');
        continue;
      }
      const reference = parseReference(service.image);
      await progress.text(name, 'Pushing');
      try {
        const reply = await engine.client.call('POST', `/images/${familiarName(reference)}/push`, {
          query: { tag: reference.tag ?? 'latest' },
          headers: await registryAuth(cli, reference.domain),
        });
        await showProgress(reply, async () => {}, { terminal: false });
        await progress.text(name, 'Pushed');
      } catch (error) {
        await progress.text(name, 'Error', wordsOf(error));
        if (!flags.bool('ignore-push-failures')) throw error;
      }
    }
  },
});
