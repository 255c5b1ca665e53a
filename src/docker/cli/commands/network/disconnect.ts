// docker network disconnect: a container off a network. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';

export const command = defineCommand({
  args: [2, 2],
  async run(cli, flags, [network = '', container = '']) {
    const body = { Container: container, Force: flags.bool('force') };
    await (await cli.client()).done('POST', `/networks/${network}/disconnect`, { body });
  },
});
