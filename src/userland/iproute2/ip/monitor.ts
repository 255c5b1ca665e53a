// ip monitor: what changes, as it changes. As ip/ipmonitor.c.

import { type AddressInfo, type Link, type Neighbour, type Route, RTNETLINK_GROUPS } from '../../../abi/rtnetlink.ts';
import { Netlink } from '../../lib/netlink.ts';
import { Fatal } from '../fatal.ts';
import { addressLine } from './address-list.ts';
import type { Ip } from './context.ts';
import { MONITOR_HELP } from './help.ts';
import { linkText } from './link-print.ts';
import { neighbourText } from './neighbour.ts';
import { routeText } from './route-print.ts';
import { matches, type Words } from './words.ts';

const OBJECTS: Readonly<Record<string, number>> = {
  link: RTNETLINK_GROUPS.link,
  address: RTNETLINK_GROUPS.inetAddr | RTNETLINK_GROUPS.inet6Addr,
  route: RTNETLINK_GROUPS.inetRoute | RTNETLINK_GROUPS.inet6Route,
  rule: RTNETLINK_GROUPS.inetRule | RTNETLINK_GROUPS.inet6Rule,
  neigh: RTNETLINK_GROUPS.neigh,
  nsid: RTNETLINK_GROUPS.nsid,
};

export default async function monitor(ip: Ip, words: Words): Promise<number | void> {
  let groups = 0;
  let labels = false;
  while (!words.done) {
    const word = words.next();
    if (word === 'label') labels = true;
    else if (matches(word, 'all')) {
      groups = Object.values(OBJECTS).reduce((sum, bits) => sum | bits, 0);
      labels = true;
    } else if (word === 'help') throw new Fatal(MONITOR_HELP, 255);
    else {
      const object = Object.keys(OBJECTS).find(name => matches(word, name));
      if (object === undefined) throw new Fatal(`Argument "${word}" is unknown, try "ip monitor help".\n`, 255);
      groups |= OBJECTS[object]!;
    }
  }
  if (groups === 0) groups = Object.values(OBJECTS).reduce((sum, bits) => sum | bits, 0);
  const netlink = await Netlink.open(ip.sys);
  await ip.sys.bind(netlink.fd, { family: 'netlink', pid: 0, groups });
  for (;;) {
    for (const message of await ip.sys.netlinkReceive(netlink.fd)) {
      const text = await messageText(ip, message as { type: string } & Record<string, unknown>, labels);
      if (text === '') continue;
      ip.out.write(text);
      await ip.out.flush();
    }
  }
}

async function messageText(ip: Ip, message: { type: string } & Record<string, unknown>, labels: boolean): Promise<string> {
  const deleted = message.type.startsWith('del') ? 'Deleted ' : '';
  const label = (name: string): string => (labels ? `[${name}]` : '');
  if (message.type.endsWith('link'))
    return `${label('LINK')}${deleted}${await linkText(ip, message['link'] as Link, { mode: false, address: true })}`;
  if (message.type.endsWith('addr')) return `${label('ADDR')}${deleted}${await addressLine(ip, message['address'] as AddressInfo)}`;
  if (message.type.endsWith('route')) return `${label('ROUTE')}${deleted}${await routeText(ip, message['route'] as Route, {})}`;
  if (message.type.endsWith('neigh')) return `${label('NEIGH')}${deleted}${await neighbourText(ip, message['neighbour'] as Neighbour)}`;
  if (message.type.endsWith('nsid')) return `${label('NSID')}${deleted}nsid ${String((message['nsid'] as { nsid?: number }).nsid)} \n`;
  return '';
}
