// docker compose watch: watching sources is not simulated; a project without `develop` is told so. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli) {
    const project = await new Context(cli).project();
    if (!Object.values(project.services).some(service => service.develop)) {
      throw new Error("none of the selected services is configured for watch, consider setting a 'develop' section");
    }
    throw new Error('docker compose watch: not simulated here');
  },
});
