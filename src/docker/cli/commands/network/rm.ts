// docker network rm: removes networks. docker-cli 28.5.2.

import type { NetworkInspect } from '../../../api/network.ts';
import { ApiError } from '../../../client/errors.ts';
import { defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { wordsOf } from '../../lib/each.ts';
import { confirm } from '../../lib/prompt.ts';

const INGRESS =
  'WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.\nAre you sure you want to continue?';

export const command = defineCommand({
  args: [1, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const client = await cli.client();
    let status = 0;
    for (const name of names) {
      try {
        if (await isIngress(name)) if (!(await confirm(cli, INGRESS))) continue;
        await client.done('DELETE', `/networks/${name}`);
        await cli.out(`${name}\n`);
      } catch (error) {
        if (flags.bool('force') && error instanceof ApiError && error.status === 404) continue;
        await cli.err(`${wordsOf(error)}\n`);
        status = 1;
      }
    }
    if (status !== 0) throw new StatusError(status, `exit status ${status}`);

    async function isIngress(name: string): Promise<boolean> {
      const reply = await client.call('GET', `/networks/${name}`, { allow: [404] });
      const text = await reply.text();
      return reply.head.status === 200 && (JSON.parse(text) as NetworkInspect).Ingress;
    }
  },
});
