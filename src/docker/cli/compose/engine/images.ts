// The images of services: built where there is a build, pulled where they are missing. As docker-compose 2.40.3's pkg/compose/{build,pull}.go.

import { readFile } from '../../../../userland/lib/io.ts';
import { readTar, TarWriter } from '../../../../userland/lib/tar.ts';
import { runBuild } from '../../buildx/run-build.ts';
import { contextTar } from '../../lib/build-context.ts';
import { wordsOf } from '../../lib/each.ts';
import { showProgress } from '../../lib/progress.ts';
import { familiarName, parseReference } from '../../lib/reference.ts';
import { registryAuth } from '../../lib/registry-auth.ts';
import type { Build, Project, Service } from '../file/model.ts';
import { ComposeError } from '../file/yaml.ts';
import type { Engine } from './engine.ts';
import type { Progress } from './progress.ts';

/** The name of a service's image. */
export const imageName = (project: Project, service: Service): string => service.image ?? `${project.name}-${service.name}`;

export interface ImageHow {
  build?: boolean;
  noBuild?: boolean;
  pull?: string;
  quietPull?: boolean;
  quietBuild?: boolean;
  noCache?: boolean;
  args?: readonly string[];
}

/** Sees to it that each service's image is there. */
export async function ensureImages(
  engine: Engine,
  project: Project,
  names: readonly string[],
  progress: Progress,
  how: ImageHow = {},
): Promise<void> {
  for (const name of names) {
    const service = project.services[name]!;
    const image = imageName(project, service);
    const policy = how.pull && how.pull !== 'policy' ? how.pull : (service.pull_policy ?? '');
    const present = (await engine.image(image)) !== undefined;
    if (service.build) {
      if (how.build || policy === 'build' || (!present && !how.noBuild)) await buildService(engine, project, service, progress, how);
      continue;
    }
    if (policy === 'never' || (present && policy !== 'always')) continue;
    await pullService(engine, project, service, progress, how.quietPull ?? false);
  }
}

/** Pulls one service's image. Throws what the registry says. */
export async function pullService(engine: Engine, project: Project, service: Service, progress: Progress, quiet: boolean): Promise<void> {
  const reference = parseReference(imageName(project, service));
  if (!quiet) await progress.text(service.name, 'Pulling');
  try {
    const reply = await engine.client.call('POST', '/images/create', {
      query: {
        fromImage: familiarName(reference),
        platform: (service.platform as string | undefined) ?? undefined,
        tag: reference.digest ?? reference.tag ?? 'latest',
      },
      headers: await registryAuth(engine.cli, reference.domain),
    });
    await showProgress(reply, async () => {}, { terminal: false });
    if (!quiet) await progress.text(service.name, 'Pulled');
  } catch (error) {
    await progress.text(service.name, 'Error', wordsOf(error).replace(/^Error response from daemon: /, ''));
    throw error;
  }
}

/** Builds one service's image. */
export async function buildService(
  engine: Engine,
  project: Project,
  service: Service,
  progress: Progress,
  how: ImageHow = {},
): Promise<string> {
  const build = service.build!;
  const context = build.context ?? '.';
  if (/^(https?:|git@|git:|ssh:|github\.com)/.test(context))
    throw new ComposeError('unable to prepare context: contexts of a URL are not simulated here');
  const { tar, dockerfile } = await contextOf(engine, build, context);
  const args: Record<string, string> = {};
  for (const [name, value] of Object.entries(build.args ?? {}))
    if ((value ?? project.environment[name]) !== undefined) args[name] = value ?? project.environment[name]!;
  for (const text of how.args ?? [])
    args[text.split('=', 1)[0]!] = text.includes('=') ? text.slice(text.indexOf('=') + 1) : (project.environment[text] ?? '');
  const id = await runBuild(
    engine.cli,
    {
      tar,
      query: {
        buildargs: Object.keys(args).length === 0 ? undefined : JSON.stringify(args),
        dockerfile,
        extrahosts: build.extra_hosts?.map(host => host.replace('=', ':')).join(','),
        labels: build.labels ? JSON.stringify(build.labels) : undefined,
        networkmode: build.network,
        nocache: build.no_cache || how.noCache ? 1 : undefined,
        pull: build.pull || how.pull === 'always' ? 1 : undefined,
        shmsize: build.shm_size,
        t: [imageName(project, service), ...(build.tags ?? [])],
        target: build.target,
        version: '2',
      },
    },
    how.quietBuild ? 'none' : 'auto',
  );
  await progress.event(imageName(project, service), 'Built');
  return id;
}

async function contextOf(engine: Engine, build: Build, context: string): Promise<{ tar: Uint8Array; dockerfile: string }> {
  const { sys } = engine.cli;
  const file = build.dockerfile ?? 'Dockerfile';
  const tar = await contextTar(sys, context, { keep: [file] });
  const inline = build.dockerfile_inline;
  if (inline === undefined && !file.startsWith('/')) return { tar, dockerfile: file };
  const dockerfile = inline === undefined ? file.split('/').at(-1)! : 'Dockerfile';
  const writer = new TarWriter();
  for (const entry of readTar(tar)) if (entry.name !== dockerfile) writer.add(entry, entry.data);
  const data = inline === undefined ? await readFile(sys, file) : new TextEncoder().encode(inline);
  writer.add({ name: dockerfile, kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 } }, data);
  return { tar: writer.finish(), dockerfile };
}
