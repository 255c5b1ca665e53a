// docker compose images: the images of a project's containers. docker-compose 2.40.3.

import { goJson } from '../../../../userland/lib/go-json.ts';
import { tabulate } from '../../../../userland/lib/tabwriter.ts';
import { humanDuration, shortSize } from '../../../../userland/lib/units.ts';
import { defineCommand } from '../../command.ts';
import { shortId } from '../../format/formatter.ts';
import { secondsOf } from '../../lib/since.ts';
import { Context } from '../context.ts';
import { nameOf } from '../engine/engine.ts';
import { selectServices } from '../file/checks.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const context = new Context(cli);
    const { name, project } = await context.projectOrName();
    if (project) selectServices(project, names, { deps: false });
    const engine = await context.engine();
    const now = await cli.now();
    const list: { ID: string; ContainerName: string; Repository: string; Tag: string; Platform: string; Size: number; Created: string }[] =
      [];
    for (const container of await engine.containers(name, { services: names })) {
      const image = await engine.image(container.ImageID);
      if (!image) continue;
      const [repository = '<none>', tag = '<none>'] = (image.RepoTags ?? [])[0]?.split(/:(?=[^/:]+$)/) ?? [];
      list.push({
        ID: image.Id,
        ContainerName: nameOf(container),
        Repository: repository,
        Tag: tag,
        Platform: `${image.Os}/${image.Architecture}`,
        Size: image.Size,
        Created: image.Created ?? '',
      });
    }
    if (flags.bool('quiet')) return cli.out([...new Set(list.map(({ ID }) => shortIdOf(ID)))].map(id => `${id}\n`).join(''));
    if (flags.string('format') === 'json') return cli.out(`${goJson(list)}\n`);
    const rows = list.map(row => [
      row.ContainerName,
      row.Repository,
      row.Tag,
      row.Platform,
      shortId(row.ID),
      shortSize(row.Size),
      `${humanDuration(now - secondsOf(row.Created))} ago`,
    ]);
    const lines = [['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'], ...rows];
    await cli.out(tabulate(lines.map(line => `${line.join('\t')}\n`).join(''), { minWidth: 20, padding: 3 }));
  },
});

const shortIdOf = (id: string): string => id.replace(/^sha256:/, '');
