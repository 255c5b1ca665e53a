// docker compose cp: files between a service's containers and the host. docker-compose 2.40.3.

import { defineCommand } from '../../command.ts';
import { findCommand, runCommand } from '../../dispatch.ts';
import { GROUPS } from '../../tree.ts';
import { Context } from '../context.ts';
import { nameOf, numberOf } from '../engine/engine.ts';

const splitArg = (arg: string): [service: string, path: string] => {
  const at = arg.startsWith('/') || arg.startsWith('.') ? -1 : arg.indexOf(':');
  return at < 0 ? ['', arg] : [arg.slice(0, at), arg.slice(at + 1)];
};

export const command = defineCommand({
  args: [2, 2],
  async run(cli, flags, [from = '', to = '']) {
    const [source, path] = splitArg(from);
    const [dest, target] = splitArg(to);
    if (source !== '' && dest !== '') throw new Error('copying between services is not supported');
    const service = source || dest;
    if (service === '') throw new Error('unknown copy direction');
    const context = new Context(cli);
    const { name } = await context.projectOrName();
    const all = await (await context.engine()).containers(name, { services: [service], oneoff: flags.bool('all') });
    const index = flags.number('index');
    const found = index > 0 ? all.filter(row => numberOf(row) === index) : source !== '' ? all.slice(0, 1) : all;
    if (found.length === 0) throw new Error(`no container found for service ${JSON.stringify(service)}`);
    const progress = await context.progress();
    const copy = (await findCommand(GROUPS.container!, 'container', 'cp'))!;
    for (const container of found) {
      const words = source !== '' ? `copy ${nameOf(container)}:${path} to ${target}` : `copy ${path} to ${nameOf(container)}:${target}`;
      const ends = source !== '' ? [`${container.Id}:${path}`, target] : [path, `${container.Id}:${target}`];
      if (to !== '-' && from !== '-') await progress.text(nameOf(container), words, 'Copying');
      await runCommand(cli, copy, [
        '--quiet',
        ...(flags.bool('archive') ? ['--archive'] : []),
        ...(flags.bool('follow-link') ? ['--follow-link'] : []),
        ...ends,
      ]);
      if (to !== '-' && from !== '-') await progress.text(nameOf(container), words, 'Copied');
    }
  },
});
