// docker compose ps: a project's containers. docker-compose 2.40.3.

import type { ContainerInspect, ContainerSummary } from '../../../api/container.ts';
import { defineCommand } from '../../command.ts';
import { containerShape } from '../../commands/container/ls.ts';
import { printRows, type Shape, shortId } from '../../format/formatter.ts';
import { Context } from '../context.ts';
import { nameOf, serviceOf } from '../engine/engine.ts';
import { LABEL } from '../engine/labels.ts';

const TABLE = 'table {{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}';

type Row = ContainerSummary & { ExitCode: number; Health: string };

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const context = new Context(cli);
    const { name, project } = await context.projectOrName();
    if (project) for (const service of names) if (!Object.hasOwn(project.services, service)) throw new Error(`no such service: ${service}`);
    const engine = await context.engine();
    const statuses = [
      ...flags.list('status'),
      ...flags
        .list('filter')
        .filter(text => text.startsWith('status='))
        .map(text => text.slice(7)),
    ];
    const all = flags.bool('all') || statuses.length > 0;
    let found = await engine.containers(name, { all, services: names, oneoff: all });
    if (statuses.length > 0) found = found.filter(({ State }) => statuses.includes(State));
    if (flags.bool('quiet')) return cli.out(found.map(({ Id }) => `${Id}\n`).join(''));
    if (flags.bool('services')) return cli.out([...new Set(found.map(serviceOf))].map(service => `${service}\n`).join(''));
    const rows: Row[] = [];
    for (const container of found) {
      const { State } = await engine.client.json<ContainerInspect>('GET', `/containers/${container.Id}/json`);
      rows.push({ ...container, ExitCode: State.ExitCode, Health: State.Health?.Status ?? '' });
    }
    const shape = shapeOf(!flags.bool('no-trunc'), await cli.now());
    const format = flags.string('format') || ((await cli.configFile()).psFormat ?? '');
    await printRows(cli, shape, rows, format, TABLE);
  },
});

function shapeOf(trunc: boolean, now: number): Shape<Row> {
  const { columns, methods } = containerShape(trunc, now);
  const { Platform: _platform, ...common } = columns;
  return {
    goName: '*formatter.ContainerContext',
    ...(methods ? { methods } : {}),
    columns: {
      ...common,
      ID: ['CONTAINER ID', row => (trunc ? shortId(row.Id) : row.Id)],
      Name: ['NAME', row => nameOf(row)],
      Project: ['PROJECT', row => row.Labels[LABEL.project] ?? ''],
      Service: ['SERVICE', row => serviceOf(row)],
      ExitCode: ['EXIT CODE', row => row.ExitCode],
      Health: ['HEALTH', row => row.Health],
      Publishers: [
        'PUBLISHERS',
        row =>
          row.Ports.map(port => ({
            URL: port.IP ?? '',
            TargetPort: port.PrivatePort,
            PublishedPort: port.PublicPort ?? 0,
            Protocol: port.Type,
          })),
      ],
    },
  };
}
