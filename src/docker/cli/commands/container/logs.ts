// docker logs: what a container printed. docker-cli 28.5.2.

import { STDERR, STDOUT, writeAll } from '../../../../userland/lib/io.ts';
import type { ContainerInspect } from '../../../api/container.ts';
import { Demultiplexer } from '../../../client/streams.ts';
import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';
import { timestamp } from '../../lib/since.ts';

export const command = defineCommand({
  args: [1, 1],
  async run(cli, flags, [name = '']) {
    const client = await cli.client();
    const { Config, Id } = await client.json<ContainerInspect>('GET', `/containers/${name}/json`);
    const now = await cli.now();
    const when = (flag: string): string | undefined => {
      const text = flags.string(flag);
      try {
        return text === '' ? undefined : timestamp(text, now);
      } catch (error) {
        throw new Error(`invalid value for "${flag}": ${wordsOf(error)}`);
      }
    };
    const reply = await client.call('GET', `/containers/${Id}/logs`, {
      query: {
        details: flags.bool('details') ? 1 : undefined,
        follow: flags.bool('follow') ? 1 : undefined,
        since: when('since'),
        stderr: 1,
        stdout: 1,
        tail: flags.string('tail'),
        timestamps: flags.bool('timestamps') ? 1 : undefined,
        until: when('until'),
      },
    });
    const frames = new Demultiplexer();
    for await (const part of reply.parts()) {
      if (Config.Tty) {
        await writeAll(cli.sys, STDOUT, part);
        continue;
      }
      for (const { stream, data } of frames.push(part)) {
        if (stream === 3) throw new Error(`error from daemon in stream: ${new TextDecoder().decode(data)}`);
        await writeAll(cli.sys, stream === 2 ? STDERR : STDOUT, data);
      }
    }
  },
});
