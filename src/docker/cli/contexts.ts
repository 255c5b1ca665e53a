// Contexts: named daemons, kept under ~/.docker/contexts/meta. As docker-cli 28.5.2's context store.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Errno } from '../../abi/errno.ts';
import { goJson } from '../../userland/lib/go-json.ts';
import { encode, readText, writeFile } from '../../userland/lib/io.ts';
import type { Home } from './config-file.ts';

export interface ContextMeta {
  Name: string;
  Metadata: { Description?: string };
  Endpoints: { docker?: { Host: string; SkipTLSVerify: boolean } };
}

const idOf = (name: string): string => bytesToHex(sha256(encode(name)));
const metaRoot = (cli: Home): string => `${cli.configFolder}/contexts/meta`;
export const metaFolder = (cli: Home, name: string): string => `${metaRoot(cli)}/${idOf(name)}`;

/** A context's name as it may be. Throws in docker's words. */
export function checkName(name: string): void {
  if (name === '') throw new Error('context name cannot be empty');
  if (name === 'default') throw new Error('"default" is a reserved context name');
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/.test(name)) {
    throw new Error(`context name "${name}" is invalid, names are validated against regexp "^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$"`);
  }
}

/** A context by its name. Throws in docker's words where there is none. */
export async function readContext(cli: Home, name: string): Promise<ContextMeta> {
  const path = `${metaFolder(cli, name)}/meta.json`;
  try {
    return JSON.parse(await readText(cli.sys, path)) as ContextMeta;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Error(`context "${name}": context not found: open ${path}: ${error.message.toLowerCase()}`);
  }
}

/** Writes a new context or one changed. */
export async function writeContext(cli: Home, meta: ContextMeta): Promise<void> {
  let at = '';
  for (const part of metaFolder(cli, meta.Name).split('/').slice(1)) {
    at += `/${part}`;
    try {
      await cli.sys.mkdir(at, 0o755);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
    }
  }
  await writeFile(cli.sys, `${metaFolder(cli, meta.Name)}/meta.json`, goJson(meta), 0o644);
}

/** Removes a context's files. */
export async function removeContext(cli: Home, name: string): Promise<void> {
  await cli.sys.unlink(`${metaFolder(cli, name)}/meta.json`);
  await cli.sys.rmdir(metaFolder(cli, name));
}

/** All contexts but the default one, by name. */
export async function listContexts(cli: Home): Promise<ContextMeta[]> {
  const found: ContextMeta[] = [];
  let fd: number;
  try {
    fd = await cli.sys.open(metaRoot(cli), { read: true, directory: true, cloexec: true });
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
  const names: string[] = [];
  for (let entries = await cli.sys.getdents(fd); entries.length > 0; entries = await cli.sys.getdents(fd)) {
    names.push(...entries.map(entry => entry.name).filter(name => !name.startsWith('.')));
  }
  await cli.sys.close(fd);
  for (const name of names) found.push(JSON.parse(await readText(cli.sys, `${metaRoot(cli)}/${name}/meta.json`)) as ContextMeta);
  return found.sort((left, right) => (left.Name < right.Name ? -1 : 1));
}

/** The address that a context's daemon is at. */
export async function hostOfContext(cli: Home, name: string): Promise<string> {
  try {
    return (await readContext(cli, name)).Endpoints.docker?.Host ?? 'unix:///var/run/docker.sock';
  } catch (error) {
    throw new Error(`Failed to initialize: unable to resolve docker endpoint: ${(error as Error).message}`);
  }
}
