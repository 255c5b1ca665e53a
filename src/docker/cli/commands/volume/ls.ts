// docker volume ls: volumes as a list. docker-cli 28.5.2.

import { humanSize } from '../../../../userland/lib/units.ts';
import type { Volume, VolumeList } from '../../../api/volume.ts';
import { filtersOf } from '../../../client/filters.ts';
import { defineCommand } from '../../command.ts';
import { printRows, type Shape } from '../../format/formatter.ts';
import { labelText } from '../../format/words.ts';
import { compareNatural } from '../../lib/natural.ts';

const TABLE = 'table {{.Driver}}\t{{.Name}}';

export const volumeShape: Shape<Volume> = {
  goName: '*formatter.volumeContext',
  columns: {
    Name: ['VOLUME NAME', row => row.Name],
    Driver: ['DRIVER', row => row.Driver],
    Scope: ['SCOPE', row => row.Scope],
    Mountpoint: ['MOUNTPOINT', row => row.Mountpoint],
    Labels: ['LABELS', row => labelText(row.Labels)],
    Links: ['LINKS', row => (row.UsageData ? String(row.UsageData.RefCount) : 'N/A')],
    Size: ['SIZE', row => (row.UsageData ? humanSize(row.UsageData.Size) : 'N/A')],
    Group: ['GROUP', () => 'N/A'],
    Availability: ['AVAILABILITY', () => 'N/A'],
    Status: ['STATUS', () => 'N/A'],
  },
  methods: { Label: (row, name) => row.Labels?.[name] ?? '' },
};

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    if (flags.bool('cluster')) throw new Error('docker volume ls: option --cluster is not simulated here');
    const list = await (await cli.client()).json<VolumeList>('GET', '/volumes', { query: { filters: filtersOf(flags.list('filter')) } });
    const rows = [...(list.Volumes ?? [])].sort((left, right) => compareNatural(left.Name, right.Name));
    const quiet = flags.bool('quiet') && flags.string('format') === '';
    const format = quiet ? '{{.Name}}' : flags.string('format') || ((await cli.configFile()).volumesFormat ?? '');
    await printRows(cli, volumeShape, rows, format, TABLE);
  },
});
