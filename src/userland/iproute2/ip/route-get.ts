// ip route get: what the kernel would do with a packet. As ip/iproute.c: iproute_get.

import type { Route } from '../../../abi/rtnetlink.ts';
import { Fatal, invalid } from '../fatal.ts';
import type { Ip } from './context.ts';
import { ROUTE_HELP } from './help.ts';
import { numberArgument, parsePrefixArgument } from './parse.ts';
import { routeJson, routeText } from './route-print.ts';
import { matches, type Words } from './words.ts';

export async function getRoute(ip: Ip, words: Words): Promise<void> {
  const route: Partial<Route> = {};
  let family = ip.options.family;
  let fibMatch = false;
  let address: string | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'from' || matches(word, 'from')) {
      const from = parsePrefixArgument(words.next(), family);
      family ??= from.family;
      Object.assign(route, { source: from.address, sourceLength: from.length });
    } else if (word === 'iif') route.inputIndex = await deviceIndex(ip, words.next());
    else if (word === 'oif' || word === 'dev') route.index = await deviceIndex(ip, words.next());
    else if (word === 'mark') route.mark = numberArgument(words.next(), 'invalid mark value');
    else if (word === 'uid') route.uid = numberArgument(words.next(), 'invalid UID\n');
    else if (word === 'tos' || matches(word, 'dsfield')) route.tos = numberArgument(words.next(), 'TOS value is invalid\n');
    else if (word === 'fibmatch') fibMatch = true;
    else if (word === 'connected' || word === 'notify' || word === 'vrf' || word === 'ipproto' || word === 'sport' || word === 'dport') {
      throw new Fatal(`slipway: ip route get ${word} is not simulated here\n`, 1);
    } else {
      const text = word === 'to' ? words.next() : word;
      if (matches(text, 'help')) throw new Fatal(ROUTE_HELP, 255);
      const to = parsePrefixArgument(text, family);
      family ??= to.family;
      address = to.address;
      Object.assign(route, { dest: to.address, destLength: to.length });
    }
  }
  if (address === undefined) throw new Fatal('need at least a destination address\n', 1);
  const [answer] = await ip.talk({ type: 'getroute', route: { ...route, family: family === 'inet6' ? 'inet6' : 'inet' }, fibMatch });
  if (answer?.type !== 'newroute') throw new Fatal('An error :-)\n', 255);
  const found = answer.route as Route;
  if (ip.options.json) ip.writeJson([await routeJson(ip, found, {})]);
  else ip.out.write(await routeText(ip, found, {}));
}

const deviceIndex = async (ip: Ip, name: string): Promise<number> =>
  (await ip.findLink(name))?.index ?? invalid('Device does not exist\n', name);
