// route add and del. As lib/inet_sr.c and lib/inet6_sr.c of net-tools 2.10, which ask by SIOCADDRT and SIOCDELRT.

import { Errno } from '../../abi/errno.ts';
import type { Route } from '../../abi/rtnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import { warn } from '../lib/io.ts';
import { Netlink } from '../lib/netlink.ts';
import { ResolveError, resolve } from '../lib/resolve.ts';
import { INET_ROUTE } from './help.ts';
import { Failure, ipv4Number, ipv4Text, links, maskLength, STATUS, words as wordsOf } from './kernel.ts';

export interface RouteChange {
  add: boolean;
  family: 'inet' | 'inet6';
  words: string[];
}

const usage = (before = ''): never => {
  throw new Failure(before + INET_ROUTE, STATUS.optionError);
};

async function address(sys: Sys, name: string, family: 'inet' | 'inet6', reason: string): Promise<string> {
  try {
    return (await resolve(sys, name, { family }))[0]!.address;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Failure(`${name}: ${/^[\d.]+$/.test(name) ? 'Unknown host' : reason}\n`, STATUS.lookup);
  }
}

interface Asked {
  route: Partial<Route> & { family: 'inet' | 'inet6' };
  device: string | undefined;
  mask: number | undefined;
}

/** The words after the target. */
async function readWords(sys: Sys, { words, family }: RouteChange, asked: Asked): Promise<void> {
  const { route } = asked;
  const value = (): string => words.shift() ?? (usage() as never);
  const number = (): number => {
    const text = value();
    return /^\d+$/.test(text) ? Number(text) : (usage() as never);
  };
  while (words.length > 0) {
    const word = words.shift()!;
    if (word === 'metric') route.metric = number();
    else if (word === 'netmask') asked.mask = maskLength(value()) ?? (usage('route: bogus netmask \n') as never);
    else if (word === 'gw' || word === 'gateway') route.gateway = await address(sys, value(), family, 'Unknown host');
    else if (word === 'mss') route.metrics = { ...route.metrics, advmss: number() - 40 };
    else if (word === 'window') route.metrics = { ...route.metrics, window: number() };
    else if (word === 'irtt') route.metrics = { ...route.metrics, rtt: number() };
    else if (word === 'reject') route.type = 'unreachable';
    else if (word === 'device' || word === 'dev') asked.device = value();
    else if (asked.device === undefined && words.length === 0 && !/^(?:mod|dyn|reinstate)$/.test(word)) asked.device = word;
    else if (!/^(?:mod|dyn|reinstate)$/.test(word)) usage();
  }
}

/** Adds or deletes a route; gives the exit status. */
export async function changeRoute(sys: Sys, change: RouteChange): Promise<number> {
  const { words, add, family } = change;
  let kind: 'net' | 'host' | undefined;
  if (words[0] === '-net' || words[0] === '-host') kind = words.shift() === '-net' ? 'net' : 'host';
  const target = words.shift();
  if (target === undefined) throw new Failure(INET_ROUTE, 0);
  const asked: Asked = { route: { family, type: 'unicast', protocol: 3, scope: 0, table: 254 }, device: undefined, mask: undefined };
  const [name = '', length] = target.split('/');
  const dest = name === 'default' ? (family === 'inet' ? '0.0.0.0' : '::') : await address(sys, name, family, 'Host name lookup failure');
  if (length !== undefined) asked.mask = Number(length);
  await readWords(sys, change, asked);
  const { route } = asked;
  const net = kind === 'net' || (kind === undefined && (name === 'default' || length !== undefined));
  if (family === 'inet') {
    if (asked.mask !== undefined && !net && asked.mask !== 32) {
      const mask = ((2 ** (32 - asked.mask) - 1) >>> 0).toString(16).padStart(8, '0');
      return usage(`route: netmask ${mask} doesn't make sense with host route\n`);
    }
    route.destLength = asked.mask ?? (net ? 0 : 32);
    const host = ipv4Number(dest) & (2 ** (32 - route.destLength) - 1);
    // A network without a mask has one of no bits, which only the default route may have.
    if (asked.mask === undefined && net && host !== 0) {
      await warn(sys, `${add ? 'SIOCADDRT' : 'SIOCDELRT'}: Invalid argument\n`);
      return STATUS.socket;
    }
    if (asked.mask !== undefined && host !== 0) return usage("route: netmask doesn't match route address\n");
    route.dest = ipv4Text((ipv4Number(dest) - (host >>> 0)) >>> 0);
  } else {
    route.destLength = asked.mask ?? (name === 'default' ? 0 : 128);
    route.dest = dest;
    if (add) route.metric ??= 1;
  }
  if (route.destLength === 0) delete route.dest;
  return request(sys, add, asked);
}

async function request(sys: Sys, add: boolean, { route, device }: Asked): Promise<number> {
  const netlink = await Netlink.open(sys);
  try {
    if (device !== undefined) {
      const link = (await links(netlink)).find(({ name }) => name === device);
      if (!link) throw new Errno('ENODEV');
      route.index = link.index;
    }
    if (!add) {
      // Only what was named counts.
      const { type: _, protocol: __, ...named } = route;
      await netlink.request({ type: 'delroute', route: { ...named, scope: 255 } });
      return 0;
    }
    if (route.type === 'unreachable') route.scope = 254;
    else if (route.gateway === undefined) {
      if (route.index === undefined) throw new Errno('ENODEV');
      route.scope = route.family === 'inet' ? 253 : 0;
    }
    await netlink.request({ type: 'newroute', route, flags: { create: true, ...(route.family === 'inet6' ? { exclusive: true } : {}) } });
    return 0;
  } catch (error) {
    await warn(sys, `${add ? 'SIOCADDRT' : 'SIOCDELRT'}: ${wordsOf(error)}\n`);
    return STATUS.socket;
  } finally {
    await netlink.close();
  }
}
