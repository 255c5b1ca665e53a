// docker container prune: removes stopped containers. docker-cli 28.5.2.

import { shortSize } from '../../../../userland/lib/units.ts';
import { filtersOf } from '../../../client/filters.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { confirm } from '../../lib/prompt.ts';

const WARNING = 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    if (!flags.bool('force') && !(await confirm(cli, WARNING))) return;
    const { text, bytes } = await pruneContainers(cli, flags.list('filter'));
    await cli.out(`${text === '' ? '' : `${text}\n`}Total reclaimed space: ${shortSize(bytes)}\n`);
  },
});

/** Prunes, and gives what is said of it with the bytes that became free. */
export async function pruneContainers(cli: Cli, filters: readonly string[]): Promise<{ text: string; bytes: number }> {
  const report = await (await cli.client()).json<{ ContainersDeleted: string[] | null; SpaceReclaimed: number }>(
    'POST',
    '/containers/prune',
    {
      query: { filters: filtersOf(filters) },
    },
  );
  const ids = report.ContainersDeleted ?? [];
  return { text: ids.length === 0 ? '' : `Deleted Containers:\n${ids.map(id => `${id}\n`).join('')}`, bytes: report.SpaceReclaimed };
}
