// docker compose logs: what a project's containers printed. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';
import { timestamp } from '../../lib/since.ts';
import { Context } from '../context.ts';
import { numberOf } from '../engine/engine.ts';
import { LogPrinter, openLogs, pump } from '../engine/follow.ts';
import { selectServices } from '../file/checks.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const context = new Context(cli);
    const { name, project } = await context.projectOrName();
    if (project) selectServices(project, names, { deps: false });
    const engine = await context.engine();
    const index = flags.number('index');
    const found = (await engine.containers(name, { services: names })).filter(row => index === 0 || numberOf(row) === index);
    const now = await cli.now();
    const when = (flag: string): string | undefined => {
      try {
        return flags.string(flag) === '' ? undefined : timestamp(flags.string(flag), now);
      } catch (error) {
        throw new Error(`invalid value for "${flag}": ${wordsOf(error)}`);
      }
    };
    const printer = new LogPrinter(cli, found, { prefix: !flags.bool('no-log-prefix'), colour: !flags.bool('no-color') });
    const follow = flags.bool('follow');
    const query = {
      since: when('since'),
      until: when('until'),
      tail: flags.string('tail') || 'all',
      timestamps: flags.bool('timestamps') ? 1 : undefined,
    };
    const streams = [];
    for (const container of found) {
      const stream = await openLogs(engine, container, { ...query, follow: follow ? 1 : undefined });
      if (follow) streams.push(stream);
      else await pump([stream], printer);
    }
    if (follow) await pump(streams, printer);
  },
});
