// docker buildx prune: removes the build cache. docker-buildx 0.29.1.

import { humanSize } from '../../../../userland/lib/units.ts';
import type { DiskUsage } from '../../../api/system.ts';
import { filtersOf } from '../../../client/filters.ts';
import { defineCommand } from '../../command.ts';
import { confirm } from '../../lib/prompt.ts';
import { checkBuilder } from '../builder.ts';
import { cacheTable } from './du.ts';

export const command = defineCommand({
  args: [0, 0],
  hidden:
    '      --keep-storage bytes   Amount of disk space to keep for cache (DEPRECATED: keep-storage flag has been changed to max-storage)',
  async run(cli, flags) {
    await checkBuilder(cli, flags.string('builder'));
    const all = flags.bool('all');
    const question = all
      ? 'WARNING! This will remove all build cache. Are you sure you want to continue?'
      : 'WARNING! This will remove all dangling build cache. Are you sure you want to continue?';
    if (!flags.bool('force') && !(await confirm(cli, question))) return;
    const client = await cli.client();
    const { BuildCache } = await client.json<DiskUsage>('GET', '/system/df', { query: { type: 'build-cache' } });
    const report = await client.json<{ CachesDeleted: string[] | null; SpaceReclaimed: number }>('POST', '/build/prune', {
      query: { all: all ? 1 : undefined, filters: filtersOf(flags.list('filter')) },
    });
    const gone = new Set(report.CachesDeleted ?? []);
    const records = (BuildCache ?? []).filter(({ ID }) => gone.has(ID));
    if (records.length > 0) await cli.out(cacheTable(records, await cli.now()));
    await cli.out(`Total:\t${humanSize(report.SpaceReclaimed)}\n`);
  },
});
