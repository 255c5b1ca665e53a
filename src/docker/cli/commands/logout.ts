// docker logout: forgets the credentials for a registry. docker-cli 28.5.2.

import { defineCommand } from '../command.ts';
import { writeConfigFile } from '../config-file.ts';

export const command = defineCommand({
  args: [0, 1],
  async run(cli, _flags, [server]) {
    const address =
      server === undefined || server === '' ? 'https://index.docker.io/v1/' : server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    const config = await cli.configFile();
    await cli.out(`Removing login credentials for ${address}\n`);
    if (config.auths?.[address] === undefined) return;
    const { [address]: _gone, ...auths } = config.auths;
    await writeConfigFile(cli, { ...config, auths });
  },
});
