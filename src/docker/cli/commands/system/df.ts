// docker system df: what takes how much of the disk. docker-cli 28.5.2.

import { humanDuration, humanSize, shortSize } from '../../../../userland/lib/units.ts';
import type { BuildCacheRecord, DiskUsage } from '../../../api/system.ts';
import { defineCommand } from '../../command.ts';
import { formatRows, printRows, type Shape, shortId } from '../../format/formatter.ts';
import { secondsOf } from '../../lib/since.ts';
import { containerShape } from '../container/ls.ts';
import { imageShape, rowsOf } from '../image/ls.ts';
import { volumeShape } from '../volume/ls.ts';

interface Row {
  type: string;
  total: number;
  active: number;
  size: string;
  reclaimable: string;
}

const TABLE = 'table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}';

const shape: Shape<Row> = {
  goName: '*formatter.diskUsageImagesContext',
  columns: {
    Type: ['TYPE', row => row.type],
    TotalCount: ['TOTAL', row => String(row.total)],
    Active: ['ACTIVE', row => String(row.active)],
    Size: ['SIZE', row => row.size],
    Reclaimable: ['RECLAIMABLE', row => row.reclaimable],
  },
};

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const usage = await (await cli.client()).json<DiskUsage>('GET', '/system/df');
    const format = flags.string('format');
    if (flags.bool('verbose')) {
      if (format !== '' && format !== 'table')
        throw new Error('docker system df: options --verbose and --format together are not simulated here');
      await cli.out(verbose(usage, await cli.now()));
      return;
    }
    await printRows(cli, shape, summary(usage), format, TABLE);
  },
});

const percent = (part: number, whole: number): string =>
  whole > 0 ? `${humanSize(part)} (${Math.trunc((part * 100) / whole)}%)` : humanSize(part);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function summary(usage: DiskUsage): Row[] {
  const images = usage.Images ?? [];
  const containers = usage.Containers ?? [];
  const volumes = usage.Volumes ?? [];
  const cache = usage.BuildCache ?? [];
  const used = sum(images.filter(image => image.Containers !== 0 && image.SharedSize !== -1).map(image => image.Size - image.SharedSize));
  const live = containers.filter(({ State }) => /running|paused|restarting/.test(State));
  const written = sum(containers.map(({ SizeRw = 0 }) => SizeRw));
  const idle = written - sum(live.map(({ SizeRw = 0 }) => SizeRw));
  const sized = volumes.filter(({ UsageData }) => UsageData && UsageData.Size !== -1);
  const volumeBytes = sum(sized.map(({ UsageData }) => UsageData!.Size));
  const spare = sum(sized.filter(({ UsageData }) => UsageData!.RefCount === 0).map(({ UsageData }) => UsageData!.Size));
  const cached = sum(cache.filter(record => !record.Shared).map(({ Size }) => Size));
  const busy = sum(cache.filter(record => record.InUse && !record.Shared).map(({ Size }) => Size));
  return [
    {
      type: 'Images',
      total: images.length,
      active: images.filter(image => image.Containers > 0).length,
      size: humanSize(usage.LayersSize),
      reclaimable: percent(usage.LayersSize - used, usage.LayersSize),
    },
    { type: 'Containers', total: containers.length, active: live.length, size: humanSize(written), reclaimable: percent(idle, written) },
    {
      type: 'Local Volumes',
      total: volumes.length,
      active: volumes.filter(({ UsageData }) => (UsageData?.RefCount ?? 0) > 0).length,
      size: humanSize(volumeBytes),
      reclaimable: percent(spare, volumeBytes),
    },
    {
      type: 'Build Cache',
      total: cache.length,
      active: cache.filter(({ InUse }) => InUse).length,
      size: humanSize(cached),
      reclaimable: humanSize(cached - busy),
    },
  ];
}

function cacheShape(now: number): Shape<BuildCacheRecord> {
  const ago = (text: string | null): string => (text === null ? '' : `${humanDuration(now - secondsOf(text))} ago`);
  return {
    goName: '*formatter.buildCacheContext',
    columns: {
      ID: ['CACHE ID', row => `${shortId(row.ID)}${row.InUse ? '*' : ''}`],
      Parent: ['PARENT', row => (row.Parents ?? []).join(', ')],
      CacheType: ['CACHE TYPE', row => row.Type],
      Size: ['SIZE', row => shortSize(row.Size)],
      CreatedSince: ['CREATED', row => ago(row.CreatedAt)],
      LastUsedSince: ['LAST USED', row => ago(row.LastUsedAt)],
      UsageCount: ['USAGE', row => String(row.UsageCount)],
      InUse: ['IN USE', row => String(row.InUse)],
      Shared: ['SHARED', row => String(row.Shared)],
    },
  };
}

function verbose(usage: DiskUsage, now: number): string {
  const images = (usage.Images ?? []).flatMap(image => rowsOf(image, false));
  const cache = usage.BuildCache ?? [];
  const cached = sum(cache.filter(record => !record.Shared).map(({ Size }) => Size));
  const IMAGES =
    'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}';
  const CONTAINERS = 'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}';
  const CACHE = 'table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}';
  return [
    `Images space usage:\n\n${formatRows(imageShape(true, now), images, IMAGES)}`,
    `Containers space usage:\n\n${formatRows(
      containerShape(true, now),
      (usage.Containers ?? []).map(row => ({ ...row, SizeRootFs: 0 })),
      CONTAINERS,
    )}`,
    `Local Volumes space usage:\n\n${formatRows(volumeShape, usage.Volumes ?? [], 'table {{.Name}}\t{{.Links}}\t{{.Size}}')}`,
    `Build cache usage: ${humanSize(cached)}\n\n${formatRows(cacheShape(now), cache, CACHE)}`,
  ].join('\n');
}
