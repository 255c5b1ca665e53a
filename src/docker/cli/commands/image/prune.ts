// docker image prune: removes images that nobody uses. docker-cli 28.5.2.

import { shortSize } from '../../../../userland/lib/units.ts';
import type { ImagesPruned } from '../../../api/image.ts';
import { filtersOf } from '../../../client/filters.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { confirm } from '../../lib/prompt.ts';

const DANGLING = 'WARNING! This will remove all dangling images.\nAre you sure you want to continue?';
const ALL = 'WARNING! This will remove all images without at least one container associated to them.\nAre you sure you want to continue?';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const all = flags.bool('all');
    if (!flags.bool('force') && !(await confirm(cli, all ? ALL : DANGLING))) return;
    const { text, bytes } = await pruneImages(cli, all, flags.list('filter'));
    await cli.out(`${text === '' ? '' : `${text}\n`}Total reclaimed space: ${shortSize(bytes)}\n`);
  },
});

/** Prunes, and gives what is said of it with the bytes that became free. */
export async function pruneImages(cli: Cli, all: boolean, filters: readonly string[]): Promise<{ text: string; bytes: number }> {
  const report = await (await cli.client()).json<ImagesPruned>('POST', '/images/prune', {
    query: { filters: filtersOf(filters, { dangling: [String(!all)] }) },
  });
  const lines = (report.ImagesDeleted ?? []).map(({ Untagged, Deleted }) =>
    Untagged ? `untagged: ${Untagged}\n` : `deleted: ${Deleted}\n`,
  );
  return { text: lines.length === 0 ? '' : `Deleted Images:\n${lines.join('')}`, bytes: report.SpaceReclaimed };
}
