// Making a container: its image pulled where it is missing, its id written to a file. As docker-cli 28.5.2's cli/command/container/create.go.

import { Errno } from '../../../abi/errno.ts';
import type { Flags } from '../../../userland/lib/cobra.ts';
import { STDERR, writeFile } from '../../../userland/lib/io.ts';
import type { CreateResponse } from '../../api/container.ts';
import { ApiError } from '../../client/errors.ts';
import type { Cli } from '../cli.ts';
import { showProgress } from '../lib/progress.ts';
import { familiarName, familiarTagged, parseReference, type Reference } from '../lib/reference.ts';
import type { ContainerRequest } from './options.ts';
import { windowSize } from './terminal.ts';

/** Creates the container that was asked for and gives its id. Warnings go to standard error. */
export async function createContainer(cli: Cli, flags: Flags, request: ContainerRequest): Promise<string> {
  const cidfile = flags.string('cidfile');
  if (cidfile !== '' && (await exists(cli, cidfile))) {
    throw new Error(`container ID file found, make sure the other container isn't running or delete ${cidfile}`);
  }
  if (cidfile !== '') await makeIdFile(cli, cidfile);
  const policy = flags.string('pull') || 'missing';
  if (!['always', 'missing', 'never'].includes(policy)) {
    throw new Error(`invalid pull option: '${policy}': must be one of "always", "missing" or "never"`);
  }
  const image = request.config.Image ?? '';
  const reference = /^[0-9a-f]{64}$/.test(image) ? undefined : parseReference(image);
  const platform = flags.string('platform');
  if (platform !== '') checkPlatform(platform);
  const pull = (): Promise<void> => pullImage(cli, reference!, platform, flags.bool('quiet'));
  if (policy === 'always' && reference) await pull();
  const create = async (): Promise<CreateResponse> =>
    (await cli.client()).json<CreateResponse>('POST', '/containers/create', {
      query: { name: flags.string('name') || undefined, platform: platform || undefined },
      body: request.body,
    });
  let answer: CreateResponse;
  try {
    answer = await create();
  } catch (error) {
    if (cidfile !== '') await cli.sys.unlink(cidfile);
    const missing = error instanceof ApiError && error.status === 404 && error.detail.includes('No such image');
    if (!missing || !reference || policy !== 'missing') throw error;
    if (!flags.bool('quiet')) await cli.err(`Unable to find image '${familiarTagged(reference)}' locally\n`);
    await pull();
    answer = await create();
  }
  for (const warning of answer.Warnings ?? []) await cli.err(`WARNING: ${warning}\n`);
  if (cidfile !== '') await writeFile(cli.sys, cidfile, answer.Id, 0o644);
  return answer.Id;
}

async function makeIdFile(cli: Cli, path: string): Promise<void> {
  try {
    await writeFile(cli.sys, path, '', 0o644);
  } catch (error) {
    if (error instanceof Errno) throw new Error(`failed to create the container ID file: open ${path}: ${error.message.toLowerCase()}`);
    throw error;
  }
}

async function exists(cli: Cli, path: string): Promise<boolean> {
  try {
    await cli.sys.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}

/** A platform's name as containerd reads it. Throws in its words. */
export function checkPlatform(platform: string): void {
  const known = [
    'linux',
    'windows',
    'darwin',
    'freebsd',
    'amd64',
    'arm64',
    'arm',
    '386',
    'ppc64le',
    's390x',
    'riscv64',
    'x86_64',
    'aarch64',
    'armhf',
    'armel',
    'i386',
  ];
  const [os = '', ...rest] = platform.split('/');
  if (rest.length > 2)
    throw new Error(`error parsing specified platform: ${JSON.stringify(platform)}: cannot parse platform specifier: invalid argument`);
  if (!/^[A-Za-z0-9_.-]+$/.test(os)) {
    throw new Error(
      `error parsing specified platform: ${JSON.stringify(platform)} is an invalid component of ${JSON.stringify(platform)}: platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument`,
    );
  }
  if (rest.length === 0 && !known.includes(os.toLowerCase())) {
    throw new Error(
      `error parsing specified platform: ${JSON.stringify(platform)}: unknown operating system or architecture: invalid argument`,
    );
  }
}

/** Pulls an image, showing how it goes on standard error. */
async function pullImage(cli: Cli, reference: Reference, platform: string, quiet: boolean): Promise<void> {
  const client = await cli.client();
  const { registryAuth } = await import('../lib/registry-auth.ts');
  const reply = await client.call('POST', '/images/create', {
    query: { fromImage: familiarName(reference), platform: platform || undefined, tag: reference.digest ?? reference.tag ?? 'latest' },
    headers: await registryAuth(cli, reference.domain),
  });
  const terminal = await cli.isTerminal(STDERR);
  const columns = (await windowSize(cli.sys, STDERR))?.columns ?? 80;
  await showProgress(reply, quiet ? async () => {} : text => cli.err(text), { terminal, columns });
}
