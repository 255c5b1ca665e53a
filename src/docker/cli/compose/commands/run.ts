// docker compose run: a one-off container of a service. docker-compose 2.40.3.

import type { Flags } from '../../../../userland/lib/cobra.ts';
import { defineCommand } from '../../command.ts';
import { findCommand, runCommand } from '../../dispatch.ts';
import { GROUPS } from '../../tree.ts';
import { Context } from '../context.ts';
import { converge, createContainer, startServices } from '../engine/containers.ts';
import { ensureImages, imageName } from '../engine/images.ts';
import { LABEL } from '../engine/labels.ts';
import { ensureResources } from '../engine/resources.ts';
import { canonicalService } from '../file/canonical.ts';
import { selectServices } from '../file/checks.ts';
import type { Project, Service } from '../file/model.ts';
import { orphans } from './up.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  interspersed: false,
  hidden: '  -t, --tty         Allocate a pseudo-TTY (default true)',
  async run(cli, flags, args) {
    if (args.length < 1) throw new Error('requires at least 1 arg(s), only received 0');
    const [name = '', ...words] = args;
    const context = new Context(cli);
    const project = await context.project({ profiles: [] });
    if (!Object.hasOwn(project.services, name) && Object.hasOwn(project.disabled, name)) project.services[name] = project.disabled[name]!;
    const needed = selectServices(project, [name], { deps: !flags.bool('no-deps') });
    const engine = await context.engine();
    const progress = await context.progress();
    await ensureImages(engine, project, needed, progress, {
      build: flags.bool('build'),
      pull: flags.string('pull'),
      quietPull: flags.bool('quiet-pull'),
    });
    await ensureResources(engine, project, progress);
    await orphans(context, engine, project, flags.bool('remove-orphans'));
    const dependencies = needed.filter(other => other !== name);
    await converge(engine, project, dependencies, progress, { recreate: 'diverged' });
    await startServices(engine, project, dependencies, progress);
    const service = await adjusted(cli.env.HOME ?? '/root', project, project.services[name]!, flags, words);
    const tty = !flags.bool('no-TTY') && flags.bool('tty');
    service.tty = tty && !flags.bool('detach');
    service.stdin_open = flags.bool('interactive') && !flags.bool('detach');
    const slug = [...(await cli.sys.getrandom(32))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    const container = flags.string('name') || `${project.name}-${name}-run-${slug.slice(0, 12)}`;
    const image = (await engine.image(imageName(project, service)))?.Id ?? '';
    const id = await createContainer(engine, project, service, container, {
      number: 1,
      image,
      oneoff: true,
      labels: { [LABEL.slug]: slug },
    });
    if (flags.bool('detach')) {
      await engine.client.done('POST', `/containers/${id}/start`);
      return cli.out(`${id}\n`);
    }
    const given = ['--attach', ...(service.stdin_open ? ['--interactive'] : []), id];
    const status = await runCommand(cli, (await findCommand(GROUPS.container!, 'container', 'start'))!, given);
    if (flags.bool('rm')) await engine.client.done('DELETE', `/containers/${id}`, { query: { force: 1, v: 1 } });
    return status;
  },
});

async function adjusted(home: string, project: Project, base: Service, flags: Flags, words: readonly string[]): Promise<Service> {
  const service: Service = { ...base, restart: 'no', healthcheck: base.healthcheck ?? {} };
  delete service.container_name;
  if (!base.healthcheck) delete service.healthcheck;
  if (words.length > 0) service.command = [...words];
  if (flags.has('entrypoint')) {
    service.entrypoint = canonicalService('', { entrypoint: flags.string('entrypoint') }, { folder: '/', home }).entrypoint ?? [];
    if (words.length === 0) service.command = [];
  }
  const own = canonicalService(
    '',
    { ports: flags.list('publish'), volumes: flags.list('volume'), environment: flags.list('env'), labels: flags.list('label') },
    { folder: project.workingDir, home },
  );
  service.ports = [...(flags.bool('service-ports') ? (base.ports ?? []) : []), ...(own.ports ?? [])];
  service.volumes = [...(base.volumes ?? []), ...(own.volumes ?? [])];
  const environment = Object.entries(own.environment ?? {}).map(
    ([key, value]) => [key, value ?? project.environment[key] ?? null] as const,
  );
  service.environment = { ...base.environment, ...Object.fromEntries(environment) };
  service.labels = { ...base.labels, ...own.labels };
  if (flags.string('user') !== '') service.user = flags.string('user');
  if (flags.string('workdir') !== '') service.working_dir = flags.string('workdir');
  if (flags.has('cap-add')) service.cap_add = [...((base.cap_add as string[] | undefined) ?? []), ...flags.list('cap-add')];
  if (flags.has('cap-drop')) service.cap_drop = [...((base.cap_drop as string[] | undefined) ?? []), ...flags.list('cap-drop')];
  return service;
}
