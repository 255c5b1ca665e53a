// docker history: the layers of an image and what made them. docker-cli 28.5.2.

import { humanDuration, shortSize } from '../../../../userland/lib/units.ts';
import type { HistoryItem } from '../../../api/image.ts';
import { defineCommand } from '../../command.ts';
import { ellipsis, printRows, type Shape, shortId } from '../../format/formatter.ts';
import { dateTime } from '../../format/words.ts';

const TABLE = 'table {{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}';

export const command = defineCommand({
  args: [1, 1],
  async run(cli, flags, [name = '']) {
    const query = { platform: flags.string('platform') || undefined };
    const rows = await (await cli.client()).json<HistoryItem[]>('GET', `/images/${name}/history`, { query });
    const trunc = !flags.bool('no-trunc');
    const human = flags.bool('human');
    const now = await cli.now();
    const created = (row: HistoryItem): string => (row.Created <= 0 ? '' : `${dateTime(row.Created).join('T')}Z`);
    const shape: Shape<HistoryItem> = {
      goName: '*formatter.historyContext',
      columns: {
        ID: ['IMAGE', row => (trunc ? shortId(row.Id) : row.Id)],
        CreatedAt: ['CREATED AT', created],
        CreatedSince: [
          human ? 'CREATED' : 'CREATED AT',
          row => (!human ? created(row) : row.Created <= 0 ? 'N/A' : `${humanDuration(now - row.Created)} ago`),
        ],
        CreatedBy: ['CREATED BY', row => (trunc ? ellipsis(row.CreatedBy.replaceAll('\t', ' '), 45) : row.CreatedBy.replaceAll('\t', ' '))],
        Size: ['SIZE', row => (human ? shortSize(row.Size) : String(row.Size))],
        Comment: ['COMMENT', row => row.Comment],
      },
    };
    const format = flags.bool('quiet') && flags.string('format') === '' ? '{{.ID}}' : flags.string('format');
    await printRows(cli, shape, rows, format, TABLE);
  },
});
