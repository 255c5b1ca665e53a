// docker buildx rm: removes builders; the daemon's own cannot be. docker-buildx 0.29.1.

import { defineCommand } from '../../command.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, _flags, names) {
    const context = await cli.contextName();
    for (const name of names) {
      if (name === 'default' || name === context)
        throw new Error(
          `failed to remove ${name}: context builder cannot be removed, run \`docker context rm ${name}\` to remove this context`,
        );
      throw new Error(`failed to remove ${name}: no builder ${JSON.stringify(name)} found`);
    }
    throw new Error('context builder cannot be removed, run `docker context rm default` to remove this context');
  },
});
