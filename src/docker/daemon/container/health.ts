// Health checks: a command run in the container at intervals, and the state that follows from its results. As moby's daemon/health.go.

import type { Sys } from '../../../abi/sys.ts';
import type { HealthResult } from '../../api/container.ts';
import { type Engine, logContainer } from '../engine.ts';
import { ApiError } from '../errors.ts';
import { now, rfc3339Nano } from '../time.ts';
import type { Container } from './container.ts';
import { runProbe } from './probe.ts';

const MS = 1_000_000;
const DEFAULTS = { intervalMs: 30_000, timeoutMs: 30_000, startIntervalMs: 5_000, retries: 3 };
const KEPT = 5;
const OUTPUT_CHARS_MAX = 4096;

/** Begins to check a container that has just started, where it has a check. */
export async function startHealth(sys: Sys, engine: Engine, container: Container): Promise<void> {
  const check = container.config.Healthcheck;
  const [kind] = check?.Test ?? [];
  const run = ++container.healthRun;
  if (!check || (kind !== 'CMD' && kind !== 'CMD-SHELL')) {
    container.state.Health = null;
    return;
  }
  container.state.Health = { Status: 'starting', FailingStreak: 0, Log: [] };
  await sys.clone(thread => watch(thread, engine, container, run), { thread: true });
}

const shellOf = (container: Container): string[] => container.config.Shell ?? ['/bin/sh', '-c'];

async function watch(sys: Sys, engine: Engine, container: Container, run: number): Promise<void> {
  const check = container.config.Healthcheck!;
  const over = (): boolean => container.healthRun !== run || !container.state.Running;
  const startedMs = (await now(sys)).seconds * 1000;
  const intervalMs = (check.Interval ?? 0) / MS || DEFAULTS.intervalMs;
  const timeoutMs = (check.Timeout ?? 0) / MS || DEFAULTS.timeoutMs;
  const periodMs = (check.StartPeriod ?? 0) / MS;
  const startIntervalMs = (check.StartInterval ?? 0) / MS || DEFAULTS.startIntervalMs;
  const [kind, ...words] = check.Test!;
  const command = kind === 'CMD' ? words : [...shellOf(container), ...words];
  for (;;) {
    const age = (await now(sys)).seconds * 1000 - startedMs;
    const starting = age < periodMs && container.state.Health?.Status === 'starting';
    await container.changed.until(sys, over, starting ? Math.min(startIntervalMs, intervalMs) : intervalMs);
    if (over()) return;
    if (container.state.Paused) continue;
    const start = rfc3339Nano(await now(sys));
    const { status, output } = await probe(sys, engine, container, command, timeoutMs);
    if (over()) return;
    const result: HealthResult = {
      Start: start,
      End: rfc3339Nano(await now(sys)),
      ExitCode: status,
      Output: output.slice(0, OUTPUT_CHARS_MAX),
    };
    const inPeriod = (await now(sys)).seconds * 1000 - startedMs < periodMs;
    await take(sys, engine, container, result, check.Retries || DEFAULTS.retries, inPeriod);
  }
}

async function probe(
  sys: Sys,
  engine: Engine,
  container: Container,
  command: string[],
  timeoutMs: number,
): Promise<{ status: number; output: string }> {
  try {
    return await runProbe(sys, engine, container, command, timeoutMs);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: -1, output: error.message };
  }
}

async function take(
  sys: Sys,
  engine: Engine,
  container: Container,
  result: HealthResult,
  retries: number,
  inPeriod: boolean,
): Promise<void> {
  const health = container.state.Health;
  if (!health) return;
  health.Log = [...(health.Log ?? []), result].slice(-KEPT);
  const before = health.Status;
  if (result.ExitCode === 0) {
    health.FailingStreak = 0;
    health.Status = 'healthy';
  } else if (!(inPeriod && health.Status === 'starting')) {
    health.FailingStreak++;
    if (health.FailingStreak >= retries) health.Status = 'unhealthy';
  }
  await container.save(sys);
  if (health.Status !== before) await logContainer(sys, engine, container, `health_status: ${health.Status}`);
  await container.changed.notify(sys);
}
