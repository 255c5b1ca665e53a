// docker events: what happens, as it happens. docker-cli 28.5.2.

import type { EventMessage } from '../../../api/system.ts';
import { filtersOf } from '../../../client/filters.ts';
import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { parse } from '../../format/functions.ts';
import { EVENT } from '../../format/types.ts';
import { dateTime } from '../../format/words.ts';
import { wordsOf } from '../../lib/each.ts';
import { timestamp } from '../../lib/since.ts';

export const command = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const format = flags.string('format');
    const show = printer(format);
    const now = await cli.now();
    const when = (flag: string): string | undefined => {
      const text = flags.string(flag);
      return text === '' ? undefined : timestamp(text, now);
    };
    const reply = await (await cli.client()).call('GET', '/events', {
      query: { filters: filtersOf(flags.list('filter')), since: when('since'), until: when('until') },
    });
    for await (const line of reply.lines()) await cli.out(`${show(line)}\n`);
  },
});

function printer(format: string): (line: string) => string {
  if (format === '') return plain;
  if (format === 'json' || /^\{\{\s*json \.\s*\}\}$/.test(format)) return line => line.trim();
  const template = (() => {
    try {
      return parse(format);
    } catch (error) {
      throw new StatusError(64, `Error parsing format: ${wordsOf(error)}`);
    }
  })();
  return line => {
    const nano = /"timeNano":(\d+)/.exec(line)?.[1];
    const value = { ...(JSON.parse(line) as object), ...(nano === undefined ? {} : { timeNano: BigInt(nano) }) };
    return template.execute({ type: EVENT, value });
  };
}

function plain(line: string): string {
  const { Type, Action, Actor } = JSON.parse(line) as EventMessage;
  const nano = /"timeNano":(\d+)/.exec(line)?.[1] ?? '0';
  const [date, time] = dateTime(Number(nano.slice(0, -9)));
  const pairs = Object.entries(Actor.Attributes ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  return `${date}T${time}.${nano.slice(-9)}Z ${Type} ${Action} ${Actor.ID}${pairs.length === 0 ? '' : ` (${pairs.join(', ')})`}`;
}
