// docker attach: a running container's streams on the caller's own. docker-cli 28.5.2.

import type { ContainerInspect } from '../../../api/container.ts';
import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { parseDetachKeys } from '../../run/detach-keys.ts';
import { streamContainer } from '../../run/stream.ts';

export const command = defineCommand({
  args: [1, 1],
  async run(cli, flags, [name = '']) {
    const client = await cli.client();
    const { Config, State, Id } = await client.json<ContainerInspect>('GET', `/containers/${name}/json`);
    if (!State.Running) throw new Error('You cannot attach to a stopped container, start it first');
    if (State.Paused) throw new Error('You cannot attach to a paused container, unpause it first');
    if (State.Restarting) throw new Error('You cannot attach to a restarting container, wait until it is running');
    const stdin = !flags.bool('no-stdin') && Config.OpenStdin;
    if (stdin && Config.Tty && !(await cli.stdinIsTerminal())) throw new StatusError(1, 'the input device is not a TTY');
    const keys = flags.string('detach-keys') || ((await cli.configFile()).detachKeys ?? '');
    const wait = await (await cli.fresh()).call('POST', `/containers/${name}/wait`, { query: { condition: '' } });
    const query = { ...(keys === '' ? {} : { detachKeys: keys }), stderr: 1, stdin: stdin ? 1 : undefined, stdout: 1, stream: 1 };
    const hijacked = await client.hijack('POST', `/containers/${name}/attach`, { query });
    const ended = await streamContainer(cli, hijacked, {
      id: Id,
      stdin,
      tty: Config.Tty,
      signals: flags.bool('sig-proxy') && !Config.Tty,
      detachKeys: Config.Tty ? parseDetachKeys(keys) : undefined,
      resize: Config.Tty ? `/containers/${name}/resize` : undefined,
    });
    if (ended === 'detached') throw new StatusError(1, 'read escape sequence');
    const { StatusCode, Error: failure } = JSON.parse(await wait.text()) as { StatusCode: number; Error?: { Message: string } };
    if (failure) throw new Error(failure.Message);
    return StatusCode;
  },
});
