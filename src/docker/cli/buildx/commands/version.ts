// docker buildx version. docker-buildx 0.29.1.

import { defineCommand } from '../../command.ts';

export const command = defineCommand({
  args: [0, 0],
  async run(cli) {
    await cli.out('github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4\n');
  },
});
