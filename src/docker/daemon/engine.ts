// What the parts of the daemon share: its stores, its settings, and what it was told to do when a container ends.

import type { Sys } from '../../abi/sys.ts';
import type { BuildCache } from './build/cache.ts';
import type { Config } from './config.ts';
import type { Container } from './container/container.ts';
import type { Containers } from './container/registry.ts';
import type { Events } from './events.ts';
import type { Images } from './image/store.ts';
import type { Networks } from './network/controller.ts';
import type { SandboxControl } from './network/sandbox.ts';
import type { Volumes } from './volume/store.ts';

export interface Exec {
  id: string;
  containerId: string;
  running: boolean;
  started: boolean;
  exitCode: number | null;
  pid: number;
  tty: boolean;
  entrypoint: string;
  args: string[];
  env: string[];
  user: string;
  workingDir: string;
  privileged: boolean;
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  detachKeys: string;
  consoleSize: [number, number] | undefined;
  /** The terminal's master, while it runs with one. */
  console: number | undefined;
}

export interface Engine {
  readonly config: Config;
  readonly id: string;
  readonly events: Events;
  readonly images: Images;
  readonly volumes: Volumes;
  readonly networks: Networks;
  readonly sandboxes: SandboxControl;
  readonly containers: Containers;
  readonly execs: Map<string, Exec>;
  readonly buildCache: BuildCache;
  /** The daemon is on its way out: no restarts. */
  stopping: boolean;
  log(sys: Sys, level: 'debug' | 'info' | 'warning' | 'error', message: string): Promise<void>;
}

/** Says in the events that something happened to a container. */
export async function logContainer(
  sys: Sys,
  engine: Engine,
  container: Container,
  action: string,
  more: Record<string, string> = {},
): Promise<void> {
  const attributes = { ...container.config.Labels, image: container.config.Image, name: container.name, ...more };
  await engine.events.log(sys, 'container', action, container.id, attributes);
}
