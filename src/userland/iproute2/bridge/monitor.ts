// bridge monitor: what changes of ports and forwarding databases, as it changes. As bridge/monitor.c.

import { type Link, type Neighbour, RTNETLINK_GROUPS } from '../../../abi/rtnetlink.ts';
import { Netlink } from '../../lib/netlink.ts';
import { Fatal } from '../fatal.ts';
import type { Ip } from '../ip/context.ts';
import { matches, type Words } from '../ip/words.ts';
import { entryText } from './fdb.ts';
import { MONITOR } from './help.ts';
import { portText } from './link.ts';

export async function monitor(bridge: Ip, words: Words): Promise<void> {
  let groups = 0;
  let labels = false;
  while (!words.done) {
    const word = words.next();
    if (word === 'all') labels = true;
    else if (matches(word, 'link')) groups |= RTNETLINK_GROUPS.link;
    else if (matches(word, 'fdb')) groups |= RTNETLINK_GROUPS.neigh;
    else if (['file', 'mdb', 'vlan', 'vni'].some(name => matches(word, name))) {
      throw new Fatal(`bridge: command monitor ${word} is not simulated here\n`, 255);
    } else if (matches(word, 'help')) throw new Fatal(MONITOR, 255);
    else throw new Fatal(`Argument "${word}" is unknown, try "bridge monitor help".\n`, 255);
  }
  if (groups === 0) groups = RTNETLINK_GROUPS.link | RTNETLINK_GROUPS.neigh;
  const netlink = await Netlink.open(bridge.sys);
  await bridge.sys.bind(netlink.fd, { family: 'netlink', pid: 0, groups });
  for (;;) {
    for (const message of await bridge.sys.netlinkReceive(netlink.fd)) {
      const text = await textOf(bridge, message as { type: string } & Record<string, unknown>, labels);
      if (text === undefined) continue;
      bridge.out.write(text);
      await bridge.out.flush();
    }
  }
}

async function textOf(bridge: Ip, message: { type: string } & Record<string, unknown>, labels: boolean): Promise<string | undefined> {
  const deleted = message.type.startsWith('del') ? 'Deleted ' : '';
  if (message.type.endsWith('link')) {
    return `${labels ? '[LINK]' : ''}${deleted}${await portText(bridge, message['link'] as Link)}`;
  }
  if (!message.type.endsWith('neigh')) return undefined;
  const entry = message['neighbour'] as Neighbour;
  if (entry.family !== 'bridge') return undefined;
  return `${labels ? '[NEIGH]' : ''}${deleted}${await entryText(bridge, entry, true)}`;
}
