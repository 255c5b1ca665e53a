// The table of socket families: socket(2) finds a family's maker here, every other call the socket's own operations.

import { Errno } from '../../../abi/errno.ts';
import type { NetlinkMessage } from '../../../abi/netlink.ts';
import type { SocketOptionValue } from '../../../abi/sys.ts';
import type { Address, MessageFlags, PeerCredentials, Received, SocketFamily, SocketType, Timespec } from '../../../abi/types.ts';
import type { Process } from '../../process/process.ts';
import type { WaitQueue } from '../../sched/wait-queue.ts';
import type { File } from '../../vfs/inode.ts';
import type { OpenFile } from '../../vfs/open-file.ts';

/** What recvmsg gives inside the kernel: descriptors are still open files. */
export interface Datagram {
  data: Uint8Array;
  from?: Address;
  truncatedFrom?: number;
  files?: OpenFile[];
  credentials?: PeerCredentials;
  ttl?: number;
  tos?: number;
  timestamp?: Timespec;
  error?: Received['error'];
}

/** A socket: a stream File (read, write, ready, release) with the calls of its family. A call that is left out throws EOPNOTSUPP. */
export interface Socket extends File {
  readonly family: SocketFamily;
  readonly type: SocketType;
  readonly protocol: number | string;
  /** The number in "socket:[12345]". */
  readonly ino: number;
  bind?(to: Address, by: Process): void;
  listen?(backlog: number): void;
  /** Sleeps until a connection is there. `nonblock` is the open file's: EAGAIN then, by the syscall. */
  accept?(): { socket: Socket; peer: Address } | WaitQueue;
  /** Called again after each sleep until it returns or throws. EINPROGRESS for nonblocking ones is the socket's to throw. */
  connect?(to: Address, by: Process, nonblock: boolean): void | WaitQueue;
  shutdown?(how: 'read' | 'write' | 'both'): void;
  getsockname?(): Address;
  getpeername?(): Address;
  getsockopt?(option: string): SocketOptionValue;
  setsockopt?(option: string, value: SocketOptionValue, by: Process): void;
  send?(data: Uint8Array, to: Address | undefined, flags: MessageFlags, files: readonly OpenFile[], by: Process): number | WaitQueue;
  receive?(max: number, flags: MessageFlags): Datagram | WaitQueue;
  netlinkSend?(message: NetlinkMessage, by: Process): void;
  netlinkReceive?(): NetlinkMessage[] | WaitQueue;
}

export type SocketMaker = (by: Process, type: SocketType, protocol: number | string) => Socket;

const families = new Map<SocketFamily, SocketMaker>();

/** Called once by each family's module. */
export function registerFamily(family: SocketFamily, make: SocketMaker): void {
  families.set(family, make);
}

/** socket(2). Throws EAFNOSUPPORT for a family that nobody registered. */
export function newSocket(by: Process, family: SocketFamily, type: SocketType, protocol: number | string): Socket {
  const make = families.get(family);
  if (!make) throw new Errno('EAFNOSUPPORT');
  return make(by, type, protocol);
}
