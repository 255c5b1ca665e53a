// Connections to a container's or an exec's input and output. As moby's daemon/attach.go and container/stream/attach.go.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Fd } from '../../../abi/types.ts';
import { writeAll } from '../../../userland/lib/io.ts';
import { type Engine, type Exec, logContainer } from '../engine.ts';
import { ApiError, conflict, internal, invalid } from '../errors.ts';
import type { Request } from '../http.ts';
import { Condition } from '../sync.ts';
import type { Container } from './container.ts';
import { checkExec, launchExec } from './exec-process.ts';
import { readLog } from './log-file.ts';
import { connectionListener, frame, newStreams, pump } from './streams.ts';

const RAW = 'application/vnd.docker.raw-stream';
const MULTIPLEXED = 'application/vnd.docker.multiplexed-stream';
const READ_BYTES = 32768;

/** Keys that let go of a terminal: "ctrl-p,ctrl-q" as bytes. Throws ApiError. */
export function parseDetachKeys(text: string): number[] {
  return text.split(',').map(key => {
    if (key.length === 1) return key.charCodeAt(0);
    const match = /^ctrl-([a-zA-Z@[\]\\^_])$/.exec(key);
    if (!match) throw invalid(`Unknown character: '${key}'`);
    return match[1]!.toUpperCase().charCodeAt(0) & 31;
  });
}

/** Finds the detach keys in what is typed. */
class Detacher {
  readonly #keys: readonly number[];
  #matched = 0;

  constructor(keys: readonly number[]) {
    this.#keys = keys;
  }

  /** What is to be passed on, and whether the keys were complete. */
  take(bytes: Uint8Array): { pass: Uint8Array; detached: boolean } {
    const pass: number[] = [];
    for (const byte of bytes) {
      if (byte === this.#keys[this.#matched]) {
        if (++this.#matched === this.#keys.length) return { pass: Uint8Array.from(pass), detached: true };
        continue;
      }
      pass.push(...this.#keys.slice(0, this.#matched));
      this.#matched = byte === this.#keys[0] ? 1 : 0;
      if (this.#matched === 0) pass.push(byte);
    }
    return { pass: Uint8Array.from(pass), detached: false };
  }
}

interface Input {
  fd: Fd;
  held: Uint8Array;
  /** Where it goes; undefined once the process is gone. */
  target: (sys: Sys) => Promise<Fd | undefined>;
  /** At the client's end of file. */
  ended: (sys: Sys) => Promise<void>;
  detach: readonly number[] | undefined;
}

/** Copies a client's input until it ends. True where it was the detach keys that ended it. */
async function copyInput(sys: Sys, { fd, held, target, ended, detach }: Input): Promise<boolean> {
  const detacher = detach && new Detacher(detach);
  let bytes = held;
  try {
    for (;;) {
      if (bytes.length === 0) bytes = await sys.read(fd, READ_BYTES);
      if (bytes.length === 0) break;
      const { pass, detached } = detacher ? detacher.take(bytes) : { pass: bytes, detached: false };
      bytes = new Uint8Array(0);
      const to = await target(sys);
      if (to !== undefined && pass.length > 0) await writeAll(sys, to, pass);
      if (detached) return true;
    }
  } catch (error) {
    // The process, or the client, is gone.
    if (!(error instanceof Errno)) throw error;
  }
  await ended(sys);
  return false;
}

const hangUp = async (sys: Sys, fd: Fd): Promise<void> => {
  try {
    await sys.shutdown(fd, 'both');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
};

/** POST /containers/{id}/attach. Throws ApiError before the connection is taken over. */
export async function attachContainer(request: Request, engine: Engine, container: Container): Promise<void> {
  const { sys, fd } = request;
  if (container.state.Paused) throw conflict(`container ${container.id} is paused, unpause the container before attach`);
  if (container.state.Restarting) throw conflict(`container ${container.id} is restarting, wait until the container is running`);
  const stream = request.flag('stream');
  const how = { stdout: request.flag('stdout'), stderr: request.flag('stderr'), multiplexed: !container.config.Tty };
  const keys = request.get('detachKeys') || 'ctrl-p,ctrl-q';
  const detach = container.config.Tty ? parseDetachKeys(keys) : undefined;
  const held = await request.hijack(how.multiplexed ? MULTIPLEXED : RAW);
  if (request.flag('logs')) await replay(sys, container, fd, how);
  if (!stream) return;
  await logContainer(sys, engine, container, 'attach');
  const over = new Condition();
  let ended = false;
  const listener = connectionListener(fd, how, async own => {
    ended = true;
    await hangUp(own, fd);
    await over.notify(own);
  });
  const running = container.streams && !container.streams.drained ? container.streams : undefined;
  (running?.listeners ?? container.waiting).add(listener);
  const remove = (): void => {
    container.waiting.delete(listener);
    container.streams?.listeners.delete(listener);
  };
  if (request.flag('stdin') && container.config.OpenStdin) {
    const target = async (own: Sys): Promise<Fd | undefined> => {
      await container.changed.until(own, () => container.streams?.stdin !== undefined || ended || container.removed);
      return container.streams?.stdin;
    };
    const close = async (own: Sys): Promise<void> => {
      const at = await target(own);
      if (at === undefined || !container.config.StdinOnce || container.config.Tty || !container.streams) return;
      container.streams.stdin = undefined;
      await own.close(at);
    };
    const detached = await copyInput(sys, { fd, held, target, ended: close, detach });
    if (detached) {
      remove();
      await logContainer(sys, engine, container, 'detach');
      return;
    }
  } else await clientGone(sys, fd);
  await over.until(sys, () => ended);
  remove();
}

/** Reads until the client says nothing more. */
async function clientGone(sys: Sys, fd: Fd): Promise<void> {
  try {
    while ((await sys.read(fd, READ_BYTES)).length > 0);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

async function replay(
  sys: Sys,
  container: Container,
  fd: Fd,
  how: { stdout: boolean; stderr: boolean; multiplexed: boolean },
): Promise<void> {
  const { lines } = await readLog(sys, container.logPath, 0);
  const encoder = new TextEncoder();
  for (const { log, stream } of lines) {
    if (stream === 'stdout' ? !how.stdout : !how.stderr) continue;
    const bytes = encoder.encode(log);
    await writeAll(sys, fd, how.multiplexed ? frame(stream, bytes) : bytes);
  }
}

/** POST /exec/{id}/start. Throws ApiError before the connection is taken over; after it, what is wrong is said on the stream. */
export async function startExec(request: Request, engine: Engine, container: Container, exec: Exec, detach: boolean): Promise<void> {
  const { sys, fd } = request;
  if (exec.started) throw conflict(`exec ${exec.id} has already ${exec.running ? 'been started' : 'run'}`);
  checkExec(container);
  const keys = exec.tty ? parseDetachKeys(exec.detachKeys || 'ctrl-p,ctrl-q') : undefined;
  if (detach) {
    Object.assign(exec, { stdin: false, stdout: false, stderr: false });
    await launchExec(sys, engine, container, exec);
    return request.send(200, new Uint8Array(0));
  }
  const held = await request.hijack(exec.tty ? RAW : MULTIPLEXED);
  const how = { stdout: exec.stdout, stderr: exec.stderr, multiplexed: !exec.tty };
  let fds: Map<string, Fd>;
  try {
    fds = await launchExec(sys, engine, container, exec);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The client sees it as output, and asks for the status after.
    const text = new TextEncoder().encode(`${error.message}\r\n`);
    await ignoringErrno(() => writeAll(sys, fd, how.multiplexed ? frame('stdout', text) : text));
    return;
  }
  await follow(sys, container, exec, { fd, held, fds, how, keys });
}

interface Following {
  fd: Fd;
  held: Uint8Array;
  fds: Map<string, Fd>;
  how: { stdout: boolean; stderr: boolean; multiplexed: boolean };
  keys: readonly number[] | undefined;
}

/** Carries an exec's input and output until both it has ended and its output is read. */
async function follow(sys: Sys, container: Container, exec: Exec, { fd, held, fds, how, keys }: Following): Promise<void> {
  const drained = new Condition();
  const streams = newStreams(fds, new Set());
  const listener = connectionListener(fd, how, async own => {
    await container.changed.until(own, () => !exec.running);
    exec.console = undefined;
    await hangUp(own, fd);
  });
  streams.listeners.add(listener);
  await sys.clone(thread => pump(thread, streams, undefined, drained), { thread: true });
  let detached = false;
  if (exec.stdin) {
    const close = async (own: Sys): Promise<void> => {
      const at = streams.stdin;
      if (at === undefined || exec.tty) return;
      streams.stdin = undefined;
      await own.close(at);
    };
    detached = await copyInput(sys, { fd, held, target: async () => streams.stdin, ended: close, detach: keys });
  } else await clientGone(sys, fd);
  if (detached) {
    streams.listeners.delete(listener);
    return;
  }
  await drained.until(sys, () => streams.drained);
  await container.changed.until(sys, () => !exec.running);
}

async function ignoringErrno(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

/** POST /containers/{id}/resize and /exec/{id}/resize. Throws ApiError. */
export async function resize(sys: Sys, console: Fd | undefined, rows: number, columns: number): Promise<void> {
  if (console === undefined) return;
  try {
    await sys.ioctl(console, 'TIOCSWINSZ', { rows, columns });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw internal(`cannot resize: ${error.message}`);
  }
}
