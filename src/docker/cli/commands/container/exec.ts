// docker exec: a further command in a running container. docker-cli 28.5.2.

import type { ContainerInspect, ExecInspect } from '../../../api/container.ts';
import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { parseDetachKeys } from '../../run/detach-keys.ts';
import { environmentOf } from '../../run/env-files.ts';
import { streamContainer } from '../../run/stream.ts';
import { windowSize } from '../../run/terminal.ts';

export const command = defineCommand({
  args: [2, Number.POSITIVE_INFINITY],
  interspersed: false,
  async run(cli, flags, [name = '', ...words]) {
    const client = await cli.client();
    const detach = flags.bool('detach');
    const tty = flags.bool('tty');
    const stdin = flags.bool('interactive') && !detach;
    const keys = flags.string('detach-keys') || ((await cli.configFile()).detachKeys ?? '');
    const environment = await environmentOf(cli, flags.list('env-file'), flags.list('env'));
    await (await client.call('GET', `/containers/${name}/json`)).bytes();
    if (!detach && tty && stdin && !(await cli.stdinIsTerminal())) throw new StatusError(1, 'the input device is not a TTY');
    const size = tty ? await windowSize(cli.sys, 1) : undefined;
    const ConsoleSize = size && ([size.rows, size.columns] as [number, number]);
    const { Id } = await client.json<ContainerInspect>('POST', `/containers/${name}/exec`, {
      body: {
        User: flags.string('user'),
        Privileged: flags.bool('privileged'),
        Tty: tty,
        ConsoleSize,
        AttachStdin: stdin,
        AttachStderr: !detach,
        AttachStdout: !detach,
        DetachKeys: keys,
        Env: environment,
        WorkingDir: flags.string('workdir'),
        Cmd: words,
      },
    });
    if (Id === '') throw new Error('exec ID empty');
    if (detach) {
      await client.done('POST', `/exec/${Id}/start`, { body: { Detach: true, Tty: tty } });
      return 0;
    }
    const hijacked = await client.hijack('POST', `/exec/${Id}/start`, { body: { Detach: false, Tty: tty, ConsoleSize } });
    const ended = await streamContainer(cli, hijacked, {
      id: '',
      stdin,
      tty,
      signals: false,
      detachKeys: tty ? parseDetachKeys(keys) : undefined,
      resize: tty && (await cli.stdoutIsTerminal()) ? `/exec/${Id}/resize` : undefined,
    });
    if (ended === 'detached') throw new StatusError(1, 'read escape sequence');
    const { ExitCode } = await client.json<ExecInspect>('GET', `/exec/${Id}/json`);
    return ExitCode ?? 0;
  },
});
