// Netlink sockets: requests in, answers and news of multicast groups out. As net/netlink/af_netlink.c; messages are plain data.

import { Errno } from '../../../abi/errno.ts';
import type { NetlinkMessage, NetlinkProtocol } from '../../../abi/netlink.ts';
import type { Address, MessageFlags } from '../../../abi/types.ts';
import type { Process } from '../../process/process.ts';
import { WaitQueue } from '../../sched/wait-queue.ts';
import { nextAnonymousIno } from '../../vfs/anonymous.ts';
import { type NetNamespace, pernet } from '../netns.ts';
import { type Datagram, registerFamily, type Socket } from './socket.ts';

/** What a protocol does with a request: sends answers by `reply`; what it throws becomes the error that ends the request. */
export type NetlinkHandler = (request: NetlinkMessage, context: NetlinkContext) => void;

export interface NetlinkContext {
  readonly netns: NetNamespace;
  readonly by: Process;
  readonly socket: NetlinkSocket;
  /** Sends an answer that belongs to the request. */
  reply(message: NetlinkMessage): void;
}

const protocols = new Map<NetlinkProtocol, NetlinkHandler>();

/** Called once by each protocol's module ('route', 'netfilter', 'sock_diag'). */
export function registerNetlink(protocol: NetlinkProtocol, handler: NetlinkHandler): void {
  protocols.set(protocol, handler);
}

/** The netlink sockets of a namespace, as /proc/net/netlink lists them. */
export const netlinkSockets = pernet((): Set<NetlinkSocket> => new Set());

const NUMBERS: Record<NetlinkProtocol, number> = { route: 0, sock_diag: 4, netfilter: 12, generic: 16 };
const QUEUE_MAX = 20000;

/** Sends news to every socket that joined a group (a bit mask). Built only where somebody listens. */
export function netlinkMulticast(netns: NetNamespace, protocol: NetlinkProtocol, group: number, build: () => NetlinkMessage): void {
  let message: NetlinkMessage | undefined;
  for (const socket of netlinkSockets(netns)) {
    if (socket.protocol !== protocol || (socket.groups & group) >>> 0 === 0) continue;
    message ??= build();
    socket.put(message);
  }
}

/** Whether anybody listens to a group. */
export function netlinkListeners(netns: NetNamespace, protocol: NetlinkProtocol, group: number): boolean {
  for (const socket of netlinkSockets(netns)) if (socket.protocol === protocol && socket.groups & group) return true;
  return false;
}

export class NetlinkSocket implements Socket {
  readonly family = 'netlink';
  readonly type;
  readonly protocol: NetlinkProtocol;
  readonly protocolNumber: number;
  readonly ino: number;
  readonly stream = true;
  readonly netns: NetNamespace;
  readonly uid: number;
  groups = 0;
  portId = 0;
  drops = 0;
  readonly #queue: NetlinkMessage[] = [];
  readonly #readable = new WaitQueue();
  readonly #options = new Map<string, number>();
  #overrun = false;

  constructor(by: Process, type: Socket['type'], protocol: NetlinkProtocol) {
    this.type = type;
    this.protocol = protocol;
    this.protocolNumber = NUMBERS[protocol];
    this.netns = by.ns.net as NetNamespace;
    this.uid = by.credentials.euid;
    this.ino = nextAnonymousIno(by.kernel);
    netlinkSockets(this.netns).add(this);
    this.netns.hold();
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  /** Puts a message in the socket's queue; what does not fit is lost, and the next receive says ENOBUFS. */
  put(message: NetlinkMessage): void {
    if (this.#queue.length >= QUEUE_MAX) {
      this.drops++;
      this.#overrun = true;
    } else this.#queue.push(message);
    this.#readable.wake();
  }

  #autobind(by: Process): void {
    if (this.portId !== 0) return;
    const taken = new Set([...netlinkSockets(this.netns)].filter(other => other.protocol === this.protocol).map(other => other.portId));
    let id = by.pid;
    for (let next = 0xfffff000; taken.has(id); next--) id = next;
    this.portId = id;
  }

  bind(to: Address, by: Process): void {
    if (to.family !== 'netlink') throw new Errno('EINVAL');
    this.groups = to.groups;
    if (to.pid !== 0) this.portId = to.pid;
    else this.#autobind(by);
  }

  connect(_to: Address, by: Process): void {
    this.#autobind(by);
  }

  getsockname(): Address {
    return { family: 'netlink', pid: this.portId, groups: this.groups };
  }

  getsockopt(option: string): number {
    return this.#options.get(option) ?? (option === 'SO_RCVBUF' || option === 'SO_SNDBUF' ? 212992 : 0);
  }

  setsockopt(option: string, value: unknown): void {
    if (option === 'NETLINK_ADD_MEMBERSHIP') this.groups = (this.groups | (1 << (Number(value) - 1))) >>> 0;
    else if (option === 'NETLINK_DROP_MEMBERSHIP') this.groups = (this.groups & ~(1 << (Number(value) - 1))) >>> 0;
    else this.#options.set(option, Number(value));
  }

  /** Handles the request at once; its answers are in the queue when this returns. */
  netlinkSend(message: NetlinkMessage, by: Process): void {
    const handler = protocols.get(this.protocol);
    if (!handler) throw new Errno('ECONNREFUSED');
    this.#autobind(by);
    const sequence = message.sequence ?? 0;
    const reply = (answer: NetlinkMessage): void => this.put({ ...answer, sequence });
    try {
      handler(message, { netns: this.netns, by, socket: this, reply });
      reply(message.flags?.dump ? { type: 'done' } : { type: 'error' });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      reply({ type: 'error', errno: error.code, ...(error.detail === undefined ? {} : { detail: error.detail }) });
    }
  }

  netlinkReceive(): NetlinkMessage[] | WaitQueue {
    if (this.#overrun) {
      this.#overrun = false;
      throw new Errno('ENOBUFS');
    }
    if (this.#queue.length === 0) return this.#readable;
    return this.#queue.splice(0, 64);
  }

  receive(_max: number, _flags: MessageFlags): Datagram | WaitQueue {
    throw new Errno('EOPNOTSUPP');
  }

  read(): never {
    throw new Errno('EOPNOTSUPP');
  }
  write(): never {
    throw new Errno('EOPNOTSUPP');
  }
  ready(want: 'read' | 'write'): true | WaitQueue {
    return want === 'write' || this.#queue.length > 0 || this.#overrun ? true : this.#readable;
  }
  release(): void {
    netlinkSockets(this.netns).delete(this);
    for (const closed of closers) closed(this);
    this.netns.letGo();
  }
}

const closers: ((socket: NetlinkSocket) => void)[] = [];

/** For protocols that keep something for a socket: is told when one closes. */
export function onNetlinkClose(run: (socket: NetlinkSocket) => void): void {
  closers.push(run);
}

const isProtocol = (value: unknown): value is NetlinkProtocol => typeof value === 'string' && Object.hasOwn(NUMBERS, value);

registerFamily('netlink', (by, type, protocol) => {
  if (type !== 'raw' && type !== 'dgram') throw new Errno('ESOCKTNOSUPPORT');
  const named = protocol === 0 ? 'route' : protocol;
  if (!isProtocol(named)) throw new Errno('EPROTONOSUPPORT');
  return new NetlinkSocket(by, type, named);
});
