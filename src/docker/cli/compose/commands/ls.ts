// docker compose ls: the projects that have containers. docker-compose 2.40.3.

import { goJson } from '../../../../userland/lib/go-json.ts';
import { tabulate } from '../../../../userland/lib/tabwriter.ts';
import type { ContainerSummary } from '../../../api/container.ts';
import { filtersOf } from '../../../client/filters.ts';
import { defineCommand } from '../../command.ts';
import { LABEL } from '../engine/labels.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags) {
    const format = flags.string('format');
    const all = flags.bool('all');
    const rows = await (await cli.client()).json<ContainerSummary[]>('GET', '/containers/json', {
      query: { all: all ? 1 : undefined, filters: filtersOf([], { label: [LABEL.project, LABEL.hash] }) },
    });
    const projects = new Map<string, ContainerSummary[]>();
    for (const row of rows) projects.set(row.Labels[LABEL.project]!, [...(projects.get(row.Labels[LABEL.project]!) ?? []), row]);
    const filters = flags
      .list('filter')
      .map(text => text.split('='))
      .filter(([key]) => key === 'name')
      .map(([, value]) => value!);
    const names = [...projects.keys()].sort().filter(name => filters.length === 0 || filters.some(filter => new RegExp(filter).test(name)));
    if (flags.bool('quiet')) return cli.out(names.map(name => `${name}\n`).join(''));
    const list = names.map(name => ({ Name: name, Status: statusOf(projects.get(name)!), ConfigFiles: filesOf(projects.get(name)!) }));
    if (format === 'json') return cli.out(`${goJson(list)}\n`);
    if (format !== 'table' && format !== '' && format !== 'pretty')
      throw new Error(`format value ${JSON.stringify(format)} could not be parsed: parsing failed`);
    const lines = [['NAME', 'STATUS', 'CONFIG FILES'], ...list.map(({ Name, Status, ConfigFiles }) => [Name, Status, ConfigFiles])];
    await cli.out(tabulate(lines.map(line => `${line.join('\t')}\n`).join(''), { minWidth: 20, padding: 3 }));
  },
});

function statusOf(containers: readonly ContainerSummary[]): string {
  const counts = new Map<string, number>();
  for (const { State } of containers) counts.set(State, (counts.get(State) ?? 0) + 1);
  return [...counts.keys()]
    .sort()
    .map(state => `${state}(${counts.get(state)})`)
    .join(', ');
}

const filesOf = (containers: readonly ContainerSummary[]): string =>
  [...new Set(containers.flatMap(({ Labels }) => (Labels[LABEL.files] ?? 'N/A').split(',')))].join(',');
