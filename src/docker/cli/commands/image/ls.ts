// docker images: images as a list. docker-cli 28.5.2.

import { humanDuration, humanSize, shortSize } from '../../../../userland/lib/units.ts';
import type { ImageSummary } from '../../../api/image.ts';
import { filtersOf } from '../../../client/filters.ts';
import { defineCommand } from '../../command.ts';
import { printRows, type Shape, shortId } from '../../format/formatter.ts';
import { localTime } from '../../format/words.ts';

const TABLE = 'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}';
const DIGESTS = TABLE.replace('{{.Tag}}', '{{.Tag}}\t{{.Digest}}');

/** One name of an image: a line of the list. */
export interface ImageRow {
  image: ImageSummary;
  repository: string;
  tag: string;
  digest: string;
}

export const command = defineCommand({
  args: [0, 1],
  async run(cli, flags, [match]) {
    if (flags.bool('tree')) throw new Error('docker images: option --tree is not simulated here');
    const images = await (await cli.client()).json<ImageSummary[]>('GET', '/images/json', {
      query: {
        all: flags.bool('all') ? 1 : undefined,
        filters: filtersOf(flags.list('filter'), match === undefined ? {} : { reference: [match] }),
      },
    });
    const quiet = flags.bool('quiet') && flags.string('format') === '';
    const format = quiet ? '{{.ID}}' : flags.string('format') || ((await cli.configFile()).imagesFormat ?? '');
    const digests = flags.bool('digests');
    const rows = images.flatMap(image => rowsOf(image, digests || /\.Digest\b/.test(format)));
    const shape = imageShape(!flags.bool('no-trunc'), await cli.now());
    await printRows(cli, shape, rows, format, digests ? DIGESTS : TABLE);
  },
});

const lastColon = (text: string): [string, string] => {
  const at = text.lastIndexOf(':');
  return at > text.lastIndexOf('/') ? [text.slice(0, at), text.slice(at + 1)] : [text, '<none>'];
};

/** The lines of one image: one for each tag, or for each digest where it has no tag. */
export function rowsOf(image: ImageSummary, digests: boolean): ImageRow[] {
  const tags = (image.RepoTags ?? []).filter(tag => tag !== '<none>:<none>');
  const known = (image.RepoDigests ?? []).filter(digest => digest !== '<none>@<none>').map(text => text.split('@') as [string, string]);
  if (tags.length === 0 && known.length === 0) return [{ image, repository: '<none>', tag: '<none>', digest: '<none>' }];
  const rows: ImageRow[] = [];
  for (const tag of tags) {
    const [repository, name] = lastColon(tag);
    const own = known.filter(([of]) => of === repository);
    if (!digests || own.length === 0) rows.push({ image, repository, tag: name, digest: '<none>' });
    else rows.push(...own.map(([, digest]) => ({ image, repository, tag: name, digest })));
  }
  for (const [repository, digest] of known) {
    if (!tags.some(tag => lastColon(tag)[0] === repository)) rows.push({ image, repository, tag: '<none>', digest });
  }
  return rows;
}

const orNone = (value: number, text: string): string => (value === -1 ? 'N/A' : text);

/** The columns of images, ids cut short or whole. */
export function imageShape(trunc: boolean, now: number): Shape<ImageRow> {
  return {
    goName: '*formatter.imageContext',
    columns: {
      ID: ['IMAGE ID', ({ image }) => (trunc ? shortId(image.Id) : image.Id)],
      Repository: ['REPOSITORY', row => row.repository],
      Tag: ['TAG', row => row.tag],
      Digest: ['DIGEST', row => row.digest],
      CreatedSince: ['CREATED', ({ image }) => (image.Created <= 0 ? '' : `${humanDuration(now - image.Created)} ago`)],
      CreatedAt: ['CREATED AT', ({ image }) => localTime(image.Created)],
      Size: ['SIZE', ({ image }) => shortSize(image.Size)],
      VirtualSize: ['SIZE', ({ image }) => humanSize(image.Size)],
      Containers: ['CONTAINERS', ({ image }) => (image.Containers === -1 ? 'N/A' : String(image.Containers))],
      SharedSize: ['SHARED SIZE', ({ image }) => orNone(image.SharedSize, humanSize(image.SharedSize))],
      UniqueSize: ['UNIQUE SIZE', ({ image }) => orNone(image.SharedSize, humanSize(image.Size - image.SharedSize))],
    },
  };
}
