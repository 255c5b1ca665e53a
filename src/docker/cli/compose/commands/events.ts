// docker compose events: what happens to a project's containers. docker-compose 2.40.3.

import { goJson } from '../../../../userland/lib/go-json.ts';
import type { EventMessage } from '../../../api/system.ts';
import { filtersOf } from '../../../client/filters.ts';
import { defineCommand } from '../../command.ts';
import { dateTime } from '../../format/words.ts';
import { timestamp } from '../../lib/since.ts';
import { Context } from '../context.ts';
import { LABEL } from '../engine/labels.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const context = new Context(cli);
    const { name } = await context.projectOrName();
    const now = await cli.now();
    const when = (flag: string): string | undefined => (flags.string(flag) === '' ? undefined : timestamp(flags.string(flag), now));
    const reply = await (await cli.client()).call('GET', '/events', {
      query: { filters: filtersOf([], { label: [`${LABEL.project}=${name}`] }), since: when('since'), until: when('until') },
    });
    for await (const line of reply.lines()) {
      const event = JSON.parse(line) as EventMessage;
      const service = event.Actor.Attributes[LABEL.service];
      if (event.Type !== 'container' || service === undefined || (names.length > 0 && !names.includes(service))) continue;
      const nano = /"timeNano":(\d+)/.exec(line)?.[1] ?? '0';
      const [date, time] = dateTime(Number(nano.slice(0, -9)));
      const attributes = Object.fromEntries(
        Object.entries(event.Actor.Attributes).filter(([key]) => !key.startsWith('com.docker.compose.')),
      );
      if (flags.bool('json')) {
        const at = `${date}T${time}.${nano.slice(-9)}`.replace(/\.?0+$/, '');
        await cli.out(
          `${goJson({ action: event.Action, attributes, id: event.Actor.ID, service, time: `${at}Z`, type: event.Type }, { sorted: true })}\n`,
        );
      } else {
        const pairs = Object.entries(attributes)
          .map(([key, value]) => `${key}=${value}`)
          .sort();
        await cli.out(`${date} ${time}.${nano.slice(-9, -3)} container ${event.Action} ${event.Actor.ID} (${pairs.join(', ')})\n`);
      }
    }
  },
});
