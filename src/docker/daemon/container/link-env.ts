// The variables that a container linked on the default bridge has of the other one. As moby's daemon/links/links.go and setupLinkedContainers.

import type { Engine } from '../engine.ts';
import { internal } from '../errors.ts';
import type { Container } from './container.ts';

interface Port {
  number: number;
  protocol: string;
}

/** TCP's first, each by number. */
function portsOf({ config }: Container): Port[] {
  const ports = Object.keys(config.ExposedPorts ?? {}).map(text => {
    const [number = '', protocol = 'tcp'] = text.split('/');
    return { number: Number(number), protocol };
  });
  const rank = ({ protocol }: Port): string => (protocol === 'tcp' ? '' : protocol);
  return ports.sort((left, right) => {
    if (left.protocol === right.protocol) return left.number - right.number;
    return rank(left) < rank(right) ? -1 : 1;
  });
}

function portLines(alias: string, address: string, ports: readonly Port[]): string[] {
  const [first] = ports;
  if (!first) return [];
  const url = ({ protocol, number }: Port): string => `${protocol}://${address}:${number}`;
  const nameOf = ({ number, protocol }: Port): string => `${alias}_PORT_${number}_${protocol.toUpperCase()}`;
  const lines = [`${alias}_PORT=${url(first)}`];
  let from = first;
  let to = first;
  for (const [at, port] of ports.entries()) {
    const name = nameOf(port);
    lines.push(`${name}=${url(port)}`, `${name}_ADDR=${address}`, `${name}_PORT=${port.number}`, `${name}_PROTO=${port.protocol}`);
    if (port.number === to.number + 1 && port.protocol === from.protocol) {
      to = port;
      if (at < ports.length - 1) continue;
    }
    if (to !== from) {
      const range = nameOf(from);
      lines.push(`${range}_START=${url(from)}`, `${range}_PORT_START=${from.number}`);
      lines.push(`${range}_END=${url(to)}`, `${range}_PORT_END=${to.number}`);
    }
    from = port;
    to = port;
  }
  return lines;
}

/** What a container about to start hears of those it is linked to. Throws ApiError where one does not run on the default bridge. */
export function linkEnvironment(engine: Engine, container: Container): string[] {
  if (!container.networks.has('bridge')) return [];
  const lines: string[] = [];
  for (const [link, id] of container.links) {
    const other = engine.containers.find(id);
    if (!other) continue;
    const name = `/${container.name}/${link}`;
    if (!other.state.Running) throw internal(`Cannot link to a non running container: /${other.name} AS ${name}`);
    const settings = other.networks.get('bridge')?.settings;
    if (!settings) throw internal(`container ${other.id} not attached to default bridge network`);
    const alias = link.toUpperCase().replaceAll('-', '_');
    lines.push(...portLines(alias, settings.IPAddress, portsOf(other)), `${alias}_NAME=${name}`);
    for (const variable of other.config.Env ?? []) {
      if (/^(?!HOME=|PATH=)[^=]+=/.test(variable)) lines.push(`${alias}_ENV_${variable}`);
    }
  }
  return lines;
}
