// docker buildx ls: the builders. docker-buildx 0.29.1.

import { tabulate } from '../../../../userland/lib/tabwriter.ts';
import { defineCommand } from '../../command.ts';
import { formatRows, type Shape } from '../../format/formatter.ts';

interface Row {
  name: string;
  driver: string;
  status: string;
  buildkit: string;
  platforms: string;
}

const shape: Shape<Row> = {
  goName: '*commands.lsContext',
  columns: {
    Name: ['NAME/NODE', row => row.name],
    DriverEndpoint: ['DRIVER/ENDPOINT', row => row.driver],
    Status: ['STATUS', row => row.status],
    Buildkit: ['BUILDKIT', row => row.buildkit],
    Platforms: ['PLATFORMS', row => row.platforms],
  },
};

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const context = await cli.contextName();
    let status = 'running';
    try {
      await (await (await cli.client()).call('GET', '/version')).bytes();
    } catch {
      status = 'error';
    }
    const running = status === 'running';
    const rows: Row[] = [
      { name: `${context}*`, driver: 'docker', status: '', buildkit: '', platforms: '' },
      {
        name: ` \\_ ${context}`,
        driver: ` \\_ ${context}`,
        status,
        buildkit: running ? 'v0.0.0+unknown' : '',
        platforms: running ? 'linux/amd64 (+4), linux/386' : '',
      },
    ];
    const format = flags.string('format');
    if (format !== '' && !format.startsWith('table')) return cli.out(formatRows(shape, rows, format));
    const lines = [
      ['NAME/NODE', 'DRIVER/ENDPOINT', 'STATUS', 'BUILDKIT', 'PLATFORMS'],
      ...rows.map(row => [row.name, row.driver, row.status, row.buildkit, row.platforms]),
    ];
    await cli.out(tabulate(lines.map(line => `${line.join('\t')}\n`).join(''), { minWidth: 10, padding: 3 }));
  },
});
