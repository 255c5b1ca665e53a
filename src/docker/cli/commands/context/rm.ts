// docker context rm: forgets daemons. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { removeContext } from '../../contexts.ts';
import { forEach } from '../../lib/each.ts';
import { exists } from './exists.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const current = await cli.contextName();
    const force = flags.bool('force');
    await forEach(cli, names, async name => {
      if (name === 'default') throw new Error('context "default" cannot be removed');
      if (!(await exists(cli, name))) {
        if (force) return;
        throw new Error(`context ${JSON.stringify(name)} does not exist`);
      }
      if (name === current) {
        if (!force) throw new Error(`context ${JSON.stringify(name)} is in use, set -f flag to force remove`);
        const { writeConfigFile } = await import('../../config-file.ts');
        await writeConfigFile(cli, { ...(await cli.configFile()), currentContext: undefined });
      }
      await removeContext(cli, name);
    });
  },
});
