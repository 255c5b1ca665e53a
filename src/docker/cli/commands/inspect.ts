// docker inspect: objects of any kind, tried in order. docker-cli 28.5.2.

import { ANY, type GoType } from '../../../userland/lib/go-value.ts';
import type { Query } from '../../client/connection.ts';
import { ApiError } from '../../client/errors.ts';
import { defineCommand } from '../command.ts';
import { StatusError } from '../errors.ts';
import { type Inspected, inspectAll } from '../format/inspect.ts';
import { CONTAINER, IMAGE, NETWORK, VOLUME } from '../format/types.ts';

interface Kind {
  name: string;
  path: (name: string) => string;
  type: GoType;
  sized?: boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'container', path: name => `/containers/${name}/json`, type: CONTAINER, sized: true },
  { name: 'image', path: name => `/images/${name}/json`, type: IMAGE },
  { name: 'network', path: name => `/networks/${name}`, type: NETWORK },
  { name: 'volume', path: name => `/volumes/${name}`, type: VOLUME },
  { name: 'service', path: name => `/services/${name}`, type: ANY },
  { name: 'task', path: name => `/tasks/${name}`, type: ANY },
  { name: 'node', path: name => `/nodes/${name}`, type: ANY },
  { name: 'plugin', path: name => `/plugins/${name}/json`, type: ANY },
  { name: 'secret', path: name => `/secrets/${name}`, type: ANY },
  { name: 'config', path: name => `/configs/${name}`, type: ANY },
];

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const wanted = flags.string('type');
    if (flags.has('type') && !KINDS.some(({ name }) => name === wanted)) {
      const known = KINDS.map(({ name }) => JSON.stringify(name)).sort();
      const words = wanted === '' ? 'type is empty' : `unknown type: ${JSON.stringify(wanted)}`;
      throw new StatusError(1, `${words}: must be one of ${known.join(', ')}`);
    }
    const client = await cli.client();
    const size = flags.bool('size');
    const get = async (kind: Kind, name: string): Promise<Inspected> => {
      const query: Query = { size: size && kind.sized ? 1 : undefined };
      return { raw: await (await client.call('GET', kind.path(name), { query })).text(), type: kind.type };
    };
    const kinds = wanted === '' ? KINDS : KINDS.filter(({ name }) => name === wanted);
    await inspectAll(cli, names, flags.string('format'), async name => {
      for (const kind of kinds) {
        try {
          return await get(kind, name);
        } catch (error) {
          if (!(error instanceof ApiError) || wanted !== '' || !mayBeAnother(error)) throw error;
        }
      }
      throw new Error(`Error: No such object: ${name}`);
    });
  },
});

/** Not found, or no swarm, or nothing of that kind here: the next kind is tried. */
const mayBeAnother = ({ status, detail }: ApiError): boolean =>
  status === 404 || status === 501 || (status === 400 && /invalid reference/.test(detail)) || /swarm manager/.test(detail);
