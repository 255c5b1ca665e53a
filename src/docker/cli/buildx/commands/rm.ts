// docker buildx rm: removes builders; the daemon's own cannot be. docker-buildx 0.29.1.

import { defineCommand } from '../../command.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, _flags, names) {
    const context = await cli.contextName();
    for (const name of names.length > 0 ? names : [context]) {
      const own = name === 'default' || name === context;
      const words = own
        ? `context builder cannot be removed, run \`docker context rm ${name}\` to remove this context`
        : `no builder ${JSON.stringify(name)} found`;
      await cli.err(`failed to remove ${name}: ${words}\n`);
    }
    throw new Error('failed to remove one or more builders');
  },
});
