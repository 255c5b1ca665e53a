// Options of internet sockets at the levels SOL_SOCKET, IPPROTO_IP and IPPROTO_IPV6. As socket(7), ip(7), ipv6(7).

import { Errno } from '../../../abi/errno.ts';
import type { SocketOptionValue } from '../../../abi/sys.ts';
import { parseIpv4 } from '../../../wire/address.ts';
import { capable } from '../../credentials.ts';
import type { Process } from '../../process/process.ts';
import { recordRouteOption } from '../ip/options.ts';
import { deviceByIndex, deviceByName } from '../netdev.ts';
import type { NetNamespace } from '../netns.ts';
import type { Netdev } from '../skb.ts';
import { sysctls } from '../sysctl.ts';

export interface InetOptions {
  device: Netdev | undefined;
  mark: number;
  priority: number;
  multicastDevice: Netdev | undefined;
  multicastTtl: number;
  /** IP_OPTIONS. */
  ipOptions: Uint8Array | undefined;
  /** All that are plain numbers, by their name. */
  readonly numbers: Map<string, number>;
}

export const newOptions = (): InetOptions => ({
  device: undefined,
  mark: 0,
  priority: 0,
  multicastDevice: undefined,
  multicastTtl: 1,
  ipOptions: undefined,
  numbers: new Map(),
});

/** Numbers that are kept as they are given. */
const PLAIN = new Set([
  'SO_REUSEADDR',
  'SO_REUSEPORT',
  'SO_BROADCAST',
  'SO_KEEPALIVE',
  'SO_OOBINLINE',
  'SO_DONTROUTE',
  'SO_TIMESTAMP',
  'SO_TIMESTAMPNS',
  'SO_RCVTIMEO',
  'SO_SNDTIMEO',
  'SO_RCVLOWAT',
  'SO_NO_CHECK',
  'SO_PASSCRED',
  'SO_INCOMING_CPU',
  'SO_BUSY_POLL',
  'SO_LOCK_FILTER',
  'IP_TTL',
  'IP_TOS',
  'IP_RECVERR',
  'IP_RECVTTL',
  'IP_RECVTOS',
  'IP_PKTINFO',
  'IP_RECVOPTS',
  'IP_RETOPTS',
  'IP_MTU_DISCOVER',
  'IP_FREEBIND',
  'IP_MULTICAST_LOOP',
  'IP_MULTICAST_ALL',
  'IP_BIND_ADDRESS_NO_PORT',
  'IP_RECVORIGDSTADDR',
  'IP_LOCAL_PORT_RANGE',
  'IPV6_UNICAST_HOPS',
  'IPV6_MULTICAST_HOPS',
  'IPV6_MULTICAST_LOOP',
  'IPV6_TCLASS',
  'IPV6_RECVERR',
  'IPV6_RECVHOPLIMIT',
  'IPV6_RECVTCLASS',
  'IPV6_RECVPKTINFO',
  'IPV6_MTU_DISCOVER',
  'IPV6_DONTFRAG',
  'IPV6_FREEBIND',
  'IPV6_AUTOFLOWLABEL',
  'IPV6_ADDR_PREFERENCES',
  'IPV6_CHECKSUM',
  'ICMP_FILTER',
  'ICMP6_FILTER',
]);

const DEFAULTS: Readonly<Record<string, number>> = {
  IP_MULTICAST_LOOP: 1,
  IP_MULTICAST_ALL: 1,
  IPV6_MULTICAST_LOOP: 1,
  IPV6_MULTICAST_HOPS: 1,
  IPV6_UNICAST_HOPS: 64,
  IPV6_AUTOFLOWLABEL: 1,
  IP_MTU_DISCOVER: 1,
  IPV6_MTU_DISCOVER: 1,
  SO_RCVLOWAT: 1,
};

const admin = (by: Process, netns: NetNamespace): boolean =>
  capable(by, 'CAP_NET_ADMIN', netns.owner) || capable(by, 'CAP_NET_RAW', netns.owner);

function bindToDevice(options: InetOptions, value: SocketOptionValue, by: Process, netns: NetNamespace): void {
  // Only who may send raw may leave a device again.
  if (options.device && !capable(by, 'CAP_NET_RAW', netns.owner)) throw new Errno('EPERM');
  if (value === '' || value === 0) {
    options.device = undefined;
    return;
  }
  const device = typeof value === 'number' ? deviceByIndex(netns, value) : deviceByName(netns, String(value));
  if (!device) throw new Errno('ENODEV');
  options.device = device;
}

function bufferSize(option: string, value: number, netns: NetNamespace, by: Process): [string, number] {
  const receives = option.startsWith('SO_RCV');
  const { rmem_max, wmem_max } = sysctls(netns).core;
  if (option.endsWith('FORCE') && !capable(by, 'CAP_NET_ADMIN')) throw new Errno('EPERM');
  const limit = option.endsWith('FORCE') ? 0x3fffffff : receives ? rmem_max : wmem_max;
  return [receives ? 'SO_RCVBUF' : 'SO_SNDBUF', Math.max(Math.min(value, limit) * 2, receives ? 2304 : 4608)];
}

/** Sets an option of these levels. Throws ENOPROTOOPT for one that is none of them. */
export function setInetOption(options: InetOptions, option: string, value: SocketOptionValue, by: Process, netns: NetNamespace): void {
  const number = typeof value === 'number' ? value : Number(value);
  switch (option) {
    case 'SO_BINDTODEVICE':
    case 'SO_BINDTOIFINDEX':
      return bindToDevice(options, value, by, netns);
    case 'SO_MARK':
      if (!admin(by, netns)) throw new Errno('EPERM');
      options.mark = number >>> 0;
      return;
    case 'SO_PRIORITY':
      if ((number < 0 || number > 6) && !admin(by, netns)) throw new Errno('EPERM');
      options.priority = number;
      return;
    case 'SO_RCVBUF':
    case 'SO_SNDBUF':
    case 'SO_RCVBUFFORCE':
    case 'SO_SNDBUFFORCE':
      options.numbers.set(...bufferSize(option, number, netns, by));
      return;
    case 'IP_TRANSPARENT':
    case 'IPV6_TRANSPARENT':
      if (number !== 0 && !admin(by, netns)) throw new Errno('EPERM');
      options.numbers.set('IP_TRANSPARENT', number);
      return;
    case 'IP_MULTICAST_TTL':
      if (number < -1 || number > 255) throw new Errno('EINVAL');
      options.multicastTtl = number === -1 ? 1 : number;
      return;
    case 'IP_MULTICAST_IF':
    case 'IPV6_MULTICAST_IF':
      return setMulticastDevice(options, value, netns);
    case 'IP_OPTIONS':
      return setIpOptions(options, value);
    case 'SO_LINGER':
      options.numbers.set(option, typeof value === 'object' && 'onoff' in value ? (value.onoff ? Number(value.linger) : -1) : number);
      return;
    default:
      setPlain(options, option, number);
  }
}

/** `{ recordRoute: N }`: N hosts are asked for their address. */
function setIpOptions(options: InetOptions, value: SocketOptionValue): void {
  const slots = typeof value === 'object' && 'recordRoute' in value ? Number(value.recordRoute) : 0;
  if (!(slots >= 0 && slots <= 9)) throw new Errno('EINVAL');
  options.ipOptions = slots === 0 ? undefined : recordRouteOption(slots);
}

function setPlain(options: InetOptions, option: string, number: number): void {
  if (!PLAIN.has(option)) throw new Errno('ENOPROTOOPT');
  if (option === 'IP_TTL' && number !== -1 && (number < 1 || number > 255)) throw new Errno('EINVAL');
  if ((option === 'IPV6_UNICAST_HOPS' || option === 'IPV6_MULTICAST_HOPS') && (number < -1 || number > 255)) throw new Errno('EINVAL');
  if (option === 'IP_TOS' && number < 0) throw new Errno('EINVAL');
  if (option === 'IP_MTU_DISCOVER' && (number < 0 || number > 5)) throw new Errno('EINVAL');
  if (number === -1 && (option === 'IP_TTL' || option.endsWith('_HOPS'))) options.numbers.delete(option);
  else options.numbers.set(option, number);
}

function setMulticastDevice(options: InetOptions, value: SocketOptionValue, netns: NetNamespace): void {
  if (typeof value === 'number') options.multicastDevice = value === 0 ? undefined : deviceByIndex(netns, value);
  else {
    const byName = deviceByName(netns, String(value));
    if (!byName && parseIpv4(String(value)) === undefined) throw new Errno('EADDRNOTAVAIL');
    options.multicastDevice = byName;
  }
}

/** What an option is set to, or undefined where these levels do not know it. */
export function getInetOption(options: InetOptions, option: string, netns: NetNamespace): SocketOptionValue | undefined {
  const { core, ipv4 } = sysctls(netns);
  switch (option) {
    case 'SO_BINDTODEVICE':
      return options.device?.name ?? '';
    case 'SO_BINDTOIFINDEX':
      return options.device?.index ?? 0;
    case 'SO_MARK':
      return options.mark;
    case 'SO_PRIORITY':
      return options.priority;
    case 'SO_RCVBUF':
      return options.numbers.get(option) ?? core.rmem_default;
    case 'SO_SNDBUF':
      return options.numbers.get(option) ?? core.wmem_default;
    case 'IP_TTL':
      return options.numbers.get(option) ?? ipv4.ip_default_ttl;
    case 'IP_MULTICAST_TTL':
      return options.multicastTtl;
    case 'IP_TRANSPARENT':
    case 'IPV6_TRANSPARENT':
      return options.numbers.get('IP_TRANSPARENT') ?? 0;
    case 'SO_LINGER': {
      const linger = options.numbers.get(option) ?? -1;
      return { onoff: linger >= 0 ? 1 : 0, linger: Math.max(0, linger) };
    }
    default:
      return PLAIN.has(option) ? (options.numbers.get(option) ?? DEFAULTS[option] ?? 0) : undefined;
  }
}
