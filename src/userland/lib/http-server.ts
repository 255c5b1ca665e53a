// The frame of a small HTTP server: listening sockets, a process a connection, requests one after the other.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Address, Fd } from '../../abi/types.ts';
import {
  ByteReader,
  type Headers,
  HttpError,
  keepsAlive,
  type RequestHead,
  readRequest,
  requestBody,
  responseText,
  wholeBody,
  writeMessage,
} from './http.ts';

export interface ServedRequest {
  head: RequestHead;
  body: Uint8Array;
  peer: Address;
  local: Address;
}

export interface Reply {
  status: number;
  headers: Headers;
  body: Uint8Array;
}

export type Respond = (sys: Sys, request: ServedRequest) => Promise<Reply>;

/** A listening TCP socket; on "::" it takes IPv4 too where `dual` is set. Throws the Errno of what failed. */
export async function listenOn(sys: Sys, at: { family: 'inet' | 'inet6'; address: string; port: number }, dual = true): Promise<Fd> {
  const fd = await sys.socket(at.family, 'stream');
  await sys.setsockopt(fd, 'SO_REUSEADDR', 1);
  if (at.family === 'inet6') await sys.setsockopt(fd, 'IPV6_V6ONLY', dual ? 0 : 1);
  await sys.bind(fd, at);
  await sys.listen(fd, 511);
  return fd;
}

/** Answers the requests of one connection until either end has enough. */
export async function serveConnection(sys: Sys, fd: Fd, peer: Address, respond: Respond): Promise<void> {
  const reader = new ByteReader(sys, fd);
  const local = await sys.getsockname(fd);
  try {
    for (;;) {
      const head = await readRequest(reader);
      if (!head) return;
      const body = await wholeBody(reader, requestBody(head));
      const reply = await respond(sys, { head, body, peer, local });
      const alive = keepsAlive(head);
      const headers: Headers = [...reply.headers, ['Connection', alive ? 'keep-alive' : 'close']];
      await writeMessage(sys, fd, responseText(reply.status, headers), head.method === 'HEAD' ? new Uint8Array(0) : reply.body);
      if (!alive) return;
    }
  } catch (error) {
    if (!(error instanceof HttpError || error instanceof Errno)) throw error;
  }
}

/** Accepts for ever on all of the listeners, a thread for each connection: one process serves them all. */
export async function acceptLoop(sys: Sys, listeners: readonly Fd[], respond: Respond): Promise<never> {
  for (;;) {
    const ready = await sys.poll(listeners.map(fd => ({ fd, want: 'read' as const })));
    for (const { fd: listener } of ready) {
      const { fd, peer } = await sys.accept(listener, { cloexec: true });
      await sys.clone(
        async thread => {
          await serveConnection(thread, fd, peer, respond);
          await thread.close(fd);
        },
        { thread: true },
      );
    }
  }
}
