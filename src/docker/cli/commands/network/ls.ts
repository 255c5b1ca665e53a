// docker network ls: networks as a list. docker-cli 28.5.2.

import { printTime } from '../../../../userland/lib/go-value.ts';
import type { NetworkInspect } from '../../../api/network.ts';
import { filtersOf } from '../../../client/filters.ts';
import { defineCommand } from '../../command.ts';
import { printRows, type Shape, shortId } from '../../format/formatter.ts';
import { labelText } from '../../format/words.ts';
import { compareNatural } from '../../lib/natural.ts';

const TABLE = 'table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const rows = await (await cli.client()).json<NetworkInspect[]>('GET', '/networks', {
      query: { filters: filtersOf(flags.list('filter')) },
    });
    rows.sort((left, right) => compareNatural(left.Name, right.Name));
    const trunc = !flags.bool('no-trunc');
    const shape: Shape<NetworkInspect> = {
      goName: '*network.networkContext',
      columns: {
        ID: ['NETWORK ID', row => (trunc ? shortId(row.Id) : row.Id)],
        Name: ['NAME', row => row.Name],
        Driver: ['DRIVER', row => row.Driver],
        Scope: ['SCOPE', row => row.Scope],
        IPv4: ['IPV4', row => String(row.EnableIPv4)],
        IPv6: ['IPV6', row => String(row.EnableIPv6)],
        Internal: ['INTERNAL', row => String(row.Internal)],
        Labels: ['LABELS', row => labelText(row.Labels)],
        CreatedAt: ['CREATED AT', row => printTime(row.Created)],
      },
      methods: { Label: (row, name) => row.Labels?.[name] ?? '' },
    };
    const quiet = flags.bool('quiet') && flags.string('format') === '';
    const format = quiet ? '{{.ID}}' : flags.string('format') || ((await cli.configFile()).networksFormat ?? '');
    await printRows(cli, shape, rows, format, TABLE);
  },
});
