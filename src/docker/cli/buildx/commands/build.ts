// docker buildx build: sends the context to the daemon's BuildKit and shows how the build goes. docker-buildx 0.29.1.

import type { Flags } from '../../../../userland/lib/cobra.ts';
import { goJson } from '../../../../userland/lib/go-json.ts';
import { encode, writeFile } from '../../../../userland/lib/io.ts';
import { parseRamBytes } from '../../../../userland/lib/units.ts';
import { ApiError, ConnectionFailed } from '../../../client/errors.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { pairsOf } from '../../run/env-files.ts';
import { parseUlimit } from '../../run/resources.ts';
import { checkBuilder, reachDaemon } from '../builder.ts';
import { type BuildInput, readInput } from '../input.ts';
import { runBuild } from '../run-build.ts';
import { secretsOf } from '../secrets.ts';
import { checkTag } from '../tags.ts';

const MODES = ['auto', 'none', 'plain', 'quiet', 'rawjson', 'tty'];
const REFUSED = ['attest', 'cache-to', 'cgroup-parent', 'push', 'sbom', 'ssh', 'allow', 'annotation', 'ulimit', 'output'];

/** Says by name what is not simulated; throws in buildx's words for what is wrong. */
function checkFlags(flags: Flags): void {
  for (const name of REFUSED) {
    if (name === 'output' && flags.list(name).every(text => /^type=docker$/.test(text))) continue;
    if (flags.has(name) && flags.string(name) !== 'false') throw new Error(`docker buildx build: option --${name} is not simulated here`);
  }
  if (flags.has('call') && flags.string('call') !== 'build') throw new Error('docker buildx build: option --call is not simulated here');
  if (flags.bool('check')) throw new Error('docker buildx build: option --check is not simulated here');
  for (const tag of flags.list('tag')) {
    const wrong = checkTag(tag);
    if (wrong !== undefined) throw new Error(`invalid tag ${JSON.stringify(tag)}: ${wrong}`);
  }
}

export const command = defineCommand({
  args: [1, 1],
  hidden: `
      --compress                Compress the build context using gzip
      --cpu-period int          Limit the CPU CFS (Completely Fair Scheduler) period
      --cpu-quota int           Limit the CPU CFS (Completely Fair Scheduler) quota
  -c, --cpu-shares int          CPU shares (relative weight)
      --cpuset-cpus string      CPUs in which to allow execution (0-3, 0,1)
      --cpuset-mems string      MEMs in which to allow execution (0-3, 0,1)
      --force-rm                Always remove intermediate containers
      --isolation string        Container isolation technology
  -m, --memory bytes            Memory limit
      --memory-swap bytes       Swap limit equal to memory plus swap
      --rm                      Remove intermediate containers after a successful build (default true)
      --security-opt strings    Security options
      --squash                  Squash newly built layers into a single new layer`,
  validators: {
    ulimit: text => {
      try {
        parseUlimit(text);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  },
  async run(cli, flags, [path = '']) {
    const mode = flags.bool('quiet') ? 'quiet' : flags.has('progress') ? flags.string('progress') : (cli.env.BUILDKIT_PROGRESS ?? 'auto');
    if (!MODES.includes(mode)) throw new Error(`invalid progress mode ${mode}`);
    await checkBuilder(cli, flags.string('builder'));
    await reachDaemon(cli);
    try {
      checkFlags(flags);
      const input = await readInput(cli, flags, path);
      const id = await runBuild(cli, { tar: input.tar, query: await queryOf(cli, flags, input) }, mode);
      await writeResults(cli, flags, id);
    } catch (error) {
      if (error instanceof ConnectionFailed || !(error instanceof Error)) throw error;
      if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) throw error;
      throw new Error(`failed to build: ${error instanceof ApiError ? `failed to solve: ${error.detail}` : error.message}`);
    }
  },
});

async function queryOf(
  cli: Cli,
  flags: Flags,
  input: BuildInput,
): Promise<Record<string, string | number | readonly string[] | undefined>> {
  const args: Record<string, string> = {};
  for (const text of flags.list('build-arg')) {
    const at = text.indexOf('=');
    const value = at >= 0 ? text.slice(at + 1) : cli.env[text];
    if (value !== undefined) args[at >= 0 ? text.slice(0, at) : text] = value;
  }
  const json = (value: object): string | undefined => (Object.keys(value).length === 0 ? undefined : JSON.stringify(value));
  const filters = flags.list('no-cache-filter').flatMap(text => text.split(','));
  return {
    buildargs: json(args),
    contexts: json(pairsOf(flags.list('build-context'))),
    dockerfile: input.dockerfile,
    extrahosts: flags.list('add-host').length === 0 ? undefined : flags.list('add-host').join(','),
    labels: json(pairsOf(flags.list('label'))),
    networkmode: flags.string('network'),
    nocache: flags.bool('no-cache') ? 1 : undefined,
    nocachefilter: filters.length === 0 ? undefined : JSON.stringify(filters),
    platform: flags.list('platform').join(',') || undefined,
    pull: flags.bool('pull') ? 1 : undefined,
    secrets: json(await secretsOf(cli, flags.list('secret'))),
    shmsize: flags.has('shm-size') ? parseRamBytes(flags.string('shm-size')) : undefined,
    t: flags.list('tag'),
    target: flags.string('target') || undefined,
    version: '2',
  };
}

async function writeResults(cli: Cli, flags: Flags, id: string): Promise<void> {
  const [iidfile, metadata] = [flags.string('iidfile'), flags.string('metadata-file')];
  if (iidfile !== '') await writeFile(cli.sys, iidfile, id, 0o644);
  if (metadata === '') return;
  const names = flags
    .list('tag')
    .map(tag => checkTag.normal(tag))
    .join(',');
  const content = { 'containerimage.config.digest': id, 'containerimage.digest': id, ...(names === '' ? {} : { 'image.name': names }) };
  await writeFile(cli.sys, metadata, encode(goJson(content, { indent: '  ' })), 0o644);
}
