// docker compose version. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags) {
    if (flags.bool('short')) return cli.out('2.40.3-3\n');
    if (flags.string('format') === 'json') return cli.out('{"version":"2.40.3-3"}\n');
    await cli.out('Docker Compose version 2.40.3-3\n');
  },
});
