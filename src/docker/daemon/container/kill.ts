// Signals to a container's first process. As moby's daemon/kill.go.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { type Engine, logContainer } from '../engine.ts';
import { conflict, goWords, internal, invalid } from '../errors.ts';
import type { Container } from './container.ts';
import { askShim } from './shim-client.ts';
import { numberOf, parseSignal } from './validate.ts';

/** Sends it; a container that has just ended is no error. */
export async function signalContainer(sys: Sys, engine: Engine, container: Container, signal: string): Promise<void> {
  const parsed = parseSignal(signal);
  if (parsed === undefined) throw invalid(`invalid signal: ${signal}`);
  if (container.state.Paused && numberOf(parsed) === 9) await askShim(sys, container.shimAddress, { method: 'resume' });
  try {
    const { response } = await askShim(sys, container.shimAddress, { method: 'kill', signal: String(numberOf(parsed)) });
    if (!response.ok && !/container not running|does not exist/.test(response.error)) throw internal(response.error);
  } catch (error) {
    // The shim is gone: so is what it was the parent of.
    if (!(error instanceof Errno)) throw error;
  }
  await logContainer(sys, engine, container, 'kill', { signal: String(numberOf(parsed)) });
}

/** POST /containers/{id}/kill. Throws ApiError. */
export async function killContainer(sys: Sys, engine: Engine, name: string, signal: string): Promise<void> {
  let container: Container;
  try {
    container = engine.containers.get(name);
  } catch (error) {
    throw Object.assign(error as Error, { message: `cannot kill container: ${name}: ${goWords(error)}` });
  }
  const parsed = parseSignal(signal);
  if (parsed === undefined) throw invalid(`cannot kill container: ${name}: invalid signal: ${signal}`);
  if (!container.state.Running) throw conflict(`cannot kill container: ${name}: container ${container.id} is not running`);
  const stop = numberOf(parseSignal(container.config.StopSignal ?? 'SIGTERM') ?? 'SIGTERM');
  if (numberOf(parsed) === 9 || numberOf(parsed) === stop) await expectEnd(sys, container);
  if (container.state.Restarting) return;
  await signalContainer(sys, engine, container, signal);
  if (numberOf(parsed) === 9) await container.changed.until(sys, () => !container.state.Running || container.removed, 10_000);
}

/** Whoever ends it now wants it to stay ended: no restart. */
export async function expectEnd(sys: Sys, container: Container): Promise<void> {
  container.hasBeenManuallyStopped = true;
  container.restartCancelled = true;
  await container.changed.notify(sys);
}

/** SIGKILL, and waits for the end. */
export async function killAndWait(sys: Sys, engine: Engine, container: Container): Promise<void> {
  await expectEnd(sys, container);
  if (!container.state.Restarting) await signalContainer(sys, engine, container, 'SIGKILL');
  await container.changed.until(sys, () => !container.state.Running, 10_000);
}
