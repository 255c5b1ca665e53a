// RUN --mount: files of other stages, cache folders, memory, and secrets for the time of one command. As buildkit's instructions.Mount.

import type { Sys } from '../../../abi/sys.ts';
import { writeFile } from '../../../userland/lib/io.ts';
import type { OciMount } from '../../api/oci.ts';
import type { Engine } from '../engine.ts';
import { mkdirAll } from '../files.ts';
import { randomHex } from '../ids.ts';
import { type Instruction, parseError } from './dockerfile.ts';
import type { Stage } from './stages.ts';

/** What of a running build the mounts need. */
export interface MountSources {
  readonly sys: Sys;
  readonly engine: Engine;
  contextFolder(): Promise<string>;
  sourceOf(stage: Stage, from: string): Promise<{ root: string; key: string }>;
}

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];

/** Mounts that an instruction's flags ask for. Throws DockerfileError. */
export async function runMounts(
  sources: MountSources,
  stage: Stage,
  instruction: Instruction,
  secrets: ReadonlyMap<string, Uint8Array>,
): Promise<OciMount[]> {
  const mounts: OciMount[] = [];
  for (const flag of instruction.flags) {
    if (!flag.startsWith('--mount=')) continue;
    const options = new Map(
      flag
        .slice('--mount='.length)
        .split(',')
        .map(word => word.split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    const type = options.get('type') ?? 'bind';
    if (!TYPES.includes(type)) throw parseError(instruction.startLine, `unsupported mount type "${type}"`);
    if (type === 'ssh') throw parseError(instruction.startLine, 'RUN --mount=type=ssh is not simulated here');
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination') ?? '';
    const mount = await mountOf(sources, stage, instruction, { type, target, options, secrets });
    if (mount) mounts.push(mount);
  }
  return mounts;
}

interface Asked {
  type: string;
  target: string;
  options: ReadonlyMap<string, string | undefined>;
  secrets: ReadonlyMap<string, Uint8Array>;
}

async function mountOf(sources: MountSources, stage: Stage, instruction: Instruction, asked: Asked): Promise<OciMount | undefined> {
  const { sys } = sources;
  const { type, target, options } = asked;
  const readonly = (options.has('ro') || options.has('readonly') || (type === 'bind' && !options.has('rw'))) && !options.has('rw');
  if (type === 'tmpfs') {
    const size = options.get('size');
    return {
      destination: target,
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'noexec', 'nodev', ...(size ? [`size=${size}`] : [])],
    };
  }
  if (type === 'secret') return secret(sources, instruction, asked);
  const flags = ['rbind', ...(readonly ? ['ro'] : []), 'rprivate'];
  if (type === 'cache') {
    const id = options.get('id') ?? target;
    let folder = sources.engine.buildCache.mounts.get(id);
    if (folder === undefined) {
      folder = `/var/lib/docker/buildkit/cache/${await randomHex(sys, 12)}`;
      await mkdirAll(sys, folder);
      sources.engine.buildCache.mounts.set(id, folder);
    }
    return { destination: target, type: 'bind', source: folder, options: flags };
  }
  const from = options.get('from');
  const root = from === undefined ? await sources.contextFolder() : (await sources.sourceOf(stage, from)).root;
  const inside = options.get('source') ?? options.get('src') ?? '';
  return {
    destination: target,
    type: 'bind',
    source: inside === '' || inside === '/' ? root : `${root}/${inside.replace(/^\.?\//, '')}`,
    options: flags,
  };
}

async function secret({ sys }: MountSources, instruction: Instruction, { target, options, secrets }: Asked): Promise<OciMount | undefined> {
  const id = options.get('id') ?? target.split('/').pop() ?? '';
  const bytes = secrets.get(id);
  if (!bytes) {
    if (options.get('required') === 'true' || (options.has('required') && options.get('required') === undefined)) {
      throw parseError(instruction.startLine, `secret ${id}: not found`);
    }
    return undefined;
  }
  const file = `/run/docker/secret-${await randomHex(sys, 8)}`;
  await writeFile(sys, file, bytes, Number.parseInt(options.get('mode') ?? '0400', 8));
  return { destination: target === '' ? `/run/secrets/${id}` : target, type: 'bind', source: file, options: ['rbind', 'ro', 'rprivate'] };
}
