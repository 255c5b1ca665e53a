// Talking to a container's shim: lines of JSON on its socket, descriptors beside them.

import type { Sys } from '../../../abi/sys.ts';
import type { Fd } from '../../../abi/types.ts';
import { ByteReader, connectUnix } from '../../../userland/lib/http.ts';
import { concat, decode, encode, writeAll } from '../../../userland/lib/io.ts';
import type { ShimExit, ShimRequest, ShimResponse } from '../../api/oci.ts';
import { internal } from '../errors.ts';

export const CONTAINERD_SOCKET = '/var/run/docker/containerd/containerd.sock';

export interface Answer {
  response: ShimResponse;
  /** The descriptors that came, by the names the answer gives them. */
  fds: Map<string, Fd>;
}

/** One request on a connection of its own. */
export async function askShim(sys: Sys, address: string, request: ShimRequest): Promise<Answer> {
  const fd = await connectUnix(sys, address);
  try {
    await writeAll(sys, fd, encode(`${JSON.stringify(request)}\n`));
    const parts: Uint8Array[] = [];
    const came: Fd[] = [];
    for (;;) {
      const { data, fds } = await sys.recvfrom(fd, 65536);
      came.push(...(fds ?? []));
      if (data.length === 0) throw internal('ttrpc: closed');
      parts.push(data);
      if (data.at(-1) === 10) break;
    }
    const response = JSON.parse(decode(concat(parts))) as ShimResponse;
    const names = response.ok ? (response.fds ?? []) : [];
    for (const one of came) await sys.setfl(one, { cloexec: true });
    return { response, fds: new Map(names.map((name, at) => [name, came[at]!])) };
  } finally {
    await sys.close(fd);
  }
}

/** Asks containerd for a container's shim. Gives the path of its socket. */
export async function startShim(sys: Sys, id: string): Promise<string> {
  const fd = await connectUnix(sys, CONTAINERD_SOCKET);
  try {
    await writeAll(sys, fd, encode(`${JSON.stringify({ namespace: 'moby', id })}\n`));
    const line = await new ByteReader(sys, fd).line();
    if (line === undefined) throw internal('failed to start shim: containerd closed the connection');
    return (JSON.parse(line) as { address: string }).address;
  } finally {
    await sys.close(fd);
  }
}

/** Calls back with each end of a process of the container, until the shim is gone. */
export async function watchShim(sys: Sys, address: string, ended: (exit: ShimExit) => Promise<void>): Promise<void> {
  const fd = await connectUnix(sys, address);
  try {
    await writeAll(sys, fd, encode(`${JSON.stringify({ method: 'subscribe' } satisfies ShimRequest)}\n`));
    const reader = new ByteReader(sys, fd);
    for (;;) {
      const line = await reader.line();
      if (line === undefined) return;
      await ended(JSON.parse(line) as ShimExit);
    }
  } finally {
    await sys.close(fd);
  }
}
