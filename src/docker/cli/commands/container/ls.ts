// docker ps: containers as a list. docker-cli 28.5.2.

import { humanDuration, shortSize } from '../../../../userland/lib/units.ts';
import type { ContainerSummary } from '../../../api/container.ts';
import { filtersOf } from '../../../client/filters.ts';
import { defineCommand } from '../../command.ts';
import { ellipsis, formatRows, printRows, type Shape, shortId } from '../../format/formatter.ts';
import { displayablePorts } from '../../format/ports.ts';
import { labelText, localTime } from '../../format/words.ts';

const TABLE = 'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const quiet = flags.bool('quiet');
    const given = quiet && flags.string('format') === '' ? '{{.ID}}' : flags.string('format');
    const format = given === '' ? ((await cli.configFile()).psFormat ?? '') : given;
    const size = flags.bool('size') || /\.Size\b|\{\{\s*json \.\s*\}\}/.test(format);
    const last = flags.bool('latest') && !flags.has('last') ? 1 : flags.number('last');
    // The format is tried on an empty container first: what it asks for decides what the daemon is asked for.
    if (format !== '') formatRows(containerShape(true, 0), [EMPTY], format);
    const rows = await (await cli.client()).json<ContainerSummary[]>('GET', '/containers/json', {
      query: {
        all: flags.bool('all') ? 1 : undefined,
        filters: filtersOf(flags.list('filter')),
        limit: last > 0 ? last : undefined,
        size: size ? 1 : undefined,
      },
    });
    const shape = containerShape(!flags.bool('no-trunc'), await cli.now());
    await printRows(cli, shape, rows, format, flags.bool('size') ? `${TABLE}\t{{.Size}}` : TABLE);
  },
});

const EMPTY: ContainerSummary = {
  Id: '',
  Names: [],
  Image: '',
  ImageID: '',
  Command: '',
  Created: 0,
  Ports: [],
  Labels: {},
  State: 'created',
  Status: '',
  HostConfig: { NetworkMode: '' },
  NetworkSettings: { Networks: {} },
  Mounts: [],
};

/** The columns of containers, cut short or whole. */
export function containerShape(trunc: boolean, now: number): Shape<ContainerSummary> {
  const cut = (text: string, most: number): string => (trunc ? ellipsis(text, most) : text);
  const mountNames = (row: ContainerSummary): string[] => row.Mounts.map(mount => cut(mount.Name || mount.Source, 15));
  return {
    goName: '*formatter.ContainerContext',
    columns: {
      ID: ['CONTAINER ID', row => (trunc ? shortId(row.Id) : row.Id)],
      Names: ['NAMES', row => names(row, trunc).join(',')],
      Image: ['IMAGE', row => imageName(row, trunc)],
      Command: ['COMMAND', row => JSON.stringify(cut(row.Command, 20))],
      CreatedAt: ['CREATED AT', row => localTime(row.Created)],
      RunningFor: ['CREATED', row => `${humanDuration(now - row.Created)} ago`],
      Platform: ['PLATFORM', () => null],
      Ports: ['PORTS', row => displayablePorts(row.Ports)],
      State: ['STATE', row => row.State],
      Status: ['STATUS', row => row.Status],
      Size: ['SIZE', sizeText],
      Labels: ['LABELS', row => labelText(row.Labels)],
      Mounts: ['MOUNTS', row => mountNames(row).join(',')],
      LocalVolumes: ['LOCAL VOLUMES', row => String(row.Mounts.filter(mount => mount.Driver === 'local').length)],
      Networks: ['NETWORKS', row => Object.keys(row.NetworkSettings?.Networks ?? {}).join(',')],
    },
    methods: { Label: (row, name) => row.Labels?.[name] ?? '' },
  };
}

/** The names without their slash; cut short, those that links made are left out. */
function names(row: ContainerSummary, trunc: boolean): string[] {
  const plain = row.Names.map(name => name.replace(/^\//, ''));
  return trunc ? plain.filter(name => !name.includes('/')) : plain;
}

function imageName({ Image, ImageID }: ContainerSummary, trunc: boolean): string {
  if (Image === '') return '<no image>';
  if (!trunc) return Image;
  if (shortId(ImageID) === shortId(Image)) return shortId(ImageID);
  return Image.replace(/@sha256:[0-9a-f]+$/, '');
}

function sizeText({ SizeRw = 0, SizeRootFs = 0 }: ContainerSummary): string {
  return SizeRootFs > 0 ? `${shortSize(SizeRw)} (virtual ${shortSize(SizeRootFs)})` : shortSize(SizeRw);
}
