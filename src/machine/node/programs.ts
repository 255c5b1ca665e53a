// Programs in Node: read from the source tree as it stands, each loaded when it is first run.

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Program } from '../../abi/program.ts';
import type { Programs } from '../programs.ts';

const SOURCE = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The file of a module's id, as package.ts and executables name it; undefined where there is none. */
function fileOf(id: string): string | undefined {
  const base = join(SOURCE, id.startsWith('docker/') ? id : `userland/${id}`);
  return [`${base}.ts`, join(base, 'main.ts')].find(existsSync);
}

async function load(id: string): Promise<Program | undefined> {
  const file = fileOf(id);
  if (!file) return undefined;
  return ((await import(pathToFileURL(file).href)) as { default: Program }).default;
}

/** Reads every package's list. */
export async function nodePrograms(): Promise<Programs> {
  const folders = readdirSync(join(SOURCE, 'userland')).map(name => join(SOURCE, 'userland', name));
  const lists = [...folders, join(SOURCE, 'docker')].map(folder => join(folder, 'package.ts')).filter(existsSync);
  const files: Record<string, string> = {};
  for (const list of lists.sort())
    Object.assign(files, ((await import(pathToFileURL(list).href)) as { files: Record<string, string> }).files);
  return { files, load };
}
