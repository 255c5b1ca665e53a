// docker compose volumes: a project's volumes. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { volumeShape } from '../../commands/volume/ls.ts';
import { printRows } from '../../format/formatter.ts';
import { compareNatural } from '../../lib/natural.ts';
import { Context } from '../context.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags) {
    const context = new Context(cli);
    const { name } = await context.projectOrName();
    const rows = (await (await context.engine()).volumes(name)).sort((a, b) => compareNatural(a.Name, b.Name));
    const format = flags.bool('quiet') ? '{{.Name}}' : flags.string('format');
    await printRows(cli, volumeShape, rows, format, 'table {{.Driver}}\t{{.Name}}');
  },
});
