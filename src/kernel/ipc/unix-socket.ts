// Unix sockets: streams, datagrams and packets between processes of one machine, with descriptors passed along. As unix(7), Linux 6.12.

import { Errno } from '../../abi/errno.ts';
import type { SocketOptionValue } from '../../abi/sys.ts';
import type { IoctlRequest } from '../../abi/tty.ts';
import type { Address, MessageFlags, PeerCredentials, SocketType } from '../../abi/types.ts';
import { userNamespaceOf } from '../credentials.ts';
import { type Datagram, registerFamily, type Socket } from '../net/socket/socket.ts';
import type { Namespace } from '../ns/namespace.ts';
import { pidNamespaceOf } from '../ns/pid.ts';
import { current, currentOrNone } from '../process/current.ts';
import type { Process } from '../process/process.ts';
import { sendSignal } from '../process/signal.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { nextAnonymousIno } from '../vfs/anonymous.ts';
import type { OpenFile } from '../vfs/open-file.ts';
import { autobind, claimName, findSocket, giveUpName, namedSockets, unixPath } from './unix-names.ts';

const BUFFER_BYTES = 212992;
const BACKLOG_MAX = 4096;
/** net.unix.max_dgram_qlen: how many datagrams wait, plus one. */
const DATAGRAMS_MAX = 11;
const EMPTY = new Uint8Array(0);
const NOWHERE: Address = { family: 'unix', path: '' };

interface Message {
  data: Uint8Array;
  files: readonly OpenFile[];
  sender: Process;
  from: Address;
}

interface Peer {
  process: Process;
  uid: number;
  gid: number;
}

const peerOf = (process: Process): Peer => ({ process, uid: process.credentials.euid, gid: process.credentials.egid });

export class UnixSocket implements Socket {
  readonly family = 'unix';
  readonly type: SocketType;
  readonly protocol = 0;
  readonly stream = true;
  readonly ino: number;
  readonly netns: Namespace;
  /** Its name: a path, an abstract one with NUL first, or ''. */
  path = '';
  closed = false;
  listening = false;
  backlog = 0;
  /** Connections that wait to be accepted. */
  readonly pending: UnixSocket[] = [];
  other: UnixSocket | undefined;
  /** Bytes that wait to be read. */
  queuedBytes = 0;
  #queue: Message[] = [];
  #owner: Peer;
  #peer: Peer | undefined;
  #readShut = false;
  #writeShut = false;
  #reset = false;
  #passCredentials = false;
  readonly #readable = new WaitQueue();
  /** Woken when there is room in this socket's queue. */
  readonly #room = new WaitQueue();

  constructor(by: Process, type: SocketType) {
    this.type = type;
    this.netns = by.ns.net;
    this.ino = nextAnonymousIno(by.kernel);
    this.#owner = peerOf(by);
    namedSockets(this.netns).add(this);
  }

  get ownerUid(): number {
    return this.#owner.uid;
  }

  get address(): Address {
    return this.path === '' ? NOWHERE : { family: 'unix', path: this.path };
  }

  /** Was it connected once? Streams only: datagram sockets have a default receiver at most. */
  get connected(): boolean {
    return this.other !== undefined || this.#peer !== undefined;
  }

  bind(to: Address, by: Process): void {
    const path = unixPath(to);
    if (this.path !== '') throw new Errno('EINVAL');
    if (path === '') this.path = autobind(this);
    else {
      claimName(this, path, by);
      this.path = path;
    }
  }

  listen(backlog: number): void {
    if (this.type === 'dgram') throw new Errno('EOPNOTSUPP');
    if (this.path === '' || this.connected) throw new Errno('EINVAL');
    this.backlog = Math.min(Math.max(backlog, 0), BACKLOG_MAX);
    this.listening = true;
    this.#owner = peerOf(current().process);
    this.#room.wake();
  }

  accept(): { socket: UnixSocket; peer: Address } | WaitQueue {
    if (!this.listening) throw new Errno('EINVAL');
    const socket = this.pending.shift();
    if (!socket) return this.#readable;
    this.#room.wake();
    return { socket, peer: socket.other?.address ?? NOWHERE };
  }

  connect(to: Address, by: Process, nonblock: boolean): void | WaitQueue {
    if (this.type === 'dgram') {
      this.other = unixPath(to) === '' ? undefined : this.#receiver(to, by);
      return;
    }
    if (this.connected) throw new Errno('EISCONN');
    if (this.listening) throw new Errno('EINVAL');
    const listener = findSocket(this.netns, unixPath(to), by) as UnixSocket;
    if (listener.type !== this.type) throw new Errno('EPROTOTYPE');
    if (!listener.listening) throw new Errno('ECONNREFUSED');
    if (listener.pending.length > listener.backlog) {
      if (nonblock) throw new Errno('EAGAIN');
      return listener.#room;
    }
    const server = new UnixSocket(by, this.type);
    server.path = listener.path;
    this.#owner = peerOf(by);
    join(this, server);
    server.#peer = this.#owner;
    this.#peer = listener.#owner;
    listener.pending.push(server);
    listener.#readable.wake();
  }

  /** The two ends of socketpair. */
  static pair(by: Process, type: SocketType): [UnixSocket, UnixSocket] {
    const [one, other] = [new UnixSocket(by, type), new UnixSocket(by, type)];
    join(one, other);
    one.#peer = other.#peer = peerOf(by);
    return [one, other];
  }

  send(data: Uint8Array, to: Address | undefined, _flags: MessageFlags, files: readonly OpenFile[], by: Process): number | WaitQueue {
    if (this.type !== 'dgram' && to && this.type === 'stream') throw new Errno(this.connected ? 'EISCONN' : 'EOPNOTSUPP');
    if (this.#writeShut) throw new Errno('EPIPE');
    const other = to && this.type === 'dgram' ? this.#receiver(to, by) : this.#connectedOther();
    if (other.closed || other.#readShut) throw new Errno(this.type === 'dgram' ? 'ECONNREFUSED' : 'EPIPE');
    return this.type === 'stream' ? this.#sendBytes(other, data, files, by) : this.#sendWhole(other, data, files, by);
  }

  #connectedOther(): UnixSocket {
    if (this.other) return this.other;
    if (this.#peer) throw new Errno('EPIPE');
    throw new Errno('ENOTCONN');
  }

  #receiver(to: Address, by: Process): UnixSocket {
    const found = findSocket(this.netns, unixPath(to), by) as UnixSocket;
    if (found.type !== this.type) throw new Errno('EPROTOTYPE');
    if (found.other && found.other !== this) throw new Errno('EPERM');
    return found;
  }

  #sendBytes(other: UnixSocket, data: Uint8Array, files: readonly OpenFile[], by: Process): number | WaitQueue {
    const free = BUFFER_BYTES - other.queuedBytes;
    if (free <= 0) return other.#room;
    other.#deliver({ data: data.slice(0, free), files, sender: by, from: this.address });
    return Math.min(data.length, free);
  }

  #sendWhole(other: UnixSocket, data: Uint8Array, files: readonly OpenFile[], by: Process): number | WaitQueue {
    if (data.length > BUFFER_BYTES - 32) throw new Errno('EMSGSIZE');
    const full = this.type === 'dgram' ? other.#queue.length >= DATAGRAMS_MAX : other.queuedBytes + data.length > BUFFER_BYTES;
    if (full) return other.#room;
    other.#deliver({ data: data.slice(), files, sender: by, from: this.address });
    return data.length;
  }

  #deliver(message: Message): void {
    if (message.data.length === 0 && this.type === 'stream') return;
    for (const file of message.files) file.retain();
    this.#queue.push(message);
    this.queuedBytes += message.data.length;
    this.#readable.wake();
  }

  receive(max: number, flags: MessageFlags): Datagram | WaitQueue {
    if (this.listening) throw new Errno('EINVAL');
    if (this.#queue.length === 0) {
      if (this.#reset) {
        this.#reset = false;
        throw new Errno('ECONNRESET');
      }
      if (this.#readShut || (this.type !== 'dgram' && this.#peer && (!this.other || this.other.#writeShut))) return { data: EMPTY };
      if (this.type !== 'dgram' && !this.#peer) throw new Errno('EINVAL');
      return this.#readable;
    }
    return this.type === 'stream' ? this.#takeBytes(max, flags) : this.#takeWhole(max, flags);
  }

  /** Bytes of several writes together, but never over a border where descriptors came along. */
  #takeBytes(max: number, flags: MessageFlags): Datagram {
    const first = this.#queue[0]!;
    const parts: Uint8Array[] = [];
    let length = 0;
    let used = 0;
    for (const message of this.#queue) {
      if (length >= max || (used > 0 && (message.files.length > 0 || first.files.length > 0 || message.sender !== first.sender))) break;
      const part = message.data.length > max - length ? message.data.subarray(0, max - length) : message.data;
      parts.push(part);
      length += part.length;
      if (part.length < message.data.length) break;
      used++;
    }
    const data = parts.length === 1 ? parts[0]! : together(parts, length);
    const got = this.#told(first, data, flags.peek === true);
    if (flags.peek) return got;
    const rest = this.#queue[used];
    const usedBytes = this.#queue.splice(0, used).reduce((sum, message) => sum + message.data.length, 0);
    if (rest && usedBytes < length) this.#queue[0] = { ...rest, data: rest.data.subarray(length - usedBytes), files: [] };
    this.queuedBytes -= length;
    this.#room.wake();
    return got;
  }

  #takeWhole(max: number, flags: MessageFlags): Datagram {
    const message = this.#queue[0]!;
    const got = this.#told(message, message.data.subarray(0, max), flags.peek === true);
    got.from = message.from;
    if (message.data.length > max) got.truncatedFrom = message.data.length;
    if (flags.peek) return got;
    this.#queue.shift();
    this.queuedBytes -= message.data.length;
    this.#room.wake();
    return got;
  }

  #told(message: Message, data: Uint8Array, peek: boolean): Datagram {
    const got: Datagram = { data: peek ? data.slice() : data };
    if (message.files.length > 0 && !peek) got.files = [...message.files];
    if (this.#passCredentials) got.credentials = shown(peerOf(message.sender));
    return got;
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    const got = this.receive(max, {});
    if (got instanceof WaitQueue) return got;
    for (const file of got.files ?? []) file.release();
    return got.data;
  }

  write(_offset: number, bytes: Uint8Array): number | WaitQueue {
    const { process } = current();
    try {
      return this.send(bytes, undefined, {}, [], process);
    } catch (error) {
      if (error instanceof Errno && error.code === 'EPIPE' && this.type !== 'dgram') sendSignal(process, 'SIGPIPE', 'kernel');
      throw error;
    }
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    if (want === 'read') {
      const some = this.#queue.length > 0 || this.pending.length > 0 || this.#reset;
      const ended = this.#readShut || (this.type !== 'dgram' && this.#peer !== undefined && (!this.other || this.other.#writeShut));
      return some || ended ? true : this.#readable;
    }
    const { other } = this;
    if (!other || other.closed || this.#writeShut) return true;
    const full = this.type === 'dgram' ? other.#queue.length >= DATAGRAMS_MAX : other.queuedBytes >= BUFFER_BYTES;
    return full ? other.#room : true;
  }

  hungUp(): boolean {
    if (this.type === 'dgram' || this.listening) return false;
    return this.#peer === undefined ? !this.listening : !this.other || (this.#readShut && this.#writeShut);
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    if (this.type !== 'dgram' && !this.connected) throw new Errno('ENOTCONN');
    if (how !== 'write') this.#readShut = true;
    if (how !== 'read') this.#writeShut = true;
    this.#wakeAll();
    if (this.other) this.other.#wakeAll();
  }

  getsockname(): Address {
    return this.address;
  }

  getpeername(): Address {
    if (!this.other) throw new Errno('ENOTCONN');
    return this.other.address;
  }

  getsockopt(option: string): SocketOptionValue {
    if (option === 'SO_PEERCRED') return this.#peer ? shown(this.#peer) : { pid: 0, uid: -1, gid: -1 };
    if (option === 'SO_ERROR') return 0;
    if (option === 'SO_ACCEPTCONN') return this.listening ? 1 : 0;
    if (option === 'SO_SNDBUF' || option === 'SO_RCVBUF') return BUFFER_BYTES;
    if (option === 'SO_PASSCRED') return this.#passCredentials ? 1 : 0;
    throw new Errno('ENOPROTOOPT');
  }

  setsockopt(option: string, value: SocketOptionValue): void {
    if (option === 'SO_PASSCRED') this.#passCredentials = value === 1;
    else if (!['SO_SNDBUF', 'SO_RCVBUF', 'SO_REUSEADDR', 'SO_KEEPALIVE', 'SO_BROADCAST', 'SO_LINGER'].includes(option))
      throw new Errno('ENOPROTOOPT');
  }

  ioctl(request: IoctlRequest): unknown {
    if (request === 'FIONREAD') return this.type === 'stream' ? this.queuedBytes : (this.#queue[0]?.data.length ?? 0);
    throw new Errno('ENOTTY');
  }

  release(): void {
    this.closed = true;
    giveUpName(this);
    const unread = this.#queue.length > 0;
    for (const message of this.#queue) for (const file of message.files) file.release();
    this.#queue = [];
    this.queuedBytes = 0;
    for (const waiting of this.pending.splice(0)) waiting.#abandon();
    const { other } = this;
    this.other = undefined;
    if (other?.other === this) {
      other.other = undefined;
      if (unread && this.type !== 'dgram') other.#reset = true;
      other.#wakeAll();
    }
    this.#wakeAll();
  }

  /** Connected, but never accepted: the listener is gone. */
  #abandon(): void {
    if (this.other) this.other.#reset = true;
    this.release();
  }

  #wakeAll(): void {
    this.#readable.wake();
    this.#room.wake();
  }
}

function join(one: UnixSocket, other: UnixSocket): void {
  one.other = other;
  other.other = one;
}

function together(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Credentials as the caller numbers processes and users. */
function shown({ process, uid, gid }: Peer): PeerCredentials {
  const viewer = currentOrNone()?.process ?? process;
  const user = userNamespaceOf(viewer);
  return { pid: pidNamespaceOf(viewer).numberOf(process), uid: user.shownUid(uid), gid: user.shownGid(gid) };
}

registerFamily('unix', (by, type) => {
  if (type === 'raw') throw new Errno('ESOCKTNOSUPPORT');
  return new UnixSocket(by, type);
});

/** Every unix socket of a network namespace, oldest first: what /proc/net/unix and sock_diag list. */
export const unixSockets = (netns: Namespace): Set<UnixSocket> => namedSockets(netns) as Set<UnixSocket>;

/** socketpair(2). */
export const unixPair = (by: Process, type: SocketType): [UnixSocket, UnixSocket] => UnixSocket.pair(by, type);
