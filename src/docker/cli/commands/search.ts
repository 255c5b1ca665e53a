// docker search: images on Docker Hub. docker-cli 28.5.2.

import { filtersOf } from '../../client/filters.ts';
import { defineCommand } from '../command.ts';
import { ellipsis, printRows, type Shape } from '../format/formatter.ts';
import { registryAuth } from '../lib/registry-auth.ts';

interface Result {
  name: string;
  description: string;
  star_count: number;
  is_official: boolean;
  is_automated: boolean;
}

export const command = defineCommand({
  args: [1, 1],
  async run(cli, flags, [term = '']) {
    const limit = flags.number('limit');
    const rows = await (await cli.client()).json<Result[]>('GET', '/images/search', {
      query: { filters: filtersOf(flags.list('filter')), limit: limit > 0 ? limit : undefined, term },
      headers: await registryAuth(cli, 'docker.io'),
    });
    const trunc = !flags.bool('no-trunc');
    const plain = (text: string): string => text.replace(/[\n\r]/g, ' ');
    const shape: Shape<Result> = {
      goName: '*registry.searchContext',
      columns: {
        Name: ['NAME', row => row.name],
        Description: ['DESCRIPTION', row => (trunc ? ellipsis(plain(row.description), 45) : plain(row.description))],
        StarCount: ['STARS', row => String(row.star_count)],
        IsOfficial: ['OFFICIAL', row => (row.is_official ? '[OK]' : '')],
        IsAutomated: ['AUTOMATED', row => (row.is_automated ? '[OK]' : '')],
      },
    };
    rows.sort((left, right) => right.star_count - left.star_count);
    await printRows(cli, shape, rows, flags.string('format'), 'table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}');
  },
});
