// docker restart: stops containers and starts them again. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { forEach } from '../../lib/each.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  hidden: '      --time int   Seconds to wait (DEPRECATED: use --timeout instead)',
  async run(cli, flags, names) {
    const given = ['timeout', 'time'].filter(name => flags.has(name));
    if (given.length > 1) throw new Error('conflicting options: cannot specify both --timeout and --time');
    const client = await cli.client();
    const query = { signal: flags.string('signal') || undefined, t: given[0] === undefined ? undefined : flags.number(given[0]) };
    await forEach(cli, names, name => client.done('POST', `/containers/${name}/restart`, { query }));
  },
});
