// One thing done to each of a project's containers: stop, start, kill, pause … with its two words. As docker-compose 2.40.3's pkg/compose.

import type { ContainerSummary } from '../../../api/container.ts';
import type { Context } from '../context.ts';
import { inOrder, selectServices } from '../file/checks.ts';
import { type Engine, nameOf, serviceOf } from './engine.ts';

export interface EachHow {
  before: string | undefined;
  after: string;
  reverse?: boolean;
  all?: boolean;
  oneoff?: boolean;
  accepts?: (container: ContainerSummary) => boolean;
  act: (engine: Engine, container: ContainerSummary) => Promise<void>;
}

/** Does it, service by service in order. Gives how many there were. */
export async function eachContainer(context: Context, names: readonly string[], how: EachHow): Promise<number> {
  const { name, project } = await context.projectOrName();
  if (project) selectServices(project, names, { deps: false });
  const engine = await context.engine();
  const progress = await context.progress();
  const all = await engine.containers(name, { all: how.all ?? true, oneoff: how.oneoff ?? false, services: names });
  const services = project ? inOrder(project) : [...new Set(all.map(serviceOf))];
  if (how.reverse) services.reverse();
  const wanted = services.flatMap(service => all.filter(container => serviceOf(container) === service)).filter(how.accepts ?? (() => true));
  for (const container of wanted) {
    const id = `Container ${nameOf(container)}`;
    if (how.before !== undefined) await progress.event(id, how.before);
    await how.act(engine, container);
    await progress.event(id, how.after);
  }
  return wanted.length;
}
