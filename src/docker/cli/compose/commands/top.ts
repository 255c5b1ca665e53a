// docker compose top: the processes of a project's containers. docker-compose 2.40.3.

import { tabulate } from '../../../../userland/lib/tabwriter.ts';
import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { numberOf, serviceOf } from '../engine/engine.ts';
import { selectServices } from '../file/checks.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, _flags, names) {
    const context = new Context(cli);
    const { name, project } = await context.projectOrName();
    if (project) selectServices(project, names, { deps: false });
    const engine = await context.engine();
    const rows: string[][] = [];
    let titles: string[] = [];
    for (const container of await engine.containers(name, { all: false, services: names })) {
      const list = await engine.client.json<{ Titles: string[]; Processes: string[][] | null }>('GET', `/containers/${container.Id}/top`);
      titles = list.Titles;
      for (const process of list.Processes ?? []) rows.push([serviceOf(container), String(numberOf(container)), ...process]);
    }
    if (rows.length === 0) return;
    await cli.out(tabulate([['SERVICE', '#', ...titles], ...rows].map(row => `${row.join('\t')}\n`).join(''), { minWidth: 4, padding: 2 }));
  },
});
