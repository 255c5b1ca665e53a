// docker plugin: the daemon has none, and making one is not simulated. docker-cli 28.5.2.

import { ANY } from '../../../../userland/lib/go-value.ts';
import { filtersOf } from '../../../client/filters.ts';
import { type Command, defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { printRows, type Shape, shortId } from '../../format/formatter.ts';
import { inspectAll } from '../../format/inspect.ts';

interface Plugin {
  Id: string;
  Name: string;
  Enabled: boolean;
  PluginReference?: string;
  Config: { Description: string };
}

const shape = (trunc: boolean): Shape<Plugin> => ({
  goName: '*plugin.pluginContext',
  columns: {
    ID: ['ID', row => (trunc ? shortId(row.Id) : row.Id)],
    Name: ['NAME', row => row.Name],
    Description: ['DESCRIPTION', row => row.Config.Description],
    Enabled: ['ENABLED', row => row.Enabled],
    PluginReference: ['REFERENCE', row => row.PluginReference ?? ''],
  },
});

const list = defineCommand({
  args: [0, 0],
  async run(cli, flags) {
    const rows = await (await cli.client()).json<Plugin[]>('GET', '/plugins', { query: { filters: filtersOf(flags.list('filter')) } });
    const format = flags.bool('quiet') && flags.string('format') === '' ? '{{.ID}}' : flags.string('format');
    await printRows(cli, shape(!flags.bool('no-trunc')), rows, format, 'table {{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}');
  },
});

const inspect = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const client = await cli.client();
    await inspectAll(cli, names, flags.string('format'), async name => ({
      raw: await (await client.call('GET', `/plugins/${name}/json`)).text(),
      type: ANY,
    }));
  },
});

/** A command by its verb. */
export function pluginCommand(verb: string): Command {
  if (verb === 'ls') return list;
  if (verb === 'inspect') return inspect;
  return defineCommand({
    args: [0, Number.POSITIVE_INFINITY],
    async run() {
      throw new StatusError(1, `docker plugin ${verb}: not simulated here`);
    },
  });
}
