// A container's streams on the caller's own: input, output, signals, the window's size and the keys to leave. As docker-cli 28.5.2's hijack.go.

import { Errno } from '../../../abi/errno.ts';
import { SIGNALS, type Signal } from '../../../abi/signal.ts';
import type { Sys } from '../../../abi/sys.ts';
import { STDERR, STDIN, STDOUT, writeAll } from '../../../userland/lib/io.ts';
import type { Connection, Hijacked } from '../../client/connection.ts';
import { ApiError, ConnectionFailed } from '../../client/errors.ts';
import { Demultiplexer } from '../../client/streams.ts';
import type { Cli } from '../cli.ts';
import { DetachWatch } from './detach-keys.ts';
import { makeRaw, windowSize } from './terminal.ts';

export interface StreamHow {
  /** The container, for signals that are passed on. */
  id: string;
  stdin: boolean;
  tty: boolean;
  signals: boolean;
  detachKeys: readonly number[] | undefined;
  /** Where the window's size is told: "/containers/ID/resize". */
  resize: string | undefined;
  stdout?: boolean;
  stderr?: boolean;
}

const OWN: readonly Signal[] = [
  'SIGCHLD',
  'SIGPIPE',
  'SIGURG',
  'SIGKILL',
  'SIGSTOP',
  'SIGWINCH',
  'SIGTTIN',
  'SIGTTOU',
  'SIGTSTP',
  'SIGCONT',
];

/** Copies until the container's output ends or the keys to leave are typed. */
export async function streamContainer(cli: Cli, hijacked: Hijacked, how: StreamHow): Promise<'ended' | 'detached'> {
  const side = await cli.fresh();
  const restore = how.tty && how.stdin ? await makeRaw(cli.sys, STDIN) : async () => {};
  if (how.signals) await passSignals(cli.sys, side, how.id);
  if (how.resize !== undefined) await watchSize(cli.sys, side, how.resize);
  try {
    return await copy(cli.sys, hijacked, how);
  } finally {
    await restore();
    await cli.sys.close(hijacked.fd);
  }
}

async function copy(sys: Sys, hijacked: Hijacked, how: StreamHow): Promise<'ended' | 'detached'> {
  const frames = new Demultiplexer();
  const watch = how.detachKeys && new DetachWatch(how.detachKeys);
  const show = async (bytes: Uint8Array): Promise<void> => {
    if (how.tty || !hijacked.multiplexed) return writeAll(sys, STDOUT, bytes);
    for (const { stream, data } of frames.push(bytes)) await writeAll(sys, stream === 2 ? STDERR : STDOUT, data);
  };
  if (hijacked.held.length > 0) await show(hijacked.held);
  let reading = how.stdin;
  for (;;) {
    const entries = [{ fd: hijacked.fd, want: 'read' as const }, ...(reading ? [{ fd: STDIN, want: 'read' as const }] : [])];
    const ready = await retrying(() => sys.poll(entries));
    if (ready.some(({ fd }) => fd === hijacked.fd)) {
      const bytes = await retrying(() => sys.read(hijacked.fd, 32768));
      if (bytes.length === 0) return 'ended';
      await show(bytes);
    }
    if (reading && ready.some(({ fd }) => fd === STDIN)) {
      const state = await passInput(sys, hijacked, watch);
      if (state === 'detached') return 'detached';
      reading = state === 'more';
    }
  }
}

async function passInput(sys: Sys, hijacked: Hijacked, watch: DetachWatch | undefined): Promise<'more' | 'ended' | 'detached'> {
  const bytes = await retrying(() => sys.read(STDIN, 32768));
  if (bytes.length === 0) {
    await ignoring(() => sys.shutdown(hijacked.fd, 'write'));
    return 'ended';
  }
  const { pass, detached } = watch ? watch.push(bytes) : { pass: bytes, detached: false };
  const sent = pass.length === 0 || (await ignoring(() => writeAll(sys, hijacked.fd, pass)));
  if (detached) return 'detached';
  return sent ? 'more' : 'ended';
}

/** Again where a signal came in between. */
async function retrying<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
}

/** False where the other end is gone. */
async function ignoring(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}

/** Signals that come to the client go to the container's first process. */
async function passSignals(sys: Sys, side: Connection, id: string): Promise<void> {
  const pass = async (signal: Signal): Promise<void> => {
    await quietly(() => side.done('POST', `/containers/${id}/kill`, { query: { signal: signal.slice(3) } }));
  };
  for (const signal of SIGNALS) if (!OWN.includes(signal)) await sys.sigaction(signal, pass, { restart: true });
}

async function watchSize(sys: Sys, side: Connection, path: string): Promise<void> {
  const tell = async (): Promise<void> => {
    const size = await windowSize(sys, STDOUT);
    if (!size || size.rows === 0) return;
    await quietly(() => side.done('POST', path, { query: { h: size.rows, w: size.columns } }));
  };
  await tell();
  await sys.sigaction('SIGWINCH', tell, { restart: true });
}

async function quietly(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof ConnectionFailed)) throw error;
  }
}
