// Stop, restart, pause, rename, update and wait. As moby's daemon/stop.go, restart.go, pause.go, rename.go, update.go, wait.go.

import type { Sys } from '../../../abi/sys.ts';
import type { Resources, RestartPolicy } from '../../api/container.ts';
import { type Engine, logContainer } from '../engine.ts';
import { ApiError, conflict, goWords, internal, invalid, notModified } from '../errors.ts';
import type { Container } from './container.ts';
import { expectEnd, killAndWait, signalContainer } from './kill.ts';
import { renameInNetworks } from './networking.ts';
import { askShim } from './shim-client.ts';
import { resourcesOf } from './spec.ts';
import { startContainer } from './start.ts';
import { parseSignal, validateResources, validateRestartPolicy } from './validate.ts';

const STOP_SECONDS = 10;

export interface StopHow {
  signal: string;
  /** Undefined is the container's own, or ten; negative waits for ever. */
  seconds: number | undefined;
}

/** POST /containers/{id}/stop. Throws ApiError. */
export async function stopContainer(sys: Sys, engine: Engine, container: Container, how: StopHow): Promise<void> {
  if (!container.state.Running && !container.state.Restarting) throw notModified();
  await stopRunning(sys, engine, container, how);
  await logContainer(sys, engine, container, 'stop');
}

async function stopRunning(sys: Sys, engine: Engine, container: Container, { signal, seconds }: StopHow): Promise<void> {
  const name = signal || container.config.StopSignal || 'SIGTERM';
  if (parseSignal(name) === undefined) throw invalid(`cannot stop container: ${container.name}: invalid signal: ${name}`);
  const wait = seconds ?? container.config.StopTimeout ?? STOP_SECONDS;
  await expectEnd(sys, container);
  const ended = (): boolean => !container.state.Running || container.removed;
  if (container.state.Restarting) {
    await container.changed.until(sys, ended);
    return;
  }
  await signalContainer(sys, engine, container, name);
  if (await container.changed.until(sys, ended, wait < 0 ? undefined : wait * 1000)) return;
  await killAndWait(sys, engine, container);
}

/** POST /containers/{id}/restart. Throws ApiError. */
export async function restartContainer(sys: Sys, engine: Engine, container: Container, how: StopHow, given: string): Promise<void> {
  try {
    await restart(sys, engine, container, how);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.status, `Cannot restart container ${given}: ${error.message}`);
  }
}

async function restart(sys: Sys, engine: Engine, container: Container, how: StopHow): Promise<void> {
  if (container.state.Running || container.state.Restarting) {
    const autoRemove = container.hostConfig.AutoRemove;
    container.hostConfig.AutoRemove = false;
    await stopRunning(sys, engine, container, how);
    container.hostConfig.AutoRemove = autoRemove;
    await logContainer(sys, engine, container, 'stop');
  }
  await startContainer(sys, engine, container);
  await logContainer(sys, engine, container, 'restart');
}

async function ask(sys: Sys, container: Container, method: 'pause' | 'resume', what: string): Promise<void> {
  const { response } = await askShim(sys, container.shimAddress, { method });
  if (!response.ok) throw internal(`cannot ${what} container ${container.id}: ${response.error}`);
}

export async function pauseContainer(sys: Sys, engine: Engine, container: Container): Promise<void> {
  if (!container.state.Running) throw conflict(`Container ${container.id} is not running`);
  if (container.state.Paused) throw conflict(`Container ${container.id} is already paused`);
  if (container.state.Restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
  await ask(sys, container, 'pause', 'pause');
  container.state.Paused = true;
  await container.save(sys);
  await logContainer(sys, engine, container, 'pause');
}

export async function unpauseContainer(sys: Sys, engine: Engine, container: Container): Promise<void> {
  if (!container.state.Paused) throw internal(`Container ${container.id} is not paused`);
  await ask(sys, container, 'resume', 'unpause');
  container.state.Paused = false;
  await container.save(sys);
  await logContainer(sys, engine, container, 'unpause');
}

/** POST /containers/{id}/rename. Throws ApiError. */
export async function renameContainer(sys: Sys, engine: Engine, container: Container, given: string): Promise<void> {
  const name = given.replace(/^\//, '');
  const old = container.name;
  if (name === '') throw invalid('Neither old nor new names may be empty');
  if (name === old) throw invalid('Renaming a container with the same name as its current name');
  try {
    engine.containers.reserve(name, container);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.status, `Error when allocating new name: ${goWords(error)}`);
  }
  engine.containers.release(old);
  renameInNetworks(container, old);
  await container.save(sys);
  await logContainer(sys, engine, container, 'rename', { oldName: `/${old}` });
}

export type UpdateRequest = Partial<Resources> & { RestartPolicy?: RestartPolicy };

/** POST /containers/{id}/update: what is given and not zero replaces what was. Throws ApiError. */
export async function updateContainer(sys: Sys, engine: Engine, container: Container, request: UpdateRequest): Promise<void> {
  const next = { ...container.hostConfig };
  for (const [key, value] of Object.entries(request)) {
    if (key === 'RestartPolicy' || value === null || value === 0 || value === '' || value === undefined || Array.isArray(value)) continue;
    if (key in next) Object.assign(next, { [key]: value });
  }
  if (request.PidsLimit !== undefined && request.PidsLimit !== null && request.PidsLimit <= 0) {
    next.PidsLimit = request.PidsLimit === 0 ? container.hostConfig.PidsLimit : null;
  }
  if (request.RestartPolicy?.Name) {
    validateRestartPolicy(request.RestartPolicy);
    if (container.hostConfig.AutoRemove) throw conflict('Restart policy cannot be updated because AutoRemove is enabled for the container');
    next.RestartPolicy = { Name: request.RestartPolicy.Name, MaximumRetryCount: request.RestartPolicy.MaximumRetryCount ?? 0 };
  }
  const what = `Cannot update container ${container.id}`;
  if (request.Memory && !request.MemorySwap && request.Memory > container.hostConfig.MemorySwap) {
    throw conflict(`${what}: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time`);
  }
  if (next.NanoCpus > 0 && (request.CpuPeriod || request.CpuQuota)) {
    throw conflict(
      `${what}: Conflicting options: CPU ${request.CpuPeriod ? 'Period' : 'Quota'} cannot be updated as NanoCPUs has already been set`,
    );
  }
  await validateResources(sys, next);
  Object.assign(container.hostConfig, next);
  if (container.state.Running && !container.state.Restarting) {
    const { response } = await askShim(sys, container.shimAddress, { method: 'update', resources: resourcesOf(container.hostConfig) });
    if (!response.ok) throw internal(`${what}: ${response.error}`);
  }
  await container.save(sys);
  await logContainer(sys, engine, container, 'update');
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

/** Waits until it is so, and gives the container's status then. */
export async function waitContainer(sys: Sys, container: Container, condition: WaitCondition): Promise<number> {
  const { exits } = container;
  const holds = (): boolean => {
    if (condition === 'removed') return container.removed;
    if (condition === 'next-exit') return container.exits > exits || container.removed;
    return (!container.state.Running && !container.state.Restarting) || container.removed;
  };
  await container.changed.until(sys, holds);
  return container.state.ExitCode;
}
