// What sock_diag tells of unix sockets (ss -x). As unix_diag, Linux 6.12.

import type { SocketInfo } from '../../abi/sock-diag.ts';
import type { Namespace } from '../ns/namespace.ts';
import { type UnixSocket, unixSockets } from './unix-socket.ts';

function infoOf(socket: UnixSocket): SocketInfo {
  const { other, type, listening } = socket;
  const state = listening ? 'LISTEN' : type === 'dgram' || !other ? 'UNCONN' : 'ESTAB';
  return {
    family: 'unix',
    protocol: type,
    socketType: type,
    state,
    local: socket.address,
    ...(other ? { peer: other.address, peerInode: other.ino } : {}),
    receiveQueue: listening ? socket.pending.length : socket.queuedBytes,
    sendQueue: listening ? socket.backlog : (other?.queuedBytes ?? 0),
    inode: socket.ino,
    uid: socket.ownerUid,
  };
}

/** Every unix socket of a network namespace. */
export const unixSocketInfos = (netns: Namespace): SocketInfo[] => [...unixSockets(netns)].map(infoOf);
