// ip netconf: the settings of devices that have to do with forwarding. As ip/ipnetconf.c.

import type { Netconf } from '../../../abi/rtnetlink.ts';
import { Fatal } from '../fatal.ts';
import type { Ip } from './context.ts';
import type { Words } from './words.ts';

const ON_OFF = new Set([
  'forwarding',
  'mc_forwarding',
  'proxy_neigh',
  'ignore_routes_with_linkdown',
  'input',
  'bc_forwarding',
  'force_forwarding',
]);

export default async function netconf(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift();
  if (word === 'help') throw new Fatal('Usage: ip netconf show [ dev STRING ]\n', 255);
  const next = words.shift();
  const dev = next === 'dev' ? words.next() : undefined;
  const index = dev === undefined ? undefined : await ip.indexOf(dev);
  const { family } = ip.options;
  const answers = await ip.dump({ type: 'getnetconf', netconf: family === 'inet6' ? { family } : { family: 'inet' } });
  for (const answer of answers) {
    if (answer.type !== 'newnetconf') continue;
    const each = answer.netconf as Netconf;
    if (index !== undefined && each.index !== index) continue;
    const name = typeof each.index === 'number' ? `dev ${await ip.linkName(each.index)}` : each.index;
    const values = Object.entries(each.values).map(
      ([key, value]) =>
        `${key} ${ON_OFF.has(key) ? (value ? 'on' : 'off') : key === 'rp_filter' ? ['off', 'strict', 'loose'][value] : value} `,
    );
    ip.out.write(`${each.family} ${name} ${values.join('')}\n`);
  }
}
