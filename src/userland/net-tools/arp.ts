// arp: manipulate the system ARP cache. net-tools 2.10.

import { Errno } from '../../abi/errno.ts';
import type { Route } from '../../abi/rtnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import { parseMac, printMac } from '../../wire/address.ts';
import { type Given, getopt, UsageError } from '../lib/getopt.ts';
import { print, program, readText, warn } from '../lib/io.ts';
import { Netlink } from '../lib/netlink.ts';
import { ResolveError, resolve, reverseResolve } from '../lib/resolve.ts';
import { ARP, ARP_LIST, VERSIONS } from './help.ts';
import { Failure, links, STATUS, table, words as wordsOf } from './kernel.ts';

const LONG = {
  verbose: '-v',
  version: '-V',
  all: '-a',
  delete: '-d',
  file: '-f',
  numeric: '-n',
  set: '-s',
  protocol: '-A',
  'hw-type': '-H',
  device: '-i',
  help: '-h',
  'use-device': '-D',
  symbolic: '-N',
} as const;
const [COMPLETE, PERMANENT, PUBLISHED] = [2, 4, 8];
const HARDWARE = new Set(['ash', 'ether', 'ax25', 'netrom', 'rose', 'arcnet', 'dlci', 'fddi', 'hippi', 'irda', 'x25', 'eui64']);

interface Look {
  numeric: boolean;
  bsd: boolean;
  verbose: boolean;
  device: string | undefined;
  hardware: boolean;
}

export default program({
  name: 'arp',
  summary: 'manipulate the system ARP cache',

  async main(sys, argv) {
    try {
      return await run(sys, argv);
    } catch (error) {
      if (error instanceof UsageError) {
        await warn(sys, `arp: ${error.message}\n${ARP}${ARP_LIST}`);
        return STATUS.optionError;
      }
      if (!(error instanceof Failure)) throw error;
      await warn(sys, error.message);
      return error.status;
    }
  },
});

async function run(sys: Sys, argv: readonly string[]): Promise<number> {
  const { given, operands } = getopt(argv, 'A:H:adfp:nsei:t:vh?DNV', LONG);
  const has = (option: string): boolean => given.some((each: Given) => each.option === option);
  const last = (option: string): string | undefined => given.findLast(each => each.option === option)?.value;
  if (has('-V')) {
    await print(sys, VERSIONS.arp);
    return 0;
  }
  if (has('-h') || has('-?')) {
    await warn(sys, ARP_LIST);
    await print(sys, ARP);
    return 0;
  }
  const hardware = last('-H') ?? last('-t');
  if (hardware !== undefined && !HARDWARE.has(hardware)) throw new Failure(`arp: ${hardware}: unknown hardware type.\n`, 255);
  const family = last('-A') ?? last('-p');
  if (family !== undefined && family !== 'inet') throw new Failure(`arp: ${family}: unknown address family.\n`, 255);
  const device = last('-i');
  if (has('-f')) return fromFile(sys, operands[0] ?? '/etc/ethers', device);
  if (has('-d')) return remove(sys, operands, device);
  if (has('-s')) return add(sys, operands, device, has('-D'));
  const look = { numeric: has('-n'), bsd: has('-a'), verbose: has('-v'), device, hardware: hardware !== undefined };
  return show(sys, operands[0], look);
}

async function addressOf(sys: Sys, name: string): Promise<string> {
  try {
    return (await resolve(sys, name, { family: 'inet' }))[0]!.address;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Failure(`${name}: ${/^[\d.]+$/.test(name) ? 'Unknown host' : 'Host name lookup failure'}\n`, 255);
  }
}

const HEADING = 'Address                  HWtype  HWaddress           Flags Mask            Iface\n';

async function show(sys: Sys, host: string | undefined, look: Look): Promise<number> {
  const asked = host === undefined ? undefined : await addressOf(sys, host);
  let entries = 0;
  let shown = '';
  let found = 0;
  for (const [address = '', type = '', flagText = '', mac = '', , device = ''] of await table(sys, 'arp')) {
    entries++;
    if (asked !== undefined && asked !== address) continue;
    if (look.device !== undefined && look.device !== device) continue;
    if (look.hardware && Number(type) !== 1) continue;
    found++;
    const flags = Number(flagText);
    const name = look.numeric ? undefined : await reverseResolve(sys, address);
    if (look.bsd) shown += bsdLine(name ?? '?', address, flags, mac, device);
    else shown += `${found === 1 ? HEADING : ''}${linuxLine(name ?? address, flags, mac, device)}`;
  }
  await print(sys, shown);
  if (look.verbose) await print(sys, `Entries: ${entries}\tSkipped: ${entries - found}\tFound: ${found}\n`);
  if (found === 0) {
    if (host !== undefined && !look.bsd) await print(sys, `${host} (${asked}) -- no entry\n`);
    else if (look.hardware || host !== undefined || look.device !== undefined) {
      await print(sys, `arp: in ${entries} entries no match found.\n`);
    }
  }
  return 0;
}

function linuxLine(name: string, flags: number, mac: string, device: string): string {
  const head = `${name.slice(0, 23).padEnd(23)}  `;
  if ((flags & (COMPLETE | PUBLISHED)) === 0) return `${head}${''.padEnd(8)}${'(incomplete)'.padEnd(42)}${device}\n`;
  const published = (flags & PUBLISHED) !== 0;
  const letters = [(flags & COMPLETE) !== 0 ? 'C' : '', (flags & PERMANENT) !== 0 ? 'M' : '', published ? 'P' : ''].join('');
  const hardware = (flags & COMPLETE) === 0 ? `${'*'.padEnd(8)}${'<from_interface>'.padEnd(20)}` : `${'ether'.padEnd(8)}${mac.padEnd(20)}`;
  return `${head}${hardware}${letters.padEnd(22)}${device}\n`;
}

function bsdLine(name: string, address: string, flags: number, mac: string, device: string): string {
  const published = (flags & PUBLISHED) !== 0;
  let text = `${name} (${address}) at `;
  if ((flags & COMPLETE) !== 0) text += `${mac} [ether] `;
  else text += published ? '<from_interface> ' : '<incomplete> ';
  if ((flags & PERMANENT) !== 0) text += 'PERM ';
  if (published) text += 'PUB ';
  return `${text}on ${device}\n`;
}

/** arp_req_set: without a device, the one that the route to the address leads through. */
async function deviceIndex(netlink: Netlink, address: string, device: string | undefined): Promise<number> {
  if (device !== undefined) {
    const link = (await links(netlink)).find(({ name }) => name === device);
    if (!link) throw new Errno('ENODEV');
    return link.index;
  }
  const [answer] = await netlink.request({ type: 'getroute', route: { family: 'inet', dest: address, destLength: 32 } });
  const route = answer?.type === 'newroute' ? (answer.route as Route) : undefined;
  if (route?.index === undefined) throw new Errno('ENETUNREACH');
  // Only what is on a link of this host has a neighbour.
  if (route.gateway !== undefined) throw new Errno('ENETUNREACH');
  if (route.type === 'local') throw new Errno('EINVAL');
  return route.index;
}

async function add(sys: Sys, operands: readonly string[], device: string | undefined, useDevice: boolean): Promise<number> {
  const [host, hardware, ...more] = operands;
  if (host === undefined) throw new Failure('arp: need host name\n', 255);
  const dest = await addressOf(sys, host);
  if (hardware === undefined) throw new Failure('arp: need hardware address\n', 255);
  const netlink = await Netlink.open(sys);
  const own = useDevice ? (await links(netlink)).find(({ name }) => name === hardware) : undefined;
  if (useDevice && !own) throw new Failure(`arp: cant get HW-Address for \`${hardware}': No such device.\n`, 255);
  const lladdr = own?.address ?? macText(hardware);
  if (lladdr === undefined) throw new Failure('arp: invalid hardware address\n', 255);
  const published = more.includes('pub');
  if (more.includes('netmask')) throw new Failure('arp: option netmask is not simulated here\n', 255);
  try {
    const index = await deviceIndex(netlink, dest, published && useDevice ? (device ?? hardware) : device);
    const entry = published
      ? { flags: ['proxy'] }
      : { lladdr, state: [more.includes('temp') ? ('STALE' as const) : ('PERMANENT' as const)] };
    await netlink.request({
      type: 'newneigh',
      neighbour: { family: 'inet', index, dest, ...entry },
      flags: { create: true, replace: true },
    });
    return 0;
  } catch (error) {
    await warn(sys, `SIOCSARP: ${wordsOf(error)}\n`);
    return 255;
  }
}

function macText(text: string): string | undefined {
  const mac = parseMac(text);
  return mac === undefined ? undefined : printMac(mac);
}

async function remove(sys: Sys, operands: readonly string[], device: string | undefined): Promise<number> {
  const [host, ...more] = operands;
  if (host === undefined) throw new Failure('arp: need host name\n', 255);
  const dest = await addressOf(sys, host);
  const netlink = await Netlink.open(sys);
  try {
    // A published entry belongs to a device: without its name there is none.
    if (more.includes('pub') && device === undefined) throw new Errno('ENXIO');
    const index = await deviceIndex(netlink, dest, device);
    const flags = more.includes('pub') ? { flags: ['proxy'] } : {};
    await netlink.request({ type: 'delneigh', neighbour: { family: 'inet', index, dest, ...flags } });
    return 0;
  } catch (error) {
    const none = error instanceof Errno && (error.code === 'ENOENT' || error.code === 'ENXIO');
    await warn(sys, none ? `No ARP entry for ${host}\n` : `SIOCDARP(dontpub): ${wordsOf(error)}\n`);
    return 255;
  }
}

/** arp -f: an entry a line, as -s takes it. */
async function fromFile(sys: Sys, path: string, device: string | undefined): Promise<number> {
  let text: string;
  try {
    text = await readText(sys, path);
  } catch (error) {
    wordsOf(error);
    throw new Failure(`arp: cannot open etherfile ${path} !\n`, 255);
  }
  let status = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === '') continue;
    if (words.length < 2) {
      await warn(sys, `arp: format error on line ${at + 1} of etherfile ${path} !\n`);
      continue;
    }
    if ((await add(sys, words, device, false)) !== 0) status = 255;
  }
  return status;
}
