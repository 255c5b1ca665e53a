// POST /containers/{id}/start, and what happens when a container ends: its restart policy. As moby's daemon/start.go, monitor.go, restartmanager.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { writeFile } from '../../../userland/lib/io.ts';
import type { ShimExit } from '../../api/oci.ts';
import { type Engine, logContainer } from '../engine.ts';
import { ApiError, conflict, goWords, internal, invalid, notModified, unless } from '../errors.ts';
import { mkdirAll, removeAll } from '../files.ts';
import { Condition } from '../sync.ts';
import { now, rfc3339Nano, secondsOf, ZERO_TIME } from '../time.ts';
import type { Container } from './container.ts';
import { startHealth } from './health.ts';
import { openLog } from './log-file.ts';
import { prepareNetworking, startNetworking, stopNetworking } from './networking.ts';
import { removeContainer } from './remove.ts';
import { mountRoot, unmountRoot } from './root.ts';
import { askShim, startShim, watchShim } from './shim-client.ts';
import { specOf } from './spec.ts';
import { newStreams, pump } from './streams.ts';

const BACKOFF_MS_MIN = 100;
const BACKOFF_MS_MAX = 60_000;
/** A container that ran so long starts afresh with its waiting times. */
const STEADY_SECONDS = 10;
const DRAIN_MS = 2000;

const bundleOf = (id: string): string => `/var/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${id}`;

/** Starts a container that does not run. Throws ApiError. */
export async function startContainer(sys: Sys, engine: Engine, container: Container): Promise<void> {
  await container.lock.run(sys, async () => {
    const { state } = container;
    if (state.Running && !state.Restarting) {
      if (state.Paused) throw conflict('cannot start a paused container, try unpause instead');
      throw notModified();
    }
    if (state.RemovalInProgress || state.Dead) throw conflict('container is marked for removal and cannot be started');
    container.restartCancelled = false;
    container.hasBeenManuallyStopped = false;
    await run(sys, engine, container);
  });
}

/** The start itself, the lock held. */
async function run(sys: Sys, engine: Engine, container: Container): Promise<void> {
  try {
    await bring(sys, engine, container);
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof Errno)) throw error;
    await failed(sys, engine, container, goWords(error));
    throw error instanceof ApiError ? error : internal(goWords(error));
  }
}

async function bring(sys: Sys, engine: Engine, container: Container): Promise<void> {
  const root = await mountRoot(sys, container);
  await root.makeWorkingDir(sys, container.config.WorkingDir);
  const sandbox = await prepareNetworking(sys, engine, container);
  for (const mount of container.mounts.values()) if (mount.Type === 'volume' && mount.Name) await engine.volumes.mount(sys, mount.Name);
  await mountShm(sys, container);
  const spec = await specOf(sys, engine, container, root.path);
  const bundle = bundleOf(container.id);
  await mkdirAll(sys, bundle, 0o711);
  await writeFile(sys, `${bundle}/config.json`, JSON.stringify(spec), 0o644);
  container.shimAddress = await startShim(sys, container.id);
  const { config } = container;
  const { response, fds } = await askShim(sys, container.shimAddress, {
    method: 'create',
    bundle,
    terminal: config.Tty,
    stdin: config.OpenStdin,
  });
  if (!response.ok) throw startError(container, `failed to create task for container: failed to create shim task: ${response.error}`);
  container.state.Pid = response.pid ?? 0;
  container.streams = newStreams(fds, new Set(container.waiting));
  container.waiting.clear();
  if (sandbox) await startNetworking(sys, engine, container, sandbox);
  await listen(sys, engine, container);
  const started = await askShim(sys, container.shimAddress, { method: 'start' });
  if (!started.response.ok) throw startError(container, `failed to start task for container: ${started.response.error}`);
  await running(sys, engine, container);
}

/** /dev/shm of a container that shares it lies on the host, where others can mount it too. */
async function mountShm(sys: Sys, { hostConfig, shmPath }: Container): Promise<void> {
  if (hostConfig.IpcMode !== 'shareable') return;
  await mkdirAll(sys, shmPath, 0o700);
  await sys.mount('shm', shmPath, 'tmpfs', { options: ['nosuid', 'nodev', 'noexec'] }, `mode=1777,size=${hostConfig.ShmSize}`);
}

/** Reads the output, and hears of the end, each in a thread of its own. */
async function listen(sys: Sys, engine: Engine, container: Container): Promise<void> {
  const streams = container.streams!;
  streams.pumped = true;
  const drained = new Condition();
  const { Type: driver, Config: options } = container.hostConfig.LogConfig;
  const log = driver === 'none' ? undefined : await openLog(sys, container.logPath, container.logged, {}, options ?? {});
  await sys.clone(
    async thread => {
      await pump(thread, streams, log && ((own, stream, bytes) => log.write(own, stream, bytes)), drained);
      if (log) await log.close(thread);
    },
    { thread: true },
  );
  const address = container.shimAddress;
  await sys.clone(
    thread =>
      watchShim(thread, address, async exit => {
        if (exit.execId !== undefined) return execEnded(thread, engine, container, exit);
        await drained.until(thread, () => streams.drained, DRAIN_MS);
        await ended(thread, engine, container, exit);
      }),
    { thread: true },
  );
}

async function running(sys: Sys, engine: Engine, container: Container): Promise<void> {
  const { state } = container;
  Object.assign(state, { Running: true, Restarting: false, Paused: false, ExitCode: 0, Error: '', OOMKilled: false });
  state.StartedAt = rfc3339Nano(await now(sys));
  container.hasBeenStartedBefore = true;
  await startHealth(sys, engine, container);
  await container.save(sys);
  await logContainer(sys, engine, container, 'start');
  await container.changed.notify(sys);
}

/** An error of runc's with the status that `docker run` gives for it. */
function startError(container: Container, message: string): ApiError {
  const mentions = message.includes(container.path);
  let text = message;
  container.state.ExitCode = 128;
  if (mentions && /executable file not found|no such file or directory|system cannot find the file specified/.test(message)) {
    container.state.ExitCode = 127;
    return invalid(text);
  }
  if (/not a directory$/.test(message)) {
    text +=
      ': Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type';
    container.state.ExitCode = 127;
    return invalid(text);
  }
  if (message.includes('permission denied')) {
    container.state.ExitCode = 126;
    return invalid(text);
  }
  return internal(text);
}

/** After a start that went wrong: nothing is left running. */
async function failed(sys: Sys, engine: Engine, container: Container, message: string): Promise<void> {
  const { state } = container;
  const code = state.ExitCode || 128;
  await cleanUp(sys, engine, container);
  Object.assign(state, { Running: false, Restarting: false, Pid: 0, Error: message, ExitCode: code });
  for (const listener of container.waiting) await listener.end(sys);
  container.waiting.clear();
  container.exits++;
  await container.save(sys);
  if (container.hostConfig.AutoRemove) {
    await sys.clone(thread => removeContainer(thread, engine, container, { force: true, volumes: true }), { thread: true });
  }
  await container.changed.notify(sys);
}

/** Networks left, task deleted, shim sent away, root unmounted. */
async function cleanUp(sys: Sys, engine: Engine, container: Container): Promise<void> {
  await stopNetworking(sys, engine, container);
  if (container.shimAddress !== '') {
    const address = container.shimAddress;
    container.shimAddress = '';
    try {
      await askShim(sys, address, { method: 'delete' });
      await askShim(sys, address, { method: 'shutdown' });
      await sys.unlink(address);
    } catch (error) {
      // A shim that was killed cannot be asked any more.
      if (!(error instanceof Errno || error instanceof ApiError)) throw error;
    }
  }
  const { streams } = container;
  if (streams && !streams.drained) for (const listener of streams.listeners) await listener.end(sys);
  if (streams && !streams.pumped) {
    for (const fd of new Set([streams.stdin, streams.stdout, streams.stderr, streams.console])) if (fd !== undefined) await sys.close(fd);
    container.streams = undefined;
  }
  await removeAll(sys, bundleOf(container.id));
  for (const mount of container.mounts.values()) if (mount.Type === 'volume' && mount.Name) await engine.volumes.unmount(sys, mount.Name);
  if (container.hostConfig.IpcMode === 'shareable')
    await unless(['EINVAL', 'ENOENT'], () => sys.umount(container.shmPath, { detach: true }));
  await unmountRoot(sys, container);
}

async function execEnded(sys: Sys, engine: Engine, container: Container, exit: ShimExit): Promise<void> {
  const exec = engine.execs.get(exit.execId!);
  if (!exec) return;
  exec.exitCode = exit.status;
  exec.running = false;
  await logContainer(sys, engine, container, 'exec_die', { execID: exec.id, exitCode: String(exit.status) });
  await container.changed.notify(sys);
}

/** The container's first process is gone. */
async function ended(sys: Sys, engine: Engine, container: Container, exit: ShimExit): Promise<void> {
  await container.lock.run(sys, async () => {
    const { state, hostConfig } = container;
    // A start that failed has cleaned up after itself.
    if (!state.Running || container.shimAddress === '') return;
    container.healthRun++;
    await cleanUp(sys, engine, container);
    const at = await now(sys);
    const ranSeconds = at.seconds - secondsOf(state.StartedAt);
    Object.assign(state, { Pid: 0, Paused: false, ExitCode: exit.status, OOMKilled: exit.oomKilled, FinishedAt: rfc3339Nano(at) });
    for (const id of container.execIds) {
      const exec = engine.execs.get(id);
      if (exec?.running) Object.assign(exec, { running: false, exitCode: 137 });
    }
    const again = shouldRestart(engine, container);
    state.Restarting = again;
    state.Running = again;
    if (state.Health) state.Health.Status = state.Health.Status === 'none' ? 'none' : 'unhealthy';
    container.exits++;
    if (exit.oomKilled) await logContainer(sys, engine, container, 'oom');
    await logContainer(sys, engine, container, 'die', { exitCode: String(exit.status), execDuration: String(ranSeconds) });
    if (again) {
      const waited = ranSeconds >= STEADY_SECONDS ? 0 : container.backoffMs;
      container.backoffMs = waited === 0 ? BACKOFF_MS_MIN : Math.min(waited * 2, BACKOFF_MS_MAX);
      container.restartCount++;
      await sys.clone(thread => restartLater(thread, engine, container), { thread: true });
    }
    await container.save(sys);
    if (!again && hostConfig.AutoRemove && !state.RemovalInProgress) {
      await sys.clone(thread => removeContainer(thread, engine, container, { force: true, volumes: true }), { thread: true });
    }
  });
  await container.changed.notify(sys);
}

function shouldRestart(engine: Engine, { hostConfig, state, restartCancelled, restartCount }: Container): boolean {
  if (restartCancelled || engine.stopping || state.RemovalInProgress) return false;
  const { Name: policy, MaximumRetryCount: count } = hostConfig.RestartPolicy;
  if (policy === 'always' || policy === 'unless-stopped') return true;
  return policy === 'on-failure' && state.ExitCode !== 0 && (count === 0 || restartCount < count);
}

async function restartLater(sys: Sys, engine: Engine, container: Container): Promise<void> {
  const cancelled = (): boolean => container.restartCancelled || container.removed || engine.stopping;
  await container.changed.until(sys, cancelled, container.backoffMs);
  await container.lock.run(sys, async () => {
    if (!container.state.Restarting) return;
    if (cancelled()) {
      Object.assign(container.state, { Restarting: false, Running: false });
      await container.save(sys);
      return;
    }
    try {
      await run(sys, engine, container);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await engine.log(sys, 'error', `restartmanager wait error: ${error.message}`);
    }
  });
  await container.changed.notify(sys);
}

/** After a daemon's restart: containers that still run under their shims are taken up again; the others have ended. */
export async function reattach(sys: Sys, engine: Engine, container: Container): Promise<boolean> {
  const address = `/run/containerd/s/${container.id}`;
  try {
    const { response, fds } = await askShim(sys, address, { method: 'connect' });
    if (!response.ok || response.exit) throw new Errno('ESRCH');
    container.shimAddress = address;
    container.streams = newStreams(fds, new Set());
    container.mountedAt = 1;
    await listen(sys, engine, container);
    return true;
  } catch (error) {
    if (!(error instanceof Errno || error instanceof ApiError)) throw error;
  }
  container.mountedAt = 1;
  await cleanUp(sys, engine, container);
  const { state } = container;
  Object.assign(state, { Running: false, Restarting: false, Paused: false, Pid: 0, ExitCode: state.ExitCode || 255 });
  if (state.FinishedAt === ZERO_TIME || secondsOf(state.FinishedAt) < secondsOf(state.StartedAt))
    state.FinishedAt = rfc3339Nano(await now(sys));
  return false;
}
