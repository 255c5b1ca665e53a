// docker compose up: makes and starts all of a project, and stays with it unless detached. docker-compose 2.40.3.

import type { Flags } from '../../../../userland/lib/cobra.ts';
import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { Context } from '../context.ts';
import { converge, startServices, stopAndRemove, waitFor } from '../engine/containers.ts';
import { type Engine, nameOf, serviceOf } from '../engine/engine.ts';
import { followAttached } from '../engine/follow.ts';
import { ensureImages } from '../engine/images.ts';
import { ensureResources } from '../engine/resources.ts';
import { selectServices } from '../file/checks.ts';
import type { Project } from '../file/model.ts';
import { warning } from '../warning.ts';

/** "--scale web=3" put into the project. Throws in compose's words. */
export function applyScale(project: Project, given: readonly string[]): void {
  for (const text of given) {
    const [name = '', count] = text.split('=');
    if (count === undefined) throw new Error(`invalid --scale option ${JSON.stringify(text)}. Should be SERVICE=NUM`);
    if (!/^\d+$/.test(count)) throw new Error(`strconv.Atoi: parsing ${JSON.stringify(count)}: invalid syntax`);
    const service = project.services[name];
    if (!service) throw new Error(`no such service: ${name}: not found`);
    service.scale = Number(count);
  }
}

function check(flags: Flags): void {
  const aborts = flags.bool('abort-on-container-exit') || flags.bool('abort-on-container-failure');
  const attaches = flags.has('attach') || flags.bool('attach-dependencies') || flags.bool('watch');
  if (flags.bool('detach') && (aborts || attaches)) {
    throw new Error(
      '--detach cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch',
    );
  }
  if (flags.bool('build') && flags.bool('no-build')) throw new Error('--build and --no-build are incompatible');
  if (flags.bool('force-recreate') && flags.bool('no-recreate')) throw new Error('--force-recreate and --no-recreate are incompatible');
  if (flags.bool('watch')) throw new Error('docker compose up: option --watch is not simulated here');
}

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    check(flags);
    const context = new Context(cli);
    const project = await context.project();
    applyScale(project, flags.list('scale'));
    const wanted = selectServices(project, names, { deps: !flags.bool('no-deps') });
    if (wanted.length === 0) throw new Error('no service selected');
    const engine = await context.engine();
    const timeout = flags.has('timeout') ? flags.number('timeout') : undefined;
    await prepare(context, engine, project, wanted, flags, timeout);
    if (flags.bool('no-start')) return 0;
    const exitFrom = flags.string('exit-code-from');
    if (flags.bool('detach') || flags.bool('wait')) {
      await startServices(engine, project, wanted, await context.progress());
      if (flags.bool('wait')) await waitAll(context, engine, project, wanted);
      return 0;
    }
    const attached = wanted.filter(name => attaches(project, name, names, flags));
    const status = await followAttached(context, engine, project, {
      started: wanted,
      attached,
      abort: flags.bool('abort-on-container-exit') || exitFrom !== '',
      abortOnFailure: flags.bool('abort-on-container-failure'),
      exitFrom,
      timeout,
      timestamps: flags.bool('timestamps'),
      prefix: !flags.bool('no-log-prefix'),
      colour: !flags.bool('no-color'),
    });
    if (status !== 0) throw new StatusError(status);
    return 0;
  },
});

function attaches(project: Project, name: string, named: readonly string[], flags: Flags): boolean {
  if (flags.list('no-attach').includes(name) || project.services[name]!.attach === false) return false;
  if (flags.has('attach')) return flags.list('attach').includes(name);
  return named.length === 0 || named.includes(name) || flags.bool('attach-dependencies');
}

async function prepare(
  context: Context,
  engine: Engine,
  project: Project,
  wanted: readonly string[],
  flags: Flags,
  timeout: number | undefined,
): Promise<void> {
  const progress = await context.progress();
  await ensureImages(engine, project, wanted, progress, {
    build: flags.bool('build'),
    noBuild: flags.bool('no-build'),
    pull: flags.has('pull') ? flags.string('pull') : '',
    quietPull: flags.bool('quiet-pull'),
    quietBuild: flags.flag('quiet-build') !== undefined && flags.bool('quiet-build'),
  });
  await ensureResources(engine, project, progress);
  await orphans(context, engine, project, flags.bool('remove-orphans'));
  const recreate = flags.bool('force-recreate') ? 'force' : flags.bool('no-recreate') ? 'never' : 'diverged';
  await converge(engine, project, wanted, progress, {
    recreate,
    timeout,
    renewVolumes: flags.flag('renew-anon-volumes') !== undefined && flags.bool('renew-anon-volumes'),
  });
}

/** Containers of services that the files no longer have: told of, or removed. */
export async function orphans(context: Context, engine: Engine, project: Project, remove: boolean): Promise<void> {
  const all = await engine.containers(project.name, { oneoff: true });
  const left = all.filter(container => {
    const service = serviceOf(container);
    const running = container.State === 'running' && container.Labels['com.docker.compose.oneoff'] === 'True';
    return (!Object.hasOwn(project.services, service) && !Object.hasOwn(project.disabled, service)) || running;
  });
  if (left.length === 0) return;
  if (remove) {
    for (const container of left) await stopAndRemove(engine, container, await context.progress());
    return;
  }
  if (/^(1|true)$/i.test(project.environment.COMPOSE_IGNORE_ORPHANS ?? '')) return;
  await warning(
    context.cli,
    `Found orphan containers ([${left.map(nameOf).join(' ')}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.`,
  );
}

async function waitAll(context: Context, engine: Engine, project: Project, wanted: readonly string[]): Promise<void> {
  const progress = await context.progress();
  const all = (await engine.containers(project.name)).filter(container => wanted.includes(serviceOf(container)));
  for (const container of all) await progress.event(`Container ${nameOf(container)}`, 'Waiting');
  for (const container of all) await waitFor(engine, container, 'running_or_healthy', progress);
}

export { prepare };
