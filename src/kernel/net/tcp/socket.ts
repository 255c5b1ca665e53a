// TCP sockets: connect, listen, accept, read, write, close. As net/ipv4/tcp.c and inet_connection_sock.c.

import { Errno } from '../../../abi/errno.ts';
import type { SocketOptionValue } from '../../../abi/sys.ts';
import type { Address, MessageFlags } from '../../../abi/types.ts';
import { ANY4, ANY6, isAny, isMulticast, LOOPBACK4, LOOPBACK6 } from '../../../wire/address.ts';
import { IPPROTO_TCP } from '../../../wire/ip.ts';
import { currentOrNone } from '../../process/current.ts';
import type { Process } from '../../process/process.ts';
import { WaitQueue } from '../../sched/wait-queue.ts';
import { mib } from '../snmp.ts';
import { registerInet } from '../socket/inet.ts';
import { printEndpoint, readEndpoint } from '../socket/inet-address.ts';
import { sleepOn } from '../socket/sleep.ts';
import type { Datagram, Socket } from '../socket/socket.ts';
import { armRetransmit } from './arm.ts';
import { begin } from './begin.ts';
import { demux, hashConnection, TcpControl } from './control.ts';
import { connectionInfo } from './info.ts';
import { startKeepalive } from './keepalive.ts';
import { sendAck, sendPending, sendReset, sendSyn } from './output.ts';
import { choosePort } from './ports.ts';
import { readData } from './receive-queue.ts';
import { done, queueFin, releasePort, setState, startFinTimeout } from './states.ts';

const TCP_OPTIONS = new Set([
  'TCP_NODELAY',
  'TCP_CORK',
  'TCP_MAXSEG',
  'TCP_KEEPIDLE',
  'TCP_KEEPINTVL',
  'TCP_KEEPCNT',
  'TCP_SYNCNT',
  'TCP_LINGER2',
  'TCP_DEFER_ACCEPT',
  'TCP_WINDOW_CLAMP',
  'TCP_QUICKACK',
  'TCP_USER_TIMEOUT',
  'TCP_FASTOPEN',
  'TCP_FASTOPEN_CONNECT',
  'TCP_NOTSENT_LOWAT',
]);

export class TcpSocket extends TcpControl implements Socket {
  constructor(by: Process | TcpSocket, family: 'inet' | 'inet6') {
    super(by, family);
    if (!(by instanceof TcpSocket)) demux(this.netns).all.add(this);
  }

  spawn(): TcpSocket {
    const child = new TcpSocket(this, this.family);
    for (const [name, value] of this.options.numbers) child.options.numbers.set(name, value);
    child.options.mark = this.options.mark;
    child.options.priority = this.options.priority;
    child.options.device = this.options.device;
    return child;
  }

  bind(to: Address, by: Process): void {
    if (this.localPort !== 0 || this.state !== 'CLOSED') throw new Errno('EINVAL');
    const end = this.readBind(to, by);
    if (isMulticast(end.address)) throw new Errno('EADDRNOTAVAIL');
    const before = this.local;
    this.local = end.address;
    try {
      this.localPort = choosePort(this, end.port);
      this.portHeld = true;
      this.boundByUser = true;
    } catch (error) {
      this.local = before;
      throw error;
    }
  }

  listen(backlog: number): void {
    if (this.state !== 'CLOSED' && this.state !== 'LISTEN') throw new Errno('EINVAL');
    if (this.remote !== undefined) throw new Errno('EINVAL');
    if (this.localPort === 0) {
      this.localPort = choosePort(this, 0);
      this.portHeld = true;
    }
    this.backlog = Math.min(backlog < 0 ? 65535 : backlog, this.conf.core.somaxconn);
    if (this.state === 'LISTEN') return;
    setState(this, 'LISTEN');
    if (!demux(this.netns).ports.free(this, this.localPort)) {
      setState(this, 'CLOSED');
      throw new Errno('EADDRINUSE');
    }
    this.shutdownRead = this.shutdownWrite = false;
  }

  accept(): { socket: Socket; peer: Address } | WaitQueue {
    if (this.state !== 'LISTEN') throw new Errno('EINVAL');
    const child = this.acceptQueue.shift() as TcpSocket | undefined;
    if (!child) return sleepOn(this.readable, this.option('SO_RCVTIMEO'));
    child.listener = undefined;
    child.holdNetns();
    return { socket: child, peer: child.getpeername() };
  }

  connect(to: Address, by: Process, nonblock: boolean): void | WaitQueue {
    // Called again after each sleep: then the thread keeps something.
    const again = currentOrNone()?.state !== undefined;
    if (again) return this.#connecting();
    if (this.state === 'SYN-SENT') throw new Errno('EALREADY');
    if (this.state === 'LISTEN') throw new Errno('EISCONN');
    if (this.state !== 'CLOSED') throw new Errno('EISCONN');
    this.throwError();
    this.#start(to, by);
    if (nonblock) throw new Errno('EINPROGRESS');
    return this.#sleepConnecting();
  }

  #sleepConnecting(): WaitQueue {
    const thread = currentOrNone();
    const queue = sleepOn(this.writable, this.option('SO_SNDTIMEO'), 'EINPROGRESS');
    if (thread && thread.state === undefined) thread.state = Number.POSITIVE_INFINITY;
    return queue;
  }

  #connecting(): void | WaitQueue {
    if (this.state === 'SYN-SENT' || this.state === 'SYN-RECV') return this.#sleepConnecting();
    const code = this.takeError();
    if (code !== undefined) {
      this.remote = undefined;
      throw new Errno(code);
    }
    if (this.state === 'CLOSED') throw new Errno('ECONNABORTED');
  }

  #start(to: Address, _by: Process): void {
    const end = readEndpoint(to, this.family);
    if (end.address === ANY4) end.address = LOOPBACK4;
    else if (end.address === ANY6) end.address = LOOPBACK6;
    if (this.family === 'inet6' && typeof end.address === 'number' && this.v6only) throw new Errno('ENETUNREACH');
    if (isMulticast(end.address)) throw new Errno('ENETUNREACH');
    const route = this.routeTo(end.address, end.port, { scope: end.scope, protocol: IPPROTO_TCP });
    if (route.type === 'broadcast' || route.type === 'multicast') throw new Errno('ENETUNREACH');
    const before = this.local;
    if (isAny(this.local) || typeof this.local !== typeof end.address) this.local = route.source;
    this.remote = end.address;
    this.remotePort = end.port;
    if (end.scope > 0) this.scope = end.scope;
    try {
      if (this.localPort === 0) {
        this.localPort = choosePort(this, 0, { address: end.address, port: end.port });
        this.portHeld = true;
      } else this.#refuseTwice();
    } catch (error) {
      this.local = before;
      this.remote = undefined;
      throw error;
    }
    begin(this, route);
    setState(this, 'SYN-SENT');
    this.rcvNxt = 0;
    this.rttStartMs = this.nowMs;
    this.shutdownRead = this.shutdownWrite = false;
    hashConnection(this);
    mib(this.netns).tcp.ActiveOpens++;
    sendSyn(this);
    armRetransmit(this, 'on', true);
  }

  /** The same four numbers cannot name two connections. */
  #refuseTwice(): void {
    const list = demux(this.netns).connections.get(this.localPort * 65536 + this.remotePort) ?? [];
    if (list.some(other => other.local === this.local && other.remote === this.remote && other.state !== 'TIME-WAIT'))
      throw new Errno('EADDRNOTAVAIL');
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    if (this.state === 'LISTEN') {
      if (how !== 'write') this.#stopListening();
      return;
    }
    if (this.state === 'SYN-SENT') {
      done(this);
      return;
    }
    if (this.state === 'CLOSED' || this.state === 'TIME-WAIT') throw new Errno('ENOTCONN');
    if (how !== 'write') this.shutdownRead = true;
    if (how !== 'read' && !this.shutdownWrite) {
      this.shutdownWrite = true;
      if (queueFin(this)) sendPending(this);
    }
    this.readable.wake();
    this.writable.wake();
  }

  send(data: Uint8Array, _to: Address | undefined, flags: MessageFlags): number | WaitQueue {
    const { error } = this;
    if (error !== undefined) this.throwError();
    if (this.shutdownWrite) throw new Errno('EPIPE');
    if (this.state === 'SYN-SENT' || this.state === 'SYN-RECV') return sleepOn(this.writable, this.option('SO_SNDTIMEO'));
    if (this.state !== 'ESTAB' && this.state !== 'CLOSE-WAIT') throw new Errno('EPIPE');
    if (data.length === 0) return 0;
    const room = this.sendLimit - this.sendQueue.length;
    if (room <= 0) return sleepOn(this.writable, this.option('SO_SNDTIMEO'));
    const part = data.length > room ? data.subarray(0, room) : data;
    if (flags.oob) this.pushAt = (this.sndUna + this.sendQueue.length + part.length) >>> 0;
    this.sendQueue.add(part);
    sendPending(this);
    return part.length;
  }

  /** How much may be queued: what SO_SNDBUF says, else room for twice the congestion window. */
  get sendLimit(): number {
    const fixed = this.options.numbers.get('SO_SNDBUF');
    return fixed ?? Math.min(4194304, Math.max(87040, 2 * this.cwnd * this.mss, 131072));
  }

  receive(max: number, flags: MessageFlags): Datagram | WaitQueue {
    if (flags.errqueue) throw new Errno('EAGAIN');
    if (this.state === 'LISTEN') throw new Errno('ENOTCONN');
    if (this.receiveBytes > 0 && !(flags.waitall && this.receiveBytes < max && !this.finReceived && this.error === undefined)) {
      return { data: readData(this, max, flags.peek ?? false), from: undefined };
    }
    if (this.error !== undefined && this.receiveBytes === 0) this.throwError();
    if (this.finReceived || this.shutdownRead) return { data: readData(this, max, flags.peek ?? false) };
    if (this.state === 'CLOSED') throw new Errno('ENOTCONN');
    return sleepOn(this.readable, this.option('SO_RCVTIMEO'));
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    const got = this.receive(max, {});
    return got instanceof WaitQueue ? got : got.data;
  }

  write(_offset: number, bytes: Uint8Array): number | WaitQueue {
    return this.send(bytes, undefined, {});
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    if (want === 'read') {
      if (this.state === 'LISTEN') return this.acceptQueue.length > 0 ? true : this.readable;
      const some = this.receiveBytes > 0 || this.finReceived || this.shutdownRead || this.error !== undefined || this.state === 'CLOSED';
      return some ? true : this.readable;
    }
    if (this.state === 'SYN-SENT' || this.state === 'SYN-RECV') return this.writable;
    if (this.error !== undefined || this.shutdownWrite || this.state === 'CLOSED') return true;
    const room = this.sendLimit - this.sendQueue.length;
    return room > this.sendLimit / 3 || this.state === 'LISTEN' ? true : this.writable;
  }

  hungUp(): boolean {
    return this.state === 'CLOSED' || (this.shutdownRead && this.shutdownWrite) || (this.finReceived && this.shutdownWrite);
  }

  ioctl(request: string): unknown {
    if (request === 'FIONREAD') return this.receiveBytes;
    throw new Errno('ENOTTY');
  }

  override getpeername(): Address {
    if (this.remote === undefined || this.state === 'CLOSED' || this.state === 'SYN-SENT') throw new Errno('ENOTCONN');
    return printEndpoint(this.remote, this.remotePort, this.family, this.scope);
  }

  override getsockopt(option: string): SocketOptionValue {
    if (option === 'TCP_INFO') return connectionInfo(this);
    if (option === 'TCP_CONGESTION') return this.conf.tcp.tcp_congestion_control;
    if (option === 'TCP_MAXSEG') return this.state === 'CLOSED' ? this.option(option) || 536 : this.mss;
    if (option === 'TCP_KEEPIDLE') return this.option(option) || this.conf.tcp.tcp_keepalive_time;
    if (option === 'TCP_KEEPINTVL') return this.option(option) || this.conf.tcp.tcp_keepalive_intvl;
    if (option === 'TCP_KEEPCNT') return this.option(option) || this.conf.tcp.tcp_keepalive_probes;
    if (option === 'SO_ACCEPTCONN') return this.state === 'LISTEN' ? 1 : 0;
    if (option === 'SO_SNDBUF' && !this.options.numbers.has(option)) return Number(this.conf.tcp.tcp_wmem.split('\t')[1]);
    if (option === 'SO_RCVBUF' && !this.options.numbers.has(option)) return Number(this.conf.tcp.tcp_rmem.split('\t')[1]);
    if (TCP_OPTIONS.has(option)) return this.option(option);
    return super.getsockopt(option);
  }

  override setsockopt(option: string, value: SocketOptionValue, by: Process): void {
    if (option === 'TCP_CONGESTION') {
      if (!this.conf.tcp.tcp_available_congestion_control.split(' ').includes(String(value))) throw new Errno('ENOENT');
      return;
    }
    if (!TCP_OPTIONS.has(option)) {
      super.setsockopt(option, value, by);
      if (option === 'SO_KEEPALIVE') startKeepalive(this);
      return;
    }
    const number = Number(value);
    if (option === 'TCP_MAXSEG' && number !== 0 && (number < 88 || number > 32767)) throw new Errno('EINVAL');
    if (option.startsWith('TCP_KEEP') && (number < 1 || number > 32767)) throw new Errno('EINVAL');
    this.options.numbers.set(option, number);
    if (option === 'TCP_NODELAY' || (option === 'TCP_CORK' && number === 0)) sendPending(this);
    if (option === 'TCP_QUICKACK' && number !== 0) {
      this.pingpong = false;
      this.quickAcks = 16;
      if (this.ackPending) sendAck(this);
    }
    if (option.startsWith('TCP_KEEP')) startKeepalive(this);
  }

  #stopListening(): void {
    for (const child of this.pending) done(child);
    for (const child of this.acceptQueue.splice(0)) {
      child.orphan = true;
      sendReset(child);
      done(child);
    }
    setState(this, 'CLOSED');
    releasePort(this);
    this.readable.wake();
  }

  /** close(2): what was not read is told by a RST, what was not sent still goes (tcp_close). */
  release(): void {
    if (this.closed) return;
    this.closed = true;
    this.orphan = true;
    this.#close();
    this.letGoNetns();
  }

  #close(): void {
    if (this.state === 'LISTEN') {
      this.#stopListening();
      demux(this.netns).all.delete(this);
      return;
    }
    const { state } = this;
    if (state === 'CLOSED' || state === 'SYN-SENT') {
      done(this);
      demux(this.netns).all.delete(this);
      return;
    }
    if (state === 'TIME-WAIT') return;
    const linger = this.options.numbers.get('SO_LINGER') ?? -1;
    if (this.receiveBytes > 0 || linger === 0) {
      this.receiveQueue.length = 0;
      this.receiveBytes = 0;
      sendReset(this);
      done(this);
      return;
    }
    this.shutdownRead = true;
    this.shutdownWrite = true;
    if (queueFin(this)) sendPending(this);
    startFinTimeout(this);
  }
}

registerInet('stream', IPPROTO_TCP, (by, family) => new TcpSocket(by, family));
