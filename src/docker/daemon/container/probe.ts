// A health check's command: run as an exec, its output gathered, killed when it takes too long.

import type { Sys } from '../../../abi/sys.ts';
import { concat, decode } from '../../../userland/lib/io.ts';
import type { Engine } from '../engine.ts';
import { Condition } from '../sync.ts';
import type { Container } from './container.ts';
import { launchExec, newExec } from './exec-process.ts';
import { askShim } from './shim-client.ts';
import { newStreams, pump } from './streams.ts';

/** Gives its status and what it wrote. Throws ApiError where it cannot be run. */
export async function runProbe(
  sys: Sys,
  engine: Engine,
  container: Container,
  command: readonly string[],
  timeoutMs: number,
): Promise<{ status: number; output: string }> {
  const exec = await newExec(sys, container, command, {});
  const fds = await launchExec(sys, engine, container, exec);
  const parts: Uint8Array[] = [];
  const streams = newStreams(fds, new Set());
  const drained = new Condition();
  await sys.clone(
    async thread => {
      await pump(thread, streams, async (_own, _stream, bytes) => void parts.push(bytes), drained);
      await container.changed.notify(thread);
    },
    { thread: true },
  );
  const done = await container.changed.until(sys, () => !exec.running && streams.drained, timeoutMs);
  if (!done) await askShim(sys, container.shimAddress, { method: 'kill', signal: '9', execId: exec.id });
  engine.execs.delete(exec.id);
  container.execIds.delete(exec.id);
  if (!done) return { status: -1, output: `Health check exceeded timeout (${printTimeout(timeoutMs)})` };
  return { status: exec.exitCode ?? -1, output: decode(concat(parts)) };
}

const printTimeout = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);
