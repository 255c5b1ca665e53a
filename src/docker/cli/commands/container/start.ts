// docker start: starts containers; -a and -i stay with one. docker-cli 28.5.2.

import type { Flags } from '../../../../userland/lib/cobra.ts';
import type { ContainerInspect } from '../../../api/container.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';
import { parseDetachKeys } from '../../run/detach-keys.ts';
import { streamContainer } from '../../run/stream.ts';
import { exitStatus } from './run.ts';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  hidden:
    '      --checkpoint string       Restore from this checkpoint\n      --checkpoint-dir string   Use a custom checkpoint storage directory',
  async run(cli, flags, names) {
    if (flags.has('checkpoint') || flags.has('checkpoint-dir')) {
      throw new Error('"--checkpoint" is only supported on a Docker daemon with experimental features enabled');
    }
    if (flags.bool('attach') || flags.bool('interactive')) {
      if (names.length > 1) throw new Error('you cannot start and attach multiple containers at once');
      return startAttached(cli, flags, names[0]!);
    }
    const client = await cli.client();
    const failed: string[] = [];
    for (const name of names) {
      try {
        await client.done('POST', `/containers/${name}/start`);
        await cli.out(`${name}\n`);
      } catch (error) {
        await cli.err(`${wordsOf(error)}\n`);
        failed.push(name);
      }
    }
    if (failed.length > 0) throw new Error(`Error: failed to start containers: ${failed.join(', ')}`);
    return 0;
  },
});

async function startAttached(cli: Cli, flags: Flags, name: string): Promise<number> {
  const client = await cli.client();
  const container = await client.json<ContainerInspect>('GET', `/containers/${name}/json`);
  const { Tty: tty, OpenStdin } = container.Config;
  const stdin = flags.bool('interactive') && OpenStdin;
  const keys = flags.string('detach-keys') || ((await cli.configFile()).detachKeys ?? '');
  const query = { detachKeys: keys || undefined, stderr: 1, stdin: stdin ? 1 : undefined, stdout: 1, stream: 1 };
  const hijacked = await client.hijack('POST', `/containers/${container.Id}/attach`, { query });
  const condition = container.HostConfig.AutoRemove ? 'removed' : 'next-exit';
  const wait = await (await cli.fresh()).call('POST', `/containers/${container.Id}/wait`, { query: { condition } });
  await client.done('POST', `/containers/${container.Id}/start`);
  const ended = await streamContainer(cli, hijacked, {
    id: container.Id,
    stdin,
    tty,
    signals: !tty,
    detachKeys: tty ? parseDetachKeys(keys) : undefined,
    resize: tty && (await cli.stdoutIsTerminal()) ? `/containers/${container.Id}/resize` : undefined,
  });
  return ended === 'detached' ? 0 : exitStatus(cli, wait);
}
