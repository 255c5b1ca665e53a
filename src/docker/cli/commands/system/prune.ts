// docker system prune: removes all that nobody uses. docker-cli 28.5.2.

import { shortSize } from '../../../../userland/lib/units.ts';
import { defineCommand } from '../../command.ts';
import { confirm } from '../../lib/prompt.ts';
import { pruneContainers } from '../container/prune.ts';
import { pruneImages } from '../image/prune.ts';
import { pruneBuildCache } from '../legacy/prune.ts';
import { pruneNetworks } from '../network/prune.ts';
import { pruneVolumes } from '../volume/prune.ts';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const all = flags.bool('all');
    const volumes = flags.bool('volumes');
    const filters = flags.list('filter');
    if (volumes && filters.some(filter => filter.startsWith('until=')))
      throw new Error('ERROR: The "until" filter is not supported with "--volumes"');
    if (!flags.bool('force')) {
      const warnings = [
        'all stopped containers',
        'all networks not used by at least one container',
        ...(volumes ? ['all anonymous volumes not used by at least one container'] : []),
        all ? 'all images without at least one container associated to them' : 'all dangling images',
        all ? 'all build cache' : 'unused build cache',
      ];
      const list = (items: readonly string[]): string => items.map(item => `\n  - ${item}`).join('');
      const filtered = filters.length === 0 ? '' : `\n  Items to be pruned will be filtered with:${list(filters)}\n`;
      if (!(await confirm(cli, `WARNING! This will remove:${list(warnings)}\n${filtered}\nAre you sure you want to continue?`))) return;
    }
    let bytes = 0;
    const tell = async (report: { text: string; bytes: number }): Promise<void> => {
      bytes += report.bytes;
      if (report.text !== '') await cli.out(`${report.text}\n`);
    };
    await tell(await pruneContainers(cli, filters));
    await tell({ text: await pruneNetworks(cli, filters), bytes: 0 });
    if (volumes) await tell(await pruneVolumes(cli, filters));
    await tell(await pruneImages(cli, all, filters));
    await tell(
      await pruneBuildCache(
        cli,
        all,
        filters.filter(filter => !filter.startsWith('label')),
      ),
    );
    await cli.out(`Total reclaimed space: ${shortSize(bytes)}\n`);
  },
});
