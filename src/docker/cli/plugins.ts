// Plugins of the client: programs named docker-X in its folders, which are run in its place. As docker-cli 28.5.2's plugin manager.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { decode, readAll } from '../../userland/lib/io.ts';
import { spawn, waitFor } from '../../userland/lib/run-program.ts';
import type { Cli } from './cli.ts';

const FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

export interface PluginMetadata {
  SchemaVersion: string;
  Vendor: string;
  Version: string;
  ShortDescription: string;
}

const foldersOf = (cli: Cli): string[] => [`${cli.configFolder}/cli-plugins`, ...FOLDERS];

async function executable(sys: Sys, path: string): Promise<boolean> {
  try {
    await sys.access(path, { execute: true });
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}

/** The program of a plugin, or undefined where there is none of that name. */
export async function findPlugin(cli: Cli, name: string): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9]*$/.test(name)) return undefined;
  for (const folder of foldersOf(cli)) {
    const path = `${folder}/docker-${name}`;
    if (await executable(cli.sys, path)) return path;
  }
  return undefined;
}

/** Becomes the plugin's program. */
export function runPlugin(cli: Cli, path: string, args: readonly string[], env: Env): Promise<never> {
  return cli.sys.execve(path, [path, ...args], { ...env, DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: 'docker' });
}

/** All plugins by name, each with what it says of itself. */
export async function listPlugins(cli: Cli): Promise<{ name: string; path: string; metadata: PluginMetadata }[]> {
  const found = new Map<string, string>();
  for (const folder of foldersOf(cli).reverse()) {
    for (const file of await namesIn(cli.sys, folder)) {
      const name = /^docker-([a-z][a-z0-9]*)$/.exec(file)?.[1];
      if (name !== undefined && (await executable(cli.sys, `${folder}/${file}`))) found.set(name, `${folder}/${file}`);
    }
  }
  const plugins = [];
  for (const name of [...found.keys()].sort()) {
    const path = found.get(name)!;
    const metadata = await metadataOf(cli, path);
    if (metadata) plugins.push({ name, path, metadata });
  }
  return plugins;
}

async function namesIn(sys: Sys, folder: string): Promise<string[]> {
  let fd: number;
  try {
    fd = await sys.open(folder, { read: true, directory: true, cloexec: true });
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
  const names: string[] = [];
  for (let entries = await sys.getdents(fd); entries.length > 0; entries = await sys.getdents(fd))
    names.push(...entries.map(({ name }) => name));
  await sys.close(fd);
  return names;
}

async function metadataOf(cli: Cli, path: string): Promise<PluginMetadata | undefined> {
  const [readEnd, writeEnd] = await cli.sys.pipe({ cloexec: true });
  const pid = await spawn(cli.sys, [path, 'docker-cli-plugin-metadata'], cli.env, { fds: [[writeEnd, 1]] });
  await cli.sys.close(writeEnd);
  const text = decode(await readAll(cli.sys, readEnd));
  await cli.sys.close(readEnd);
  await waitFor(cli.sys, pid);
  try {
    return JSON.parse(text) as PluginMetadata;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
