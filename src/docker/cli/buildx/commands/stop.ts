// docker buildx stop: the daemon's own builder runs as long as the daemon does. docker-buildx 0.29.1.

import { defineCommand } from '../../command.ts';
import { checkBuilder } from '../builder.ts';

export const command = defineCommand({
  args: [0, 1],
  async run(cli, flags, [name = '']) {
    await checkBuilder(cli, name === '' ? flags.string('builder') : name);
  },
});
