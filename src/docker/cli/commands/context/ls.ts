// docker context ls: the daemons that are known by name. docker-cli 28.5.2.

import { parseHost } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { listContexts } from '../../contexts.ts';
import { ellipsis, formatRows, readFormat, type Shape } from '../../format/formatter.ts';

const TABLE = 'table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}';

interface Row {
  name: string;
  description: string;
  endpoint: string;
  current: boolean;
}

const shape: Shape<Row> = {
  goName: '*formatter.clientContextContext',
  columns: {
    Name: ['NAME', row => row.name],
    Description: ['DESCRIPTION', row => ellipsis(row.description, 60)],
    DockerEndpoint: ['DOCKER ENDPOINT', row => row.endpoint],
    Current: ['', row => row.current],
    Error: ['ERROR', () => ''],
  },
};

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const current = await cli.contextName();
    const own = cli.options.hosts.at(-1) ?? cli.env.DOCKER_HOST ?? '';
    const rows: Row[] = [
      {
        name: 'default',
        description: 'Current DOCKER_HOST based configuration',
        endpoint: own === '' ? 'unix:///var/run/docker.sock' : parseHost(own),
        current: current === 'default',
      },
    ];
    for (const { Name, Metadata, Endpoints } of await listContexts(cli)) {
      rows.push({ name: Name, description: Metadata.Description ?? '', endpoint: Endpoints.docker?.Host ?? '', current: Name === current });
    }
    rows.sort((left, right) => (left.name < right.name ? -1 : 1));
    const given = flags.bool('quiet') && flags.string('format') === '' ? '{{.Name}}' : flags.string('format');
    const format = given === '' || given === 'table' ? TABLE : given;
    await cli.out(formatRows(shape, rows, format));
    if (cli.env.DOCKER_HOST && readFormat(format).table) {
      await cli.err(
        'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n',
      );
    }
  },
});
