// docker compose port: where a service's port is published. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { Context } from '../context.ts';
import { nameOf, numberOf } from '../engine/engine.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, args) {
    if (args.length < 2) throw new Error(`requires at least 2 arg(s), only received ${args.length}`);
    const [service = '', port = ''] = args;
    if (!/^\d+$/.test(port)) throw new Error(`strconv.ParseUint: parsing ${JSON.stringify(port)}: invalid syntax`);
    const context = new Context(cli);
    const { name } = await context.projectOrName();
    const found = await (await context.engine()).containers(name, { all: false, services: [service] });
    const index = flags.number('index');
    const container = index > 0 ? found.find(row => numberOf(row) === index) : found[0];
    if (!container) throw new Error(`service ${JSON.stringify(service)} is not running${index > 0 ? ` container #${index}` : ''}`);
    const protocol = flags.string('protocol') || 'tcp';
    const match = container.Ports.find(row => row.PrivatePort === Number(port) && row.Type === protocol && row.PublicPort !== undefined);
    if (!match) {
      const known = container.Ports.map(row =>
        row.PublicPort === undefined ? `${row.PrivatePort}/${row.Type}` : `${row.PublicPort}/${row.Type}`,
      );
      throw new Error(`no port ${port}/${protocol} for container ${nameOf(container)}: ${known.join(', ')}`);
    }
    const ip = match.IP ?? '';
    await cli.out(`${ip.includes(':') ? `[${ip}]` : ip}:${match.PublicPort}\n`);
  },
});
