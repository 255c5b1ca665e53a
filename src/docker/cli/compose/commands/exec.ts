// docker compose exec: a command in a service's container. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { findCommand, runCommand } from '../../dispatch.ts';
import { GROUPS } from '../../tree.ts';
import { Context } from '../context.ts';
import { numberOf } from '../engine/engine.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  interspersed: false,
  hidden:
    '  -i, --interactive   Keep STDIN open even if not attached (default true)\n  -t, --tty           Allocate a pseudo-TTY (default true)',
  async run(cli, flags, args) {
    if (args.length < 2) throw new Error(`requires at least 2 arg(s), only received ${args.length}`);
    const [service = '', ...words] = args;
    const context = new Context(cli);
    const { name } = await context.projectOrName();
    const running = (await (await context.engine()).containers(name, { all: false, services: [service] })).sort(
      (a, b) => numberOf(a) - numberOf(b),
    );
    const index = flags.number('index');
    const container = index > 0 ? running.find(row => numberOf(row) === index) : running[0];
    if (!container) throw new Error(`service ${JSON.stringify(service)} is not running${index > 0 ? ` container #${index}` : ''}`);
    const tty = !flags.bool('no-tty') && flags.bool('tty');
    const given = [
      ...(flags.bool('detach') ? ['--detach'] : flags.bool('interactive') ? ['--interactive'] : []),
      ...(tty && !flags.bool('detach') ? ['--tty'] : []),
      ...(flags.bool('privileged') ? ['--privileged'] : []),
      ...(flags.string('user') === '' ? [] : ['--user', flags.string('user')]),
      ...(flags.string('workdir') === '' ? [] : ['--workdir', flags.string('workdir')]),
      ...flags.list('env').flatMap(value => ['--env', value]),
      container.Id,
      ...words,
    ];
    return runCommand(cli, (await findCommand(GROUPS.container!, 'container', 'exec'))!, given);
  },
});
