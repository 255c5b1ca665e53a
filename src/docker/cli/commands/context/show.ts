// docker context show: the name of the context in use. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli) {
    await cli.out(`${await cli.contextName()}\n`);
  },
});
