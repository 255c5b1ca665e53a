// Standard input to the network and the network to standard output, until one of the ends wishes otherwise. As netcat.c: readwrite.

import { Errno } from '../../abi/errno.ts';
import type { PollEntry, Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { STDIN, STDOUT, writeAll } from '../lib/io.ts';
import type { Options } from './options.ts';

const BUFFER_BYTES = 16384;

async function nowMs(sys: Sys): Promise<number> {
  const { seconds, nanoseconds } = await sys.clockGettime('monotonic');
  return seconds * 1000 + nanoseconds / 1e6;
}

/** `\n` as `\r\n`, where it is not so already. */
function withCarriageReturns(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (const [at, byte] of bytes.entries()) {
    if (byte === 10 && bytes[at - 1] !== 13) out.push(13);
    out.push(byte);
  }
  return Uint8Array.from(out);
}

export async function relay(sys: Sys, net: Fd, options: Options): Promise<void> {
  let input = !options.detach;
  let network = true;
  let received = 0;
  let quitAtMs: number | undefined;
  while (network) {
    const entries: PollEntry[] = [{ fd: net, want: 'read' }];
    if (input) entries.push({ fd: STDIN, want: 'read' });
    const ready = await poll(sys, entries, options, quitAtMs);
    if (ready === undefined || ready.length === 0) return;
    if (ready.some(({ fd }) => fd === net)) {
      const bytes = await readSome(sys, net);
      if (bytes === undefined) return;
      if (bytes.length === 0) network = options.udp;
      else {
        await writeAll(sys, STDOUT, bytes);
        if (options.receiveLimit > 0 && ++received >= options.receiveLimit) return;
      }
    }
    if (network && ready.some(({ fd }) => fd === STDIN)) {
      const bytes = await readSome(sys, STDIN);
      if (bytes !== undefined && bytes.length > 0) {
        if (!(await send(sys, net, options.crlf ? withCarriageReturns(bytes) : bytes))) return;
        if (options.intervalMs > 0) await sys.nanosleep(options.intervalMs);
        continue;
      }
      input = false;
      if (options.shutdown) await sys.shutdown(net, 'write').catch(() => undefined);
      if (options.quitMs === 0) return;
      if (options.quitMs !== undefined) quitAtMs = (await nowMs(sys)) + options.quitMs;
    }
  }
}

async function poll(sys: Sys, entries: PollEntry[], { timeoutMs }: Options, quitAtMs: number | undefined): Promise<PollEntry[]> {
  const quitMs = quitAtMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, quitAtMs - (await nowMs(sys)));
  const limitMs = Math.min(timeoutMs ?? Number.POSITIVE_INFINITY, quitMs);
  return limitMs === Number.POSITIVE_INFINITY ? sys.poll(entries) : sys.poll(entries, limitMs);
}

/** What is there to be read; undefined where the descriptor is in error. */
async function readSome(sys: Sys, fd: Fd): Promise<Uint8Array | undefined> {
  try {
    return await sys.read(fd, BUFFER_BYTES);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

/** False where nobody takes it any more. */
async function send(sys: Sys, fd: Fd, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeAll(sys, fd, bytes);
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}
