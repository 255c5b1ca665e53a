// docker network prune: removes networks that no container is on. docker-cli 28.5.2.

import { filtersOf } from '../../../client/filters.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { confirm } from '../../lib/prompt.ts';

const WARNING = 'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    if (!flags.bool('force') && !(await confirm(cli, WARNING))) return;
    const text = await pruneNetworks(cli, flags.list('filter'));
    if (text !== '') await cli.out(`${text}\n`);
  },
});

/** Prunes, and gives what is said of it. */
export async function pruneNetworks(cli: Cli, filters: readonly string[]): Promise<string> {
  const report = await (await cli.client()).json<{ NetworksDeleted: string[] | null }>('POST', '/networks/prune', {
    query: { filters: filtersOf(filters) },
  });
  const names = report.NetworksDeleted ?? [];
  return names.length === 0 ? '' : `Deleted Networks:\n${names.map(name => `${name}\n`).join('')}`;
}
