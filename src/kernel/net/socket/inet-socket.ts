// What all internet sockets have: addresses, options, a pending error, and who owns them. As net/ipv4/af_inet.c.

import { Errno, type ErrnoCode, errnoNumber } from '../../../abi/errno.ts';
import type { SocketOptionValue } from '../../../abi/sys.ts';
import type { Address, SocketType } from '../../../abi/types.ts';
import { type IpAddress, isAny, isLinkLocal6, isMulticast } from '../../../wire/address.ts';
import { capable } from '../../credentials.ts';
import type { Process } from '../../process/process.ts';
import { WaitQueue } from '../../sched/wait-queue.ts';
import { nextAnonymousIno } from '../../vfs/anonymous.ts';
import { ownerOf4 } from '../address4.ts';
import { ownerOf6 } from '../address6.ts';
import { deviceByIndex } from '../netdev.ts';
import type { NetNamespace } from '../netns.ts';
import { addressType4, type RouteResult, routeOutput4 } from '../route/lookup.ts';
import { routeOutput6 } from '../route/lookup6.ts';
import type { Netdev, SkbSocket } from '../skb.ts';
import { type NetSysctls, pair, sysctls } from '../sysctl.ts';
import { anyAddress, type Endpoint, printEndpoint, readEndpoint } from './inet-address.ts';
import { getInetOption, type InetOptions, newOptions, setInetOption } from './inet-options.ts';

/** What knows the path of a process's cgroup: cgroup/ registers itself. */
let cgroupPathOf: (process: Process) => string = () => '/';
export function setCgroupPath(of: (process: Process) => string): void {
  cgroupPathOf = of;
}

/** Answers options that another part of the kernel holds (SO_ORIGINAL_DST). Undefined where it has nothing to say. */
type OptionAnswer = (socket: InetSocket, option: string) => SocketOptionValue | undefined;
const answers: OptionAnswer[] = [];
export function registerSocketOption(answer: OptionAnswer): void {
  answers.push(answer);
}

export abstract class InetSocket implements SkbSocket {
  readonly family: 'inet' | 'inet6';
  readonly type: SocketType;
  readonly protocol: number;
  readonly ino: number;
  readonly stream = true;
  readonly netns: NetNamespace;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly cgroup: string;
  readonly options: InetOptions = newOptions();
  v6only: boolean;
  local: IpAddress;
  localPort = 0;
  /** Bound to an address by bind(2), not by connect or the first send. */
  boundByUser = false;
  remote: IpAddress | undefined;
  remotePort = 0;
  scope = 0;
  error: ErrnoCode | undefined;
  shutdownRead = false;
  shutdownWrite = false;
  closed = false;
  #holds = false;
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();

  /** Made by a process, or by a socket that listens for it. */
  constructor(by: Process | InetSocket, family: 'inet' | 'inet6', type: SocketType, protocol: number) {
    this.family = family;
    this.type = type;
    this.protocol = protocol;
    if (by instanceof InetSocket) {
      this.netns = by.netns;
      this.uid = by.uid;
      this.gid = by.gid;
      this.groups = by.groups;
      this.cgroup = by.cgroup;
    } else {
      this.netns = by.ns.net as NetNamespace;
      this.uid = by.credentials.fsuid;
      this.gid = by.credentials.fsgid;
      this.groups = by.credentials.groups;
      this.cgroup = cgroupPathOf(by);
      this.holdNetns();
    }
    this.ino = nextAnonymousIno(this.netns.kernel);
    this.local = anyAddress(family);
    this.v6only = family === 'inet6' && sysctls(this.netns).ipv6.bindv6only !== 0;
  }

  /** A socket that a program has keeps its namespace alive. */
  holdNetns(): void {
    if (this.#holds) return;
    this.#holds = true;
    this.netns.hold();
  }

  letGoNetns(): void {
    if (!this.#holds) return;
    this.#holds = false;
    this.netns.letGo();
  }

  get conf(): NetSysctls {
    return sysctls(this.netns);
  }
  get mark(): number {
    return this.options.mark;
  }
  get transparent(): boolean {
    return this.option('IP_TRANSPARENT') !== 0;
  }
  get device(): Netdev | undefined {
    return this.options.device;
  }
  /** The value of a plain option; 0 where it is not set. */
  option(name: string): number {
    return this.options.numbers.get(name) ?? 0;
  }

  getsockname(): Address {
    return printEndpoint(this.local, this.localPort, this.family, this.scope);
  }
  getpeername(): Address {
    if (this.remote === undefined) throw new Errno('ENOTCONN');
    return printEndpoint(this.remote, this.remotePort, this.family, this.scope);
  }

  getsockopt(option: string): SocketOptionValue {
    if (option === 'SO_ERROR') {
      const code = this.takeError();
      return code === undefined ? 0 : errnoNumber(code);
    }
    if (option === 'SO_ACCEPTCONN') return 0;
    if (option === 'IPV6_V6ONLY' && this.family === 'inet6') return this.v6only ? 1 : 0;
    if (option === 'SO_COOKIE') return this.ino;
    if (option === 'SO_NETNS_COOKIE') return this.netns.cookie;
    if (option === 'IP_MTU' || option === 'IPV6_MTU') return this.#pathMtu();
    for (const answer of answers) {
      const given = answer(this, option);
      if (given !== undefined) return given;
    }
    const value = getInetOption(this.options, option, this.netns);
    if (value === undefined) throw new Errno('ENOPROTOOPT');
    return value;
  }

  #pathMtu(): number {
    if (this.remote === undefined) throw new Errno('ENOTCONN');
    const route = this.routeTo(this.remote, this.remotePort);
    return route.mtu;
  }

  setsockopt(option: string, value: SocketOptionValue, by: Process): void {
    if (option === 'IPV6_V6ONLY') {
      if (this.family !== 'inet6') throw new Errno('ENOPROTOOPT');
      if (this.localPort !== 0) throw new Errno('EINVAL');
      this.v6only = Number(value) !== 0;
      return;
    }
    setInetOption(this.options, option, value, by, this.netns);
  }

  takeError(): ErrnoCode | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  /** Throws a pending error, once. */
  throwError(): void {
    const code = this.takeError();
    if (code !== undefined) throw new Errno(code);
  }

  fail(code: ErrnoCode): void {
    this.error = code;
    this.readable.wake();
    this.writable.wake();
  }

  /** Reads an address for bind(2), and checks that it is this host's. */
  readBind(to: Address, by: Process): Endpoint {
    const end = readEndpoint(to, this.family);
    const { address, port } = end;
    if (this.family === 'inet6' && typeof address === 'number' && this.v6only) throw new Errno('EINVAL');
    if (
      port !== 0 &&
      port < sysctls(this.netns).ipv4.ip_unprivileged_port_start &&
      !capable(by, 'CAP_NET_BIND_SERVICE', this.netns.owner)
    ) {
      throw new Errno('EACCES');
    }
    this.#checkOwn(end);
    return end;
  }

  #checkOwn({ address, scope }: Endpoint): void {
    if (isAny(address)) return;
    const { ipv4, ipv6 } = sysctls(this.netns);
    const free = this.transparent || this.option('IP_FREEBIND') !== 0 || this.option('IPV6_FREEBIND') !== 0;
    if (typeof address === 'number') {
      if (free || ipv4.ip_nonlocal_bind !== 0) return;
      const type = addressType4(this.netns, address);
      if (type !== 'local' && type !== 'multicast' && type !== 'broadcast') throw new Errno('EADDRNOTAVAIL');
      if (type === 'broadcast' && this.type === 'stream') throw new Errno('EADDRNOTAVAIL');
      return;
    }
    if (isLinkLocal6(address)) {
      const device = this.device ?? (scope > 0 ? deviceByIndex(this.netns, scope) : undefined);
      if (!device) throw new Errno('EINVAL');
      this.scope = device.index;
      this.options.device ??= device;
    }
    if (free || ipv6.ip_nonlocal_bind !== 0 || isMulticast(address)) return;
    if (!ownerOf6(this.netns, address, isLinkLocal6(address) ? this.device : undefined)) throw new Errno('EADDRNOTAVAIL');
  }

  /** The route to a destination with this socket's own address, mark and device. Throws what there is instead of one. */
  routeTo(dest: IpAddress, port: number, how: { scope?: number; protocol?: number } = {}): RouteResult {
    const group = isMulticast(dest);
    const scoped = typeof dest === 'bigint' && (isLinkLocal6(dest) || group) ? (how.scope ?? this.scope) : 0;
    const device =
      this.options.device ??
      (scoped > 0 ? deviceByIndex(this.netns, scoped) : undefined) ??
      (group ? this.options.multicastDevice : undefined);
    const usable = !isAny(this.local) && typeof this.local === typeof dest && !isMulticast(this.local);
    const asked = {
      dest,
      source: usable ? this.local : undefined,
      tos: this.option('IP_TOS') & 0x1c,
      mark: this.options.mark,
      uid: this.uid,
      protocol: how.protocol ?? this.protocol,
      sourcePort: this.localPort,
      destPort: port,
      device,
      anySource: this.transparent || this.option('IP_FREEBIND') !== 0,
    };
    const found = typeof dest === 'number' ? routeOutput4(this.netns, asked) : routeOutput6(this.netns, asked);
    if (typeof found === 'string') throw new Errno(found);
    return found;
  }

  /** The range that ports are chosen from. */
  get portRange(): [number, number] {
    return pair(sysctls(this.netns).ipv4.ip_local_port_range);
  }
}

/** Whether an address is one of the namespace's own. */
export const isOwnAddress = (netns: NetNamespace, address: IpAddress): boolean =>
  typeof address === 'number' ? ownerOf4(netns, address) !== undefined : ownerOf6(netns, address) !== undefined;
