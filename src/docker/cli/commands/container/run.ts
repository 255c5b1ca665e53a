// docker run: creates a container, starts it and stays with it. docker-cli 28.5.2.

import type { Flags } from '../../../../userland/lib/cobra.ts';
import type { WaitResponse } from '../../../api/container.ts';
import type { Hijacked, Reply } from '../../../client/connection.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { wordsOf } from '../../lib/each.ts';
import { createContainer } from '../../run/create.ts';
import { parseDetachKeys } from '../../run/detach-keys.ts';
import { HIDDEN, SYNONYMS } from '../../run/hidden-flags.ts';
import { type ContainerRequest, requestOf } from '../../run/options.ts';
import { streamContainer } from '../../run/stream.ts';
import { windowSize } from '../../run/terminal.ts';
import { VALIDATORS } from '../../run/validators.ts';

const withHelp = (words: string): string => `docker: ${words}\n\nRun 'docker run --help' for more information`;

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  interspersed: false,
  hidden: HIDDEN,
  synonyms: SYNONYMS,
  validators: VALIDATORS,
  async run(cli, flags, args) {
    let request: ContainerRequest;
    try {
      request = await requestOf(cli, flags, args);
    } catch (error) {
      throw new StatusError(125, withHelp(wordsOf(error)));
    }
    await adjust(cli, flags, request);
    let id: string;
    try {
      id = await createContainer(cli, flags, request);
    } catch (error) {
      throw startError(wordsOf(error));
    }
    return attachAndStart(cli, flags, request, id);
  },
});

/** Detached, a container has no streams of the client's; attached, a terminal must be one. */
async function adjust(cli: Cli, flags: Flags, { config, hostConfig, body }: ContainerRequest): Promise<void> {
  if (flags.bool('detach')) {
    if (flags.has('attach')) throw new StatusError(1, 'conflicting options: cannot specify both --attach and --detach');
    Object.assign(config, { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false });
  } else if (config.Tty && config.AttachStdin && !(await cli.stdinIsTerminal())) {
    throw new StatusError(1, 'the input device is not a TTY');
  }
  const size = config.Tty ? await windowSize(cli.sys, 1) : undefined;
  if (size) hostConfig.ConsoleSize = [size.rows, size.columns];
  Object.assign(body, config);
}

async function attachAndStart(cli: Cli, flags: Flags, { config }: ContainerRequest, id: string): Promise<number> {
  const client = await cli.client();
  const attached = Boolean(config.AttachStdin || config.AttachStdout || config.AttachStderr);
  if (!config.AttachStdout && !config.AttachStderr) await cli.out(`${id}\n`);
  const keys = flags.string('detach-keys') || ((await cli.configFile()).detachKeys ?? '');
  let hijacked: Hijacked | undefined;
  let wait: Reply | undefined;
  if (attached) {
    const on = (stream: boolean | undefined): 1 | undefined => (stream ? 1 : undefined);
    hijacked = await client.hijack('POST', `/containers/${id}/attach`, {
      query: {
        detachKeys: keys || undefined,
        stderr: on(config.AttachStderr),
        stdin: on(config.AttachStdin),
        stdout: on(config.AttachStdout),
        stream: 1,
      },
    });
    const condition = flags.bool('rm') ? 'removed' : 'next-exit';
    wait = await (await cli.fresh()).call('POST', `/containers/${id}/wait`, { query: { condition } });
  }
  try {
    await client.done('POST', `/containers/${id}/start`);
  } catch (error) {
    throw startError(wordsOf(error));
  }
  if (!hijacked || !wait) return 0;
  const tty = config.Tty ?? false;
  const ended = await streamContainer(cli, hijacked, {
    id,
    stdin: config.AttachStdin ?? false,
    tty,
    signals: flags.bool('sig-proxy') && !tty,
    detachKeys: tty ? parseDetachKeys(keys) : undefined,
    resize: tty && (await cli.stdoutIsTerminal()) ? `/containers/${id}/resize` : undefined,
  });
  if (ended === 'detached') return 0;
  return exitStatus(cli, wait);
}

/** What the wait tells. A container that did not even start has 125. */
export async function exitStatus(cli: Cli, wait: Reply): Promise<number> {
  const { StatusCode, Error: failure } = JSON.parse(await wait.text()) as WaitResponse;
  if (!failure) return StatusCode;
  await cli.err(`Error waiting for container: ${failure.Message}\n`);
  return 125;
}

/** 127 where the command is not there, 126 where it cannot be run, else 125. */
function startError(words: string): StatusError {
  const status = /executable file not found|no such file or directory|system cannot find the file specified/.test(words)
    ? 127
    : /permission denied|is a directory/.test(words)
      ? 126
      : 125;
  return new StatusError(status, withHelp(words));
}
