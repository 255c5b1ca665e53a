// ip route: show, get, add, change, replace, append, delete, flush. As ip/iproute.c.

import { Fatal } from '../fatal.ts';
import type { Ip } from './context.ts';
import { ROUTE_HELP } from './help.ts';
import { getRoute } from './route-get.ts';
import { flushRoutes, showRoutes } from './route-list.ts';
import { parseRoute } from './route-request.ts';
import { keywordOf, type Words } from './words.ts';

const COMMANDS = [
  'list',
  'show',
  'lst',
  'get',
  'add',
  'change',
  'chg',
  'replace',
  'prepend',
  'append',
  'test',
  'delete',
  'flush',
  'save',
  'restore',
  'showdump',
  'help',
] as const;

export default async function route(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift();
  if (word === undefined) return showRoutes(ip, words);
  const command = keywordOf(word, COMMANDS);
  switch (command) {
    case 'list':
    case 'show':
    case 'lst':
      return showRoutes(ip, words);
    case 'get':
      return getRoute(ip, words);
    case 'add':
      return modify(ip, words, 'newroute', { create: true, exclusive: true });
    case 'change':
    case 'chg':
      return modify(ip, words, 'newroute', { replace: true });
    case 'replace':
      return modify(ip, words, 'newroute', { create: true, replace: true });
    case 'prepend':
      return modify(ip, words, 'newroute', { create: true });
    case 'append':
      return modify(ip, words, 'newroute', { create: true, append: true });
    case 'delete':
      return modify(ip, words, 'delroute', {});
    case 'flush':
      return flushRoutes(ip, words);
    case 'help':
      throw new Fatal(ROUTE_HELP, 255);
    case undefined:
      throw new Fatal(`Command "${word}" is unknown, try "ip route help".\n`, 255);
    default:
      throw new Fatal(`slipway: ip route ${command} is not simulated here\n`, 1);
  }
}

async function modify(
  ip: Ip,
  words: Words,
  type: 'newroute' | 'delroute',
  flags: { create?: boolean; exclusive?: boolean; replace?: boolean; append?: boolean },
): Promise<void> {
  if (words.done) throw new Fatal(ROUTE_HELP, 255);
  await ip.talk({ type, route: await parseRoute(ip, words, type === 'newroute'), flags });
}
