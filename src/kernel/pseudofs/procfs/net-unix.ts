// /proc/net/unix. As net/unix/af_unix.c: unix_seq_show, Linux 6.18.

import { type UnixSocket, unixSockets } from '../../ipc/unix-socket.ts';
import { text } from '../generated.ts';
import { registerProcNet } from '../registry.ts';

const TYPES = { stream: 1, dgram: 2, raw: 3, seqpacket: 5 } as const;
const ACCEPTS = 0x10000;
const UNCONNECTED = 1;
const CONNECTED = 3;

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');

/** Addresses of the kernel's memory are hashed where they are shown: any number that stays the same will do. */
const address = (socket: UnixSocket): string => hex((socket.ino * 2654435761) % 4294967296, 16);

function line(socket: UnixSocket): string {
  const flags = hex(socket.listening ? ACCEPTS : 0, 8);
  const users = hex(socket.other ? 3 : 2, 8);
  const state = hex(socket.other ? CONNECTED : UNCONNECTED, 2);
  const name = socket.path === '' ? '' : ` ${socket.path.replaceAll('\0', '@')}`;
  const { type, ino } = socket;
  return `${address(socket)}: ${users} 00000000 ${flags} ${hex(TYPES[type], 4)} ${state} ${String(ino).padStart(5)}${name}\n`;
}

registerProcNet(netns => ({
  unix: text(() => `Num       RefCount Protocol Flags    Type St Inode Path\n${[...unixSockets(netns)].map(line).join('')}`),
}));
