// ifconfig NAME SETTING…: each setting is one request, and one that fails does not stop the next. As ifconfig.c: main() of net-tools 2.10.

import { Errno } from '../../abi/errno.ts';
import type { AddressInfo, Link, LinkFlag, LinkRequest } from '../../abi/rtnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import { parseMac } from '../../wire/address.ts';
import { warn } from '../lib/io.ts';
import { Netlink } from '../lib/netlink.ts';
import { type Resolved, ResolveError, resolve } from '../lib/resolve.ts';
import { addresses, broadcastOf, classLength, Failure, links, maskLength, words } from './kernel.ts';

interface Change {
  sys: Sys;
  netlink: Netlink;
  /** The device's name, and with an alias's number the label of its address. */
  device: string;
  label: string;
  usage: string;
  status: number;
}

const NOT_SIMULATED = new Set(['keepalive', 'outfill', 'mem_start', 'io_addr', 'irq', 'media', 'tunnel', 'metric', 'trailers', 'dynamic']);
const SWITCHES: Readonly<Record<string, LinkFlag>> = { promisc: 'PROMISC', allmulti: 'ALLMULTI', multicast: 'MULTICAST' };

/** Applies the settings; gives the exit status. */
export async function changeInterface(sys: Sys, name: string, settings: string[], usage: string): Promise<number> {
  const netlink = await Netlink.open(sys);
  const change: Change = { sys, netlink, device: name.replace(/:.*/, ''), label: name, usage, status: 0 };
  if (settings[0] === 'inet' || settings[0] === 'inet6') settings.shift();
  let addressSet = false;
  while (settings.length > 0) addressSet = (await apply(change, settings, addressSet)) || addressSet;
  return change.status;
}

const value = (change: Change, settings: string[]): string => {
  const word = settings.shift();
  if (word === undefined) throw new Failure(change.usage, 4);
  return word;
};

async function fail(change: Change, text: string, status = 1): Promise<void> {
  await warn(change.sys, text);
  change.status = status;
}

async function linkOf(change: Change): Promise<Link | undefined> {
  return (await links(change.netlink)).find(({ name }) => name === change.device);
}

/** One request to the device; its refusal is reported under the ioctl's name. */
async function setLink(change: Change, ioctl: string, request: LinkRequest): Promise<void> {
  try {
    const link = await linkOf(change);
    if (!link) throw new Errno('ENODEV');
    await change.netlink.request({ type: 'setlink', link: { index: link.index, ...request } });
  } catch (error) {
    await fail(change, `${ioctl}: ${words(error)}\n`);
  }
}

/** set_flag() and clr_flag(), which look at the flags first. */
async function setFlag(change: Change, flag: LinkFlag, on: boolean): Promise<void> {
  if (!(await linkOf(change))) return fail(change, `${change.label}: ERROR while getting interface flags: No such device\n`, 255);
  await setLink(change, 'SIOCSIFFLAGS', on ? { up: [flag] } : { down: [flag] });
}

/** Takes one setting off the words and applies it; whether it was an address. */
async function apply(change: Change, settings: string[], addressSet: boolean): Promise<boolean> {
  const word = settings.shift()!;
  const bare = word.replace(/^-/, '');
  const on = !word.startsWith('-');
  if (word === 'up') await setFlag(change, 'UP', true);
  else if (word === 'down') await takeDown(change);
  else if (SWITCHES[bare]) await setFlag(change, SWITCHES[bare], on);
  else if (bare === 'arp') await setFlag(change, 'NOARP', !on);
  else if (word === 'mtu') await setLink(change, 'SIOCSIFMTU', { mtu: Number.parseInt(value(change, settings), 10) || 0 });
  else if (word === 'txqueuelen')
    await setLink(change, 'SIOCSIFTXQLEN', { txQueueLength: Number.parseInt(value(change, settings), 10) || 0 });
  else if (word === 'name') await setLink(change, 'SIOCSIFNAME', { newName: value(change, settings) });
  else if (word === 'hw') await setHardware(change, value(change, settings), value(change, settings));
  else if (word === 'netmask') await setMask(change, value(change, settings));
  else if (bare === 'broadcast') await setBroadcast(change, settings, on);
  else if (bare === 'pointopoint' || word === 'dstaddr') throw new Failure(`ifconfig: option ${word} is not simulated here\n`, 1);
  else if (NOT_SIMULATED.has(bare)) throw new Failure(`ifconfig: option ${word} is not simulated here\n`, 1);
  else if (word === 'add' || word === 'del') await addOrDelete(change, value(change, settings), word === 'add');
  else {
    if (addressSet) throw new Failure(change.usage, 4);
    await setAddress(change, word);
    return true;
  }
  return false;
}

async function hostAddress(name: string, sys: Sys, family: 'inet' | 'inet6', words: string): Promise<Resolved> {
  if (family === 'inet' && name === 'default') return { family, address: '0.0.0.0' };
  try {
    return (await resolve(sys, name, { family }))[0]!;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    // A dotted number that is out of range is known not to be a host's name at once.
    const reason = /^[\d.]+$/.test(name) ? 'Unknown host' : words;
    throw new Failure(`${name}: ${reason}\n${UNKNOWN}`, 1);
  }
}
const UNKNOWN = "ifconfig: `--help' gives usage information.\n";

async function inetOf(change: Change): Promise<AddressInfo | undefined> {
  const link = await linkOf(change);
  const own = (await addresses(change.netlink)).filter(({ family, index }) => family === 'inet' && index === link?.index);
  return own.find(({ label }) => (label ?? change.device) === change.label);
}

/** "down": of an alias, its address goes. */
async function takeDown(change: Change): Promise<void> {
  if (change.label === change.device) return setFlag(change, 'UP', false);
  const address = await inetOf(change);
  if (!address) return fail(change, 'SIOCSIFFLAGS: Cannot assign requested address\n', 255);
  await change.netlink.request({ type: 'deladdr', address });
}

async function setHardware(change: Change, kind: string, text: string): Promise<void> {
  if (!/^(?:ether|loop|slip|cslip|ax25|netrom|tunnel|ppp|hdlc|arcnet|dlci|frad|sit|fddi|hippi|irda|ec|x25|eui64)$/.test(kind)) {
    throw new Failure(change.usage, 4);
  }
  if (kind !== 'ether') throw new Failure(`hw address type \`${kind}' has no handler to set address. failed.\n`, 1);
  const mac = /^[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}$/.test(text) ? parseMac(text.replace(/\b(?=.(?::|$))/g, '0')) : undefined;
  if (mac === undefined) {
    return fail(change, `${text}: invalid ether address.\n`);
  }
  await setLink(change, 'SIOCSIFHWADDR', { address: text.toLowerCase() });
}

/** Puts an address in another's place (devinet_ioctl: the old one goes, the new one comes). */
async function exchange(change: Change, old: AddressInfo | undefined, fresh: Partial<AddressInfo> & { index: number }): Promise<void> {
  if (old) await change.netlink.request({ type: 'deladdr', address: old });
  if (fresh.local === '0.0.0.0') return;
  await change.netlink.request({
    type: 'newaddr',
    address: { family: 'inet', scope: fresh.local?.startsWith('127.') ? 254 : 0, ...fresh },
    flags: { create: true },
  });
}

/** SIOCSIFADDR, and SIOCSIFNETMASK where a length was given; the interface is up then. */
async function setAddress(change: Change, word: string): Promise<void> {
  if (word.includes(':')) return addOrDelete(change, word, true);
  const [host = '', length] = word.split('/');
  const { address } = await hostAddress(host, change.sys, 'inet', 'Host name lookup failure');
  const link = await linkOf(change);
  if (!link) {
    await fail(change, `SIOCSIFADDR: No such device\n${change.label}: ERROR while getting interface flags: No such device\n`, 255);
    if (length !== undefined) await fail(change, 'SIOCSIFNETMASK: No such device\n');
    return;
  }
  const prefixLength = length === undefined ? classLength(address) : Number(length);
  const broadcast = link.flags.includes('BROADCAST') && prefixLength < 31 ? { broadcast: broadcastOf(address, prefixLength) } : {};
  try {
    await exchange(change, await inetOf(change), { index: link.index, local: address, prefixLength, label: change.label, ...broadcast });
  } catch (error) {
    return fail(change, `SIOCSIFADDR: ${words(error)}\n`);
  }
  if (address !== '0.0.0.0') await setFlag(change, 'UP', true);
}

async function setMask(change: Change, text: string): Promise<void> {
  const link = await linkOf(change);
  if (!link) return fail(change, 'SIOCSIFNETMASK: No such device\n');
  const old = await inetOf(change);
  if (!old) return fail(change, 'SIOCSIFNETMASK: Cannot assign requested address\n');
  const prefixLength = maskLength(text);
  if (prefixLength === undefined) return fail(change, 'SIOCSIFNETMASK: Invalid argument\n');
  if (prefixLength === old.prefixLength) return;
  // A broadcast address that fitted the old mask is made to fit the new one; another stays.
  const fitted = old.broadcast === broadcastOf(old.local, old.prefixLength);
  const broadcast = fitted && prefixLength < 31 ? broadcastOf(old.local, prefixLength) : old.broadcast;
  const { broadcast: _, ...rest } = old;
  await exchange(change, old, { ...rest, prefixLength, ...(broadcast === undefined ? {} : { broadcast }) });
}

async function setBroadcast(change: Change, settings: string[], on: boolean): Promise<void> {
  if (!on) {
    // No driver lets go of it.
    if (!(await linkOf(change))) return setFlag(change, 'BROADCAST', false);
    return warn(change.sys, `Warning: Interface ${change.label} still in BROADCAST mode.\n`);
  }
  if (settings[0] !== undefined && /^[\d.]+$/.test(settings[0])) {
    const { address: broadcast } = await hostAddress(settings.shift()!, change.sys, 'inet', 'Host name lookup failure');
    const old = await inetOf(change);
    if (!(await linkOf(change))) await fail(change, 'SIOCSIFBRDADDR: No such device\n');
    else if (!old) await fail(change, 'SIOCSIFBRDADDR: Cannot assign requested address\n');
    else await exchange(change, old, { ...old, broadcast });
  }
  await setFlag(change, 'BROADCAST', true);
}

/** "add" and "del": an IPv6 address, or an IPv4 one under the next free alias. */
async function addOrDelete(change: Change, word: string, add: boolean): Promise<void> {
  const [text = '', length] = word.split('/');
  const family = text.includes(':') ? 'inet6' : 'inet';
  const { address: local } = await hostAddress(text, change.sys, family, 'Host name lookup failure');
  const link = await linkOf(change);
  if (!link) return fail(change, 'SIOCGIFINDEX: No such device\n');
  const own = (await addresses(change.netlink)).filter(({ index }) => index === link.index);
  try {
    if (!add) {
      const address = own.find(each => each.local === local && (length === undefined || each.prefixLength === Number(length)));
      if (!address) throw new Errno('EADDRNOTAVAIL');
      await change.netlink.request({ type: 'deladdr', address });
      return;
    }
    const prefixLength =
      length === undefined
        ? family === 'inet6'
          ? 128
          : (own.find(each => each.family === 'inet')?.prefixLength ?? classLength(local))
        : Number(length);
    let number = 0;
    while (own.some(({ label }) => label === `${change.device}:${number}`)) number++;
    // An alias has the mask and broadcast address of the first address.
    const main = own.find(each => each.family === 'inet');
    const broadcast = main?.broadcast ?? broadcastOf(local, prefixLength);
    const more = family === 'inet6' ? {} : { label: `${change.device}:${number}`, broadcast };
    await change.netlink.request({
      type: 'newaddr',
      address: { family, index: link.index, local, prefixLength, scope: 0, ...more },
      flags: { create: true, exclusive: true },
    });
  } catch (error) {
    await fail(change, `${add ? 'SIOCSIFADDR' : 'SIOCDIFADDR'}: ${words(error)}\n`);
  }
}
