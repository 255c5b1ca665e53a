// docker buildx du: the build cache, record by record. docker-buildx 0.29.1.

import { tabulate } from '../../../../userland/lib/tabwriter.ts';
import { humanDuration, humanSize } from '../../../../userland/lib/units.ts';
import type { BuildCacheRecord, DiskUsage } from '../../../api/system.ts';
import { defineCommand } from '../../command.ts';
import { secondsOf } from '../../lib/since.ts';
import { checkBuilder } from '../builder.ts';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    await checkBuilder(cli, flags.string('builder'));
    if (flags.has('format')) throw new Error('docker buildx du: option --format is not simulated here');
    const { BuildCache } = await (await cli.client()).json<DiskUsage>('GET', '/system/df', { query: { type: 'build-cache' } });
    const records = BuildCache ?? [];
    const now = await cli.now();
    if (flags.bool('verbose')) await cli.out(records.map(record => verbose(record, now)).join(''));
    else await cli.out(cacheTable(records, now));
    const total = records.reduce((sum, { Size }) => sum + Size, 0);
    const reclaimable = records.filter(({ InUse }) => !InUse).reduce((sum, { Size }) => sum + Size, 0);
    const shared = records.filter(({ Shared }) => Shared).reduce((sum, { Size }) => sum + Size, 0);
    const parts = shared > 0 ? `Shared:\t\t${humanSize(shared)}\nPrivate:\t${humanSize(total - shared)}\n` : '';
    await cli.out(`${parts}Reclaimable:\t${humanSize(reclaimable)}\nTotal:\t\t${humanSize(total)}\n`);
  },
});

/** Records as a table, the largest first. */
export function cacheTable(records: readonly BuildCacheRecord[], now: number): string {
  const used = ({ LastUsedAt }: BuildCacheRecord): string =>
    LastUsedAt === null ? '' : `${humanDuration(now - secondsOf(LastUsedAt))} ago`;
  const rows = records.map(record => [
    record.ID,
    String(!record.InUse),
    `${humanSize(record.Size)}${record.Shared ? '*' : ''}`,
    used(record),
  ]);
  return tabulate([['ID', 'RECLAIMABLE', 'SIZE', 'LAST ACCESSED'], ...rows].map(row => `${row.join('\t')}\n`).join(''), {
    minWidth: 10,
    padding: 3,
  });
}

function verbose(record: BuildCacheRecord, now: number): string {
  const since = (text: string): string => `${humanDuration(now - secondsOf(text))} ago`;
  const lines: [string, string][] = [
    ['ID', record.ID],
    ...(record.Parents?.length ? ([['Parents', record.Parents.join(', ')]] as [string, string][]) : []),
    ['Created at', record.CreatedAt],
    ['Mutable', 'false'],
    ['Reclaimable', String(!record.InUse)],
    ['Shared', String(record.Shared)],
    ['Size', humanSize(record.Size)],
    ...(record.Description ? ([['Description', record.Description]] as [string, string][]) : []),
    ['Usage count', String(record.UsageCount)],
    ...(record.LastUsedAt ? ([['Last used', since(record.LastUsedAt)]] as [string, string][]) : []),
    ['Type', record.Type],
  ];
  return `${lines.map(([name, value]) => `${name}:\t${value}\n`).join('')}\n`;
}
