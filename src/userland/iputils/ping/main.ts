// ping: ICMP echo requests to a host. iputils 20250605.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Fd } from '../../../abi/types.ts';
import { print, program, warn } from '../../lib/io.ts';
import { literalAddress, ResolveError, resolve } from '../../lib/resolve.ts';
import { Fatal, type PingOptions, parseOptions } from './options.ts';
import { Pinger, type Target } from './pinger.ts';

const VERSION = 'ping from iputils 20250605\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n';
const DATA_BYTES_MAX = 65507;

export default program({
  name: 'ping',
  summary: 'send ICMP ECHO_REQUEST to network hosts',

  async main(sys, argv) {
    try {
      const options = parseOptions(argv);
      if (options === 'version') return await print(sys, VERSION);
      for (const warning of options.warnings) await warn(sys, `ping: ${warning}\n`);
      return await start(sys, options);
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      await warn(sys, error.whole ? error.message : `ping: ${error.message}\n`);
      return error.status;
    }
  },
});

async function start(sys: Sys, options: PingOptions): Promise<number> {
  const asked = await findTarget(sys, options);
  const { fd, raw } = await openSocket(sys, asked.family);
  if (asked.family === 'inet' && options.size > DATA_BYTES_MAX)
    throw new Fatal(`invalid -s value: '${options.size}': out of range: 0 <= value <= ${DATA_BYTES_MAX}`, 1);
  const source = await probe(sys, fd, asked, options);
  // "0" is this host: the address that packets have as their source.
  const target = asked.address === '0.0.0.0' ? { ...asked, address: source } : asked;
  await setOptions(sys, fd, target, options);
  const identifier = raw ? (await sys.getpid()) & 0xffff : 0;
  await print(sys, banner(target, options, source));
  return new Pinger(sys, fd, raw, identifier, target, options).run();
}

async function findTarget(sys: Sys, { host, family }: PingOptions): Promise<Target> {
  try {
    const [first] = await resolve(sys, host, { family: family ?? (host.includes(':') ? undefined : undefined) });
    return { family: first!.family, address: first!.address, host, named: literalAddress(host) === undefined };
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new Fatal(`${host}: ${error.message}`, 2);
  }
}

/** A ping socket where the group may have one, else a raw one. */
async function openSocket(sys: Sys, family: 'inet' | 'inet6'): Promise<{ fd: Fd; raw: boolean }> {
  const protocol = family === 'inet' ? 1 : 58;
  try {
    return { fd: await sys.socket(family, 'dgram', protocol), raw: false };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  try {
    return { fd: await sys.socket(family, 'raw', protocol), raw: true };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`socktype: SOCK_RAW\nping: socket: ${error.message}\nping: => missing cap_net_raw+p capability or setuid?`, 2);
  }
}

async function or<T>(work: Promise<T>, words: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`${words}: ${error.message}`, 2);
  }
}

/** Asks the kernel, by connecting a UDP socket, which source address packets will have. */
async function probe(sys: Sys, fd: Fd, target: Target, options: PingOptions): Promise<string> {
  const { family } = target;
  const { device, source } = options;
  if (source !== undefined) {
    await or(sys.bind(fd, { family, address: source, port: 0 }), 'bind');
    if (device !== undefined) await or(sys.setsockopt(fd, 'SO_BINDTODEVICE', device), `SO_BINDTODEVICE ${device}`);
    return source;
  }
  const udp = await or(sys.socket(family, 'dgram'), 'socket');
  if (device !== undefined) {
    await or(sys.setsockopt(udp, 'SO_BINDTODEVICE', device), `SO_BINDTODEVICE ${device}`);
    await or(sys.setsockopt(fd, 'SO_BINDTODEVICE', device), `SO_BINDTODEVICE ${device}`);
  }
  if (options.mark !== undefined) await sys.setsockopt(udp, 'SO_MARK', options.mark).catch(() => undefined);
  const to = { family, address: target.address, port: 1025 } as const;
  try {
    await sys.connect(udp, to);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code !== 'EACCES' || family !== 'inet') throw new Fatal(`connect: ${error.message}`, 2);
    if (!options.broadcast) throw new Fatal('Do you want to ping broadcast? Then -b. If not, check your local firewall rules', 2);
    await warn(sys, 'WARNING: pinging broadcast address\n');
    await or(sys.setsockopt(udp, 'SO_BROADCAST', 1), "can't set broadcasting");
    await or(sys.setsockopt(fd, 'SO_BROADCAST', 1), "can't set broadcasting");
    await or(sys.connect(udp, to), 'connect');
  }
  const local = await sys.getsockname(udp);
  await sys.close(udp);
  const address = local.family === 'inet' || local.family === 'inet6' ? local.address : '';
  if (device !== undefined && !(await deviceHas(sys, device, address))) {
    await warn(sys, `ping: Warning: source address might be selected on device other than: ${device}\n`);
  }
  return address;
}

/** Is the address one of the device's own? Found by binding to both. */
async function deviceHas(sys: Sys, device: string, address: string): Promise<boolean> {
  const { Netlink } = await import('../../lib/netlink.ts');
  const netlink = await Netlink.open(sys);
  const [links, addresses] = [await netlink.dump({ type: 'getlink', link: {} }), await netlink.dump({ type: 'getaddr', address: {} })];
  await netlink.close();
  const link = links.find(answer => answer.type === 'newlink' && answer.link.name === device);
  const index = link?.type === 'newlink' ? link.link.index : undefined;
  return addresses.some(answer => answer.type === 'newaddr' && answer.address.index === index && answer.address.local === address);
}

async function setOptions(sys: Sys, fd: Fd, target: Target, options: PingOptions): Promise<void> {
  const six = target.family === 'inet6';
  const set = (name: string, value: number | string): Promise<void> => sys.setsockopt(fd, name, value).catch(() => undefined);
  await set(six ? 'IPV6_RECVERR' : 'IP_RECVERR', 1);
  await set(six ? 'IPV6_RECVHOPLIMIT' : 'IP_RECVTTL', 1);
  if (options.ttl !== undefined)
    await or(sys.setsockopt(fd, six ? 'IPV6_UNICAST_HOPS' : 'IP_TTL', options.ttl), 'cannot set unicast time-to-live');
  if (options.tos !== 0)
    await or(
      sys.setsockopt(fd, six ? 'IPV6_TCLASS' : 'IP_TOS', options.tos),
      six ? 'setsockopt(IPV6_TCLASS)' : 'error setting QOS sockopts',
    );
  if (options.mark !== undefined) await or(sys.setsockopt(fd, 'SO_MARK', options.mark), `failed to set mark: ${options.mark}`);
  if (options.bypassRoute) await set('SO_DONTROUTE', 1);
  if (options.discover !== undefined) {
    const values = { dont: 0, want: 1, do: 2, probe: 3 };
    await or(sys.setsockopt(fd, six ? 'IPV6_MTU_DISCOVER' : 'IP_MTU_DISCOVER', values[options.discover]), 'IP_MTU_DISCOVER');
  }
  if (options.recordRoute) await or(sys.setsockopt(fd, 'IP_OPTIONS', { recordRoute: 9 }), 'record route');
}

function banner(target: Target, options: PingOptions, source: string): string {
  const pattern = options.pattern.length > 0 ? `PATTERN: 0x${options.patternText}\n` : '';
  const name = target.named ? `${target.host}` : target.host;
  const from = options.device !== undefined || options.source !== undefined ? ` from ${source} ${options.device ?? ''}:` : '';
  if (target.family === 'inet6')
    return `${pattern}PING ${name} (${target.address})${from} ${options.size} data bytes\n`.replace(
      `PING ${name} (${name})`,
      `PING ${name} (${target.address})`,
    );
  return `${pattern}PING ${name} (${target.address})${from} ${options.size}(${options.size + 28 + (options.recordRoute ? 40 : 0)}) bytes of data.\n`;
}
