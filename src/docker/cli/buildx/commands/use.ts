// docker buildx use: which builder is used. docker-buildx 0.29.1.

import { defineCommand } from '../../command.ts';

export const command = defineCommand({
  args: [1, 1],
  async run(cli, _flags, [name = '']) {
    if (name === 'default' || name === (await cli.contextName())) return;
    throw new Error(
      `failed to find instance ${JSON.stringify(name)}: open ${cli.configFolder}/buildx/instances/${name}: no such file or directory`,
    );
  },
});
