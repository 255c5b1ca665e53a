// Sockets as open files: their descriptors, and "socket:[INO]".

import { Errno } from '../../../abi/errno.ts';
import type { Fd } from '../../../abi/types.ts';
import { namelessFile } from '../../ipc/nameless.ts';
import type { Process } from '../../process/process.ts';
import type { OpenFile } from '../../vfs/open-file.ts';
import type { Socket } from './socket.ts';

/** The socket behind a descriptor. Throws EBADF and ENOTSOCK. */
export function socketOf(process: Process, fd: Fd): { socket: Socket; openFile: OpenFile } {
  const openFile = process.fds.get(fd);
  const socket = openFile.file as Socket;
  if (socket.family === undefined) throw new Errno('ENOTSOCK');
  return { socket, openFile };
}

/** A socket's open file, not yet installed anywhere. */
export function socketFile(process: Process, socket: Socket, nonblock = false): OpenFile {
  const what = { filesystem: 'sockfs', kind: 'socket', ino: socket.ino, mode: 0o777, name: `socket:[${socket.ino}]` } as const;
  return namelessFile(process.kernel, socket, what, { read: true, write: true, ...(nonblock ? { nonblock } : {}) });
}

/** A descriptor for a new socket. Throws EMFILE, and closes the socket then. */
export function installSocket(process: Process, socket: Socket, how: { cloexec?: boolean; nonblock?: boolean } = {}): Fd {
  const openFile = socketFile(process, socket, how.nonblock);
  try {
    return process.fds.install(openFile, { cloexec: how.cloexec ?? false });
  } catch (error) {
    openFile.retain().release();
    throw error;
  }
}
