// docker network connect: a container on one more network. docker-cli 28.5.2.

import type { EndpointSettings } from '../../../api/container.ts';
import { defineCommand } from '../../command.ts';
import { pairsOf } from '../../run/env-files.ts';
import { linkOf } from '../../run/links.ts';

export const command = defineCommand({
  args: [2, 2],
  validators: { link: text => (text === '' ? 'empty string specified for links' : undefined) },
  async run(cli, flags, [network = '', container = '']) {
    const [ip, ip6, local] = [flags.string('ip'), flags.string('ip6'), flags.list('link-local-ip')];
    const config: Partial<EndpointSettings> = {
      IPAMConfig:
        ip === '' && ip6 === '' && local.length === 0
          ? {}
          : {
              ...(ip === '' ? {} : { IPv4Address: ip }),
              ...(ip6 === '' ? {} : { IPv6Address: ip6 }),
              ...(local.length === 0 ? {} : { LinkLocalIPs: local }),
            },
      Links: flags.list('link').map(linkOf),
      Aliases: flags.has('alias') ? flags.list('alias') : [],
      DriverOpts: pairsOf(flags.list('driver-opt')),
      GwPriority: flags.number('gw-priority'),
    };
    await (await cli.client()).done('POST', `/networks/${network}/connect`, { body: { Container: container, EndpointConfig: config } });
  },
});
