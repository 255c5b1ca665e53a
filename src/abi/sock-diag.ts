// sock_diag(7): what `ss` asks the kernel about sockets.

import type { Address, SocketType } from './types.ts';

export interface SocketInfo {
  family: 'inet' | 'inet6' | 'unix' | 'packet' | 'netlink';
  /** 'tcp' 'udp' 'icmp' 'raw' …; for unix sockets and packet sockets, the socket's type. */
  protocol: string;
  socketType: SocketType;
  /** 'ESTAB' 'SYN-SENT' 'SYN-RECV' 'FIN-WAIT-1' 'FIN-WAIT-2' 'TIME-WAIT' 'UNCONN' 'CLOSE-WAIT' 'LAST-ACK' 'LISTEN' 'CLOSING' */
  state: string;
  local: Address;
  peer?: Address;
  /** Bytes waiting to be read (for a listener: connections waiting to be accepted), and to be acknowledged (for one: the backlog). */
  receiveQueue: number;
  sendQueue: number;
  inode: number;
  peerInode?: number;
  uid: number;
  /** The device it is bound to. */
  index?: number;
  mark?: number;
  v6only?: boolean;
  timer?: { kind: 'on' | 'keepalive' | 'timewait' | 'persist'; ms: number; retransmits: number };
  tcpInfo?: Record<string, number | string>;
  memory?: Record<string, number>;
}

export type SockDiagMessage =
  | { type: 'getsock'; socket: { family?: SocketInfo['family']; protocol?: string } }
  | { type: 'newsock'; socket: SocketInfo }
  /** ss -K. */
  | { type: 'destroysock'; socket: { local: Address; peer?: Address; protocol: string } };
