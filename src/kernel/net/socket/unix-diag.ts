// Unix sockets in a sock_diag dump. As net/unix/diag.c.

import { unixSockets } from '../../ipc/unix-socket.ts';
import { registerDiag } from './sock-diag.ts';

registerDiag(function* (netns) {
  for (const socket of unixSockets(netns)) {
    const connected = socket.other !== undefined;
    yield {
      family: 'unix',
      protocol: socket.type,
      socketType: socket.type,
      state: socket.listening ? 'LISTEN' : connected && socket.type !== 'dgram' ? 'ESTAB' : 'UNCONN',
      local: socket.address,
      ...(socket.other ? { peer: socket.other.address, peerInode: socket.other.ino } : {}),
      receiveQueue: socket.listening ? socket.pending.length : socket.queuedBytes,
      sendQueue: socket.listening ? socket.backlog : 0,
      inode: socket.ino,
      uid: socket.ownerUid,
    };
  }
});
