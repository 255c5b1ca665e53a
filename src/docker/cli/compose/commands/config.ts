// docker compose config: the project in its canonical form, or parts of it. docker-compose 2.40.3.

import { writeFile } from '../../../../userland/lib/io.ts';
import { tabulate } from '../../../../userland/lib/tabwriter.ts';
import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { imageName } from '../engine/images.ts';
import { configHash } from '../engine/labels.ts';
import { inOrder, selectServices } from '../file/checks.ts';
import type { Use } from '../file/interpolate.ts';
import type { Project } from '../file/model.ts';
import { projectJson, projectTree, toYaml, usedResources } from '../file/print.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  hidden: '      --no-trunc   Unused',
  async run(cli, flags, names) {
    const context = new Context(cli);
    const uses: Use[] = [];
    const hash = flags.string('hash');
    const profiles = flags.bool('profiles') ? ['*'] : [];
    const project = await context.project({ interpolates: !flags.bool('no-interpolate') || names.length > 0, uses, profiles });
    if (flags.bool('quiet')) return;
    const lines = (items: readonly string[]): Promise<void> => cli.out(items.map(item => `${item}\n`).join(''));
    if (flags.bool('services')) return lines(inOrder(project));
    if (flags.bool('volumes')) return lines(Object.keys(usedResources(project, 'volumes')));
    if (flags.bool('networks')) return lines(Object.keys(usedResources(project, 'networks')));
    if (flags.bool('images')) return lines(selectServices(project, names).map(name => imageName(project, project.services[name]!)));
    if (flags.bool('profiles'))
      return lines([...new Set(Object.values(project.services).flatMap(service => service.profiles ?? []))].sort());
    if (flags.bool('environment'))
      return lines(
        Object.entries(project.environment)
          .map(([name, value]) => `${name}=${value}`)
          .sort(),
      );
    if (flags.bool('variables')) return cli.out(variables(uses));
    if (hash !== '') {
      const wanted = hash === '*' ? Object.keys(project.services) : selectServices(project, hash.split(','), { deps: false });
      return lines(wanted.map(name => `${name} ${configHash(project.services[name]!)}`));
    }
    if (names.length > 0) keepOnly(project, selectServices(project, names));
    const format = flags.string('format') || 'yaml';
    if (format !== 'yaml' && format !== 'json') throw new Error(`unsupported format ${JSON.stringify(format)}`);
    const text = format === 'json' ? `${projectJson(project)}\n` : `${toYaml(projectTree(project), !flags.bool('no-interpolate'))}\n`;
    if (flags.string('output') !== '') await writeFile(cli.sys, flags.string('output'), text, 0o666);
    else await cli.out(text);
  },
});

function keepOnly(project: Project, names: readonly string[]): void {
  for (const name of Object.keys(project.services)) if (!names.includes(name)) delete project.services[name];
}

function variables(uses: readonly Use[]): string {
  const byName = new Map(uses.map(use => [use.name, use]));
  const rows = [...byName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(use => [use.name, String(use.required), use.fallback, use.alternate]);
  return tabulate([['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'], ...rows].map(row => `${row.join('\t')}\n`).join(''), {
    minWidth: 20,
    padding: 3,
  });
}
