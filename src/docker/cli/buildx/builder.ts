// The one builder there is: the daemon's own, under its context's name. As docker-buildx 0.29.1.

import type { Cli } from '../cli.ts';

/** Throws in buildx's words where another builder is asked for. */
export async function checkBuilder(cli: Cli, name: string): Promise<void> {
  const wanted = name === '' ? (cli.env.BUILDX_BUILDER ?? '') : name;
  if (wanted === '' || wanted === 'default' || wanted === (await cli.contextName())) return;
  throw new Error(`no builder ${JSON.stringify(wanted)} found`);
}

/** Asks whether the daemon is there. */
export async function reachDaemon(cli: Cli): Promise<void> {
  await (await (await cli.client()).call('GET', '/version')).bytes();
}
