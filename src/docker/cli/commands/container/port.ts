// docker port: where a container's ports are published. docker-cli 28.5.2.

import { checkInt } from '../../../../userland/lib/pflag-values.ts';
import type { ContainerInspect, PortBinding } from '../../../api/container.ts';
import { defineCommand } from '../../command.ts';

const hostPort = ({ HostIp, HostPort }: PortBinding): string => `${HostIp.includes(':') ? `[${HostIp}]` : HostIp}:${HostPort}`;

export const command = defineCommand({
  args: [1, 2],
  async run(cli, _flags, [name = '', port]) {
    const { NetworkSettings } = await (await cli.client()).json<ContainerInspect>('GET', `/containers/${name}/json`);
    const ports = NetworkSettings.Ports ?? {};
    if (port !== undefined) {
      const [number = '', protocol = ''] = port.split('/');
      const wanted = `${number}/${protocol === '' ? 'tcp' : protocol}`;
      const wrong = checkInt(number, 'ParseUint', 0n, 65535n);
      if (wrong) throw new Error(`Error: invalid port (${number}): ${wrong}`);
      const bindings = ports[wanted];
      if (!bindings) throw new Error(`Error: No public port '${port}' published for ${name}`);
      await cli.out(bindings.map(binding => `${hostPort(binding)}\n`).join(''));
      return;
    }
    const lines = Object.entries(ports).flatMap(([from, bindings]) => (bindings ?? []).map(binding => `${from} -> ${hostPort(binding)}`));
    await cli.out(
      lines
        .sort(natural)
        .map(line => `${line}\n`)
        .join(''),
    );
  },
});

const natural = (left: string, right: string): number => {
  const [a, b] = [Number.parseInt(left, 10), Number.parseInt(right, 10)];
  return a - b || (left < right ? -1 : 1);
};
