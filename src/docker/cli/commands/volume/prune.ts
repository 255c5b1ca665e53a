// docker volume prune: removes volumes that no container uses. docker-cli 28.5.2.

import { shortSize } from '../../../../userland/lib/units.ts';
import { filtersOf } from '../../../client/filters.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { confirm } from '../../lib/prompt.ts';

const ANONYMOUS =
  'WARNING! This will remove anonymous local volumes not used by at least one container.\nAre you sure you want to continue?';
const ALL = 'WARNING! This will remove all local volumes not used by at least one container.\nAre you sure you want to continue?';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const all = flags.bool('all');
    const filters = flags.list('filter');
    if (all && filters.some(filter => filter.startsWith('all=')))
      throw new Error('conflicting options: cannot specify both --all and --filter all=1');
    if (!flags.bool('force') && !(await confirm(cli, all ? ALL : ANONYMOUS))) return;
    const { text, bytes } = await pruneVolumes(cli, all ? [...filters, 'all=true'] : filters);
    await cli.out(`${text === '' ? '' : `${text}\n`}Total reclaimed space: ${shortSize(bytes)}\n`);
  },
});

/** Prunes, and gives what is said of it with the bytes that became free. */
export async function pruneVolumes(cli: Cli, filters: readonly string[]): Promise<{ text: string; bytes: number }> {
  const report = await (await cli.client()).json<{ VolumesDeleted: string[] | null; SpaceReclaimed: number }>('POST', '/volumes/prune', {
    query: { filters: filtersOf(filters) },
  });
  const names = report.VolumesDeleted ?? [];
  return { text: names.length === 0 ? '' : `Deleted Volumes:\n${names.map(name => `${name}\n`).join('')}`, bytes: report.SpaceReclaimed };
}
