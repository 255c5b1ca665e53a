// docker context use: which daemon is meant from now on. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { writeConfigFile } from '../../config-file.ts';
import { readContext } from '../../contexts.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, _flags, args) {
    if (args.length !== 1) throw new Error(`accepts 1 arg(s), received ${args.length}`);
    const [name = ''] = args;
    if (name !== 'default') await readContext(cli, name);
    const { auths = {}, currentContext: _current, ...more } = await cli.configFile();
    await writeConfigFile(cli, { auths, ...more, ...(name === 'default' ? {} : { currentContext: name }) });
    await cli.out(`${name}\n`);
    await cli.err(`Current context is now ${JSON.stringify(name)}\n`);
    if (name !== 'default' && cli.env.DOCKER_HOST) {
      await cli.err(
        `Warning: DOCKER_HOST environment variable overrides the active context. To use ${JSON.stringify(name)}, either set the global --context flag, or unset DOCKER_HOST environment variable.\n`,
      );
    }
  },
});
