// docker top: a container's processes as the host's ps sees them. docker-cli 28.5.2.

import { defineCommand } from '../../command.ts';
import { table } from '../../lib/table.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  interspersed: false,
  async run(cli, _flags, [name = '', ...args]) {
    const query = { ps_args: args.length > 0 ? args.join(' ') : undefined };
    const list = await (await cli.client()).json<{ Titles: string[]; Processes: string[][] | null }>('GET', `/containers/${name}/top`, {
      query,
    });
    await cli.out(table([list.Titles, ...(list.Processes ?? [])]));
  },
});
