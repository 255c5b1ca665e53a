// The output of a process: read by one thread, written to the log and to whoever is attached. As moby's container/stream and pkg/stdcopy.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Fd } from '../../../abi/types.ts';
import { concat, writeAll } from '../../../userland/lib/io.ts';
import type { Condition } from '../sync.ts';
import type { Listener, Streams } from './container.ts';

const READ_BYTES = 32768;

export type Sink = (sys: Sys, stream: 'stdout' | 'stderr', bytes: Uint8Array) => Promise<void>;

export const newStreams = (fds: ReadonlyMap<string, Fd>, listeners: Set<Listener>): Streams => ({
  stdin: fds.get('stdin') ?? fds.get('console'),
  stdout: fds.get('stdout'),
  stderr: fds.get('stderr'),
  console: fds.get('console'),
  listeners,
  pumped: false,
  drained: false,
});

/** A frame of the multiplexed stream: which of the two it is, its length, its bytes. */
export function frame(stream: 'stdout' | 'stderr', bytes: Uint8Array): Uint8Array {
  const size = bytes.length;
  const kind = stream === 'stdout' ? 1 : 2;
  return concat([new Uint8Array([kind, 0, 0, 0, (size >>> 24) & 255, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]), bytes]);
}

async function read(sys: Sys, fd: Fd): Promise<Uint8Array> {
  try {
    return await sys.read(fd, READ_BYTES);
  } catch (error) {
    // A terminal whose other side is closed.
    if (error instanceof Errno && error.code === 'EIO') return new Uint8Array(0);
    throw error;
  }
}

/** Reads until all is over; then ends the listeners and says so. Runs in a thread of its own. */
export async function pump(sys: Sys, streams: Streams, sink: Sink | undefined, drained: Condition): Promise<void> {
  const open = new Map<Fd, 'stdout' | 'stderr'>();
  if (streams.console !== undefined) open.set(streams.console, 'stdout');
  if (streams.stdout !== undefined) open.set(streams.stdout, 'stdout');
  if (streams.stderr !== undefined) open.set(streams.stderr, 'stderr');
  while (open.size > 0) {
    const ready =
      open.size === 1 ? [{ fd: [...open.keys()][0]! }] : await sys.poll([...open.keys()].map(fd => ({ fd, want: 'read' as const })));
    for (const { fd } of ready) {
      const stream = open.get(fd)!;
      const bytes = await read(sys, fd);
      if (bytes.length === 0) {
        open.delete(fd);
        continue;
      }
      if (sink) await sink(sys, stream, bytes);
      for (const listener of [...streams.listeners]) await tell(sys, streams, listener, stream, bytes);
    }
  }
  streams.drained = true;
  for (const listener of [...streams.listeners]) await listener.end(sys);
  streams.listeners.clear();
  for (const fd of new Set([streams.stdin, streams.stdout, streams.stderr, streams.console])) if (fd !== undefined) await sys.close(fd);
  Object.assign(streams, { stdin: undefined, stdout: undefined, stderr: undefined, console: undefined });
  await drained.notify(sys);
}

async function tell(sys: Sys, streams: Streams, listener: Listener, stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void> {
  try {
    await listener.write(sys, stream, bytes);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    streams.listeners.delete(listener);
  }
}

/** A listener that writes to a hijacked connection. */
export function connectionListener(
  fd: Fd,
  how: { stdout: boolean; stderr: boolean; multiplexed: boolean },
  ended: (sys: Sys) => Promise<void>,
): Listener {
  return {
    async write(sys, stream, bytes) {
      if (stream === 'stdout' ? !how.stdout : !how.stderr) return;
      await writeAll(sys, fd, how.multiplexed ? frame(stream, bytes) : bytes);
    },
    end: ended,
  };
}
