// docker builder prune, before BuildKit. docker-cli 28.5.2.

import { shortSize } from '../../../../userland/lib/units.ts';
import { filtersOf } from '../../../client/filters.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { confirm } from '../../lib/prompt.ts';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const all = flags.bool('all');
    const question = `WARNING! This will remove all ${all ? '' : 'dangling '}build cache. Are you sure you want to continue?`;
    if (!flags.bool('force') && !(await confirm(cli, question))) return;
    const { text, bytes } = await pruneBuildCache(cli, all, flags.list('filter'));
    await cli.out(`${text === '' ? '' : `${text}\n`}Total reclaimed space: ${shortSize(bytes)}\n`);
  },
});

/** Prunes, and gives what is said of it with the bytes that became free. */
export async function pruneBuildCache(cli: Cli, all: boolean, filters: readonly string[]): Promise<{ text: string; bytes: number }> {
  const report = await (await cli.client()).json<{ CachesDeleted: string[] | null; SpaceReclaimed: number }>('POST', '/build/prune', {
    query: { all: all ? 1 : undefined, filters: filtersOf(filters), 'keep-storage': undefined },
  });
  const ids = report.CachesDeleted ?? [];
  return {
    text: ids.length === 0 ? '' : `Deleted build cache objects:\n${ids.map(id => `${id}\n`).join('')}`,
    bytes: report.SpaceReclaimed,
  };
}
