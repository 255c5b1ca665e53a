// Packet sockets: frames as devices send and get them, whole or without their link-layer header. As net/packet/af_packet.c.

import { Errno } from '../../abi/errno.ts';
import type { SocketOptionValue } from '../../abi/sys.ts';
import type { Address, MessageFlags, SocketType } from '../../abi/types.ts';
import { parseMac, printMac } from '../../wire/address.ts';
import { get16 } from '../../wire/bytes.ts';
import { ETH_P_ALL, ETHERNET_HEADER_BYTES } from '../../wire/ethernet.ts';
import { demand } from '../credentials.ts';
import type { Process } from '../process/process.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { nextAnonymousIno } from '../vfs/anonymous.ts';
import { changeAllmulti, changePromiscuity, deviceByIndex, onDeviceEvent } from './netdev.ts';
import { type NetNamespace, pernet } from './netns.ts';
import { type Netdev, type PacketTap, Skb } from './skb.ts';
import { timestampOf } from './socket/datagram.ts';
import { sleepOn } from './socket/sleep.ts';
import { type Datagram, registerFamily, type Socket } from './socket/socket.ts';
import { pushEthernet, taps, transmit } from './transmit.ts';

export const packetSockets = pernet((): Set<PacketSocket> => new Set());

const QUEUE_BYTES_MAX = 4194304;

/** A frame in the queue, with its address as sockaddr_ll has it. */
interface Captured {
  data: Uint8Array;
  from: Extract<Address, { family: 'packet' }>;
  atMs: number;
  length: number;
}

export class PacketSocket implements Socket, PacketTap {
  readonly family = 'packet';
  readonly type: SocketType;
  readonly stream = true;
  readonly ino: number;
  readonly netns: NetNamespace;
  readonly uid: number;
  protocol: number;
  device: Netdev | undefined;
  /** PACKET_STATISTICS. */
  packets = 0;
  drops = 0;
  readonly #queue: Captured[] = [];
  #bytes = 0;
  readonly #readable = new WaitQueue();
  readonly #options = new Map<string, number>();
  readonly #memberships: { device: Netdev; promiscuous: boolean }[] = [];
  #error: 'ENETDOWN' | undefined;

  constructor(by: Process, type: SocketType, protocol: number) {
    this.netns = by.ns.net as NetNamespace;
    demand(by, 'CAP_NET_RAW', this.netns.owner);
    this.type = type;
    this.protocol = protocol;
    this.uid = by.credentials.fsuid;
    this.ino = nextAnonymousIno(by.kernel);
    packetSockets(this.netns).add(this);
    this.netns.hold();
    if (protocol !== 0) taps(this.netns).push(this);
  }

  #unhook(): void {
    for (const list of [taps(this.netns), ...(this.device ? [this.device.taps] : [])]) {
      const at = list.indexOf(this);
      if (at >= 0) list.splice(at, 1);
    }
  }

  bind(to: Address): void {
    if (to.family !== 'packet') throw new Errno('EINVAL');
    const device = to.index === 0 ? undefined : deviceByIndex(this.netns, to.index);
    if (to.index !== 0 && !device) throw new Errno('ENODEV');
    this.#unhook();
    this.device = device;
    if (to.protocol !== 0) this.protocol = to.protocol;
    if (this.protocol === 0) return;
    if (device && !device.up) this.#error = 'ENETDOWN';
    (device ? device.taps : taps(this.netns)).push(this);
  }

  /** A frame on its way out has its link-layer header at the front; one that came in has it off. */
  see(skb: Skb, device: Netdev, outgoing: boolean): void {
    if (outgoing && this.#options.get('PACKET_IGNORE_OUTGOING')) return;
    const headerAt = skb.mac >= 0 ? skb.mac : skb.start;
    const from = this.type === 'raw' ? headerAt : outgoing ? skb.start + device.headerBytes : skb.start;
    const length = skb.end - from;
    this.packets++;
    if (this.#bytes + length > QUEUE_BYTES_MAX) {
      this.drops++;
      return;
    }
    this.#bytes += length;
    const mac = device.headerBytes === ETHERNET_HEADER_BYTES && skb.mac >= 0 ? skb.bytes.subarray(skb.mac + 6, skb.mac + 12) : undefined;
    this.#queue.push({
      data: skb.bytes.slice(from, skb.end),
      from: {
        family: 'packet',
        index: device.index,
        protocol: skb.etherType,
        type: outgoing ? 'outgoing' : skb.packetType === 'loopback' ? 'host' : skb.packetType,
        ...(mac ? { address: printMac(mac.reduce((value, byte) => value * 256 + byte, 0)) } : {}),
      },
      atMs: this.netns.kernel.clock.realtimeMs,
      length,
    });
    this.#readable.wake();
  }

  receive(max: number, flags: MessageFlags): Datagram | WaitQueue {
    if (this.#error) {
      const error = this.#error;
      this.#error = undefined;
      throw new Errno(error);
    }
    const first = this.#queue[0];
    if (!first) return sleepOn(this.#readable, this.#options.get('SO_RCVTIMEO') ?? 0);
    if (!flags.peek) {
      this.#queue.shift();
      this.#bytes -= first.length;
    }
    const got: Datagram = { data: first.data.subarray(0, max), from: first.from, timestamp: timestampOf(first.atMs) };
    if (first.length > max) got.truncatedFrom = first.length;
    return got;
  }

  send(data: Uint8Array, to: Address | undefined): number {
    const ll = to?.family === 'packet' ? to : undefined;
    const index = ll?.index || this.device?.index;
    const device = index === undefined ? undefined : deviceByIndex(this.netns, index);
    if (!device) throw new Errno('ENXIO');
    if (!device.up) throw new Errno('ENETDOWN');
    const header = this.type === 'raw' ? device.headerBytes : 0;
    if (data.length > device.mtu + header + 4) throw new Errno('EMSGSIZE');
    if (data.length < header) throw new Errno('EINVAL');
    const skb = Skb.of(data);
    if (this.type === 'raw') {
      skb.mac = skb.start;
      skb.etherType = header === ETHERNET_HEADER_BYTES ? get16(skb.bytes, skb.start + 12) : (ll?.protocol ?? this.protocol);
      skb.network = skb.start + header;
    } else {
      skb.etherType = ll?.protocol || this.protocol;
      skb.network = skb.start;
      const dest = ll?.address === undefined ? undefined : parseMac(ll.address);
      if (device.headerBytes > 0) {
        if (dest === undefined) throw new Errno('EINVAL');
        pushEthernet(skb, dest, device.mac);
      }
    }
    transmit(device, skb);
    return data.length;
  }

  getsockname(): Address {
    const address = this.device && this.device.headerBytes > 0 ? { address: printMac(this.device.mac) } : {};
    return { family: 'packet', index: this.device?.index ?? 0, protocol: this.protocol, ...address };
  }

  getsockopt(option: string): SocketOptionValue {
    if (option === 'PACKET_STATISTICS') {
      const stats = { packets: this.packets, drops: this.drops };
      this.packets = 0;
      this.drops = 0;
      return stats;
    }
    if (option === 'SO_ERROR') return 0;
    return this.#options.get(option) ?? (option === 'SO_RCVBUF' ? 212992 : 0);
  }

  setsockopt(option: string, value: SocketOptionValue): void {
    if (option === 'PACKET_ADD_MEMBERSHIP' || option === 'PACKET_DROP_MEMBERSHIP') return this.#changeMembership(option, value);
    if (option.startsWith('PACKET_RX_RING') || option.startsWith('PACKET_TX_RING')) throw new Errno('EOPNOTSUPP');
    this.#options.set(option, Number(value));
  }

  /** `{ index, type }` with the type 'promisc' or 'allmulti'. */
  #changeMembership(option: string, value: SocketOptionValue): void {
    const asked = (typeof value === 'object' ? value : { index: value, type: 'promisc' }) as { index?: unknown; type?: unknown };
    const device = deviceByIndex(this.netns, Number(asked.index));
    if (!device) throw new Errno('ENODEV');
    const promiscuous = asked.type !== 'allmulti';
    const change = promiscuous ? changePromiscuity : changeAllmulti;
    if (option === 'PACKET_ADD_MEMBERSHIP') {
      this.#memberships.push({ device, promiscuous });
      change(device, 1);
      return;
    }
    const at = this.#memberships.findIndex(member => member.device === device && member.promiscuous === promiscuous);
    if (at < 0) throw new Errno('EADDRNOTAVAIL');
    this.#memberships.splice(at, 1);
    change(device, -1);
  }

  deviceGone(device: Netdev): void {
    if (this.device !== device) return;
    this.#unhook();
    this.#error = 'ENETDOWN';
    this.#readable.wake();
  }

  deviceDown(device: Netdev): void {
    if (this.device !== device) return;
    this.#error = 'ENETDOWN';
    this.#readable.wake();
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    const got = this.receive(max, {});
    return got instanceof WaitQueue ? got : got.data;
  }
  write(_offset: number, bytes: Uint8Array): number {
    return this.send(bytes, undefined);
  }
  ready(want: 'read' | 'write'): true | WaitQueue {
    return want === 'write' || this.#queue.length > 0 || this.#error ? true : this.#readable;
  }
  ioctl(request: string): unknown {
    if (request === 'FIONREAD') return this.#queue[0]?.length ?? 0;
    throw new Errno('ENOTTY');
  }
  release(): void {
    this.#unhook();
    for (const { device, promiscuous } of this.#memberships) (promiscuous ? changePromiscuity : changeAllmulti)(device, -1);
    packetSockets(this.netns).delete(this);
    this.netns.letGo();
  }
}

onDeviceEvent(40, (event, device) => {
  if (event !== 'unregister' && event !== 'leave-netns' && event !== 'down') return;
  for (const socket of packetSockets(device.netns)) {
    if (event === 'down') socket.deviceDown(device);
    else socket.deviceGone(device);
  }
});

registerFamily('packet', (by, type, protocol) => {
  if (type !== 'raw' && type !== 'dgram') throw new Errno('ESOCKTNOSUPPORT');
  return new PacketSocket(by, type, typeof protocol === 'number' ? protocol : ETH_P_ALL);
});
