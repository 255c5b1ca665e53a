// docker build and docker builder with DOCKER_BUILDKIT=0: the builder before BuildKit, a container for every step. docker-cli 28.5.2.

import type { Cli } from '../cli.ts';
import type { Group } from '../command.ts';
import { findCommand, runCommand, runGroup } from '../dispatch.ts';

const NOTICE = `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable.

`;

const builder: Group = {
  pages: () => import('../help/legacy-builder.ts'),
  commands: {
    build: () => import('./legacy/build.ts'),
    prune: () => import('./legacy/prune.ts'),
  },
};

/** Runs `docker build …`, `docker image build …` or `docker builder …`: the words after "docker". */
export async function legacyBuild(cli: Cli, words: readonly string[]): Promise<number> {
  await cli.err(NOTICE);
  if (words[0] === 'builder') return runGroup(cli, builder, 'builder', words.slice(1));
  const called = words[0] === 'image' ? 'image build' : 'build';
  const found = (await findCommand(builder, 'builder', 'build', called))!;
  return runCommand(cli, found, words.slice(called.split(' ').length));
}
