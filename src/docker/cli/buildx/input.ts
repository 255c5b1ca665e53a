// What a build is given: a folder, an archive on standard input, or a Dockerfile alone. As docker-buildx 0.29.1.

import { Errno } from '../../../abi/errno.ts';
import type { Flags } from '../../../userland/lib/cobra.ts';
import { readAll, readFile, STDIN } from '../../../userland/lib/io.ts';
import { readTar, TarError, TarWriter } from '../../../userland/lib/tar.ts';
import type { Cli } from '../cli.ts';
import { contextTar } from '../lib/build-context.ts';
import { absolute } from '../run/mounts.ts';

export interface BuildInput {
  tar: Uint8Array;
  /** The Dockerfile's path in the archive. */
  dockerfile: string;
}

/** Gathers it. Throws in buildx's words where the path is not there. */
export async function readInput(cli: Cli, flags: Flags, path: string): Promise<BuildInput> {
  const file = flags.string('file');
  if (path === '-') return fromStandardInput(cli, file);
  if (/^(https?:\/\/|git(@|:\/\/)|ssh:\/\/|github\.com\/)/.test(path))
    throw new Error('unable to prepare context: contexts of a URL are not simulated here');
  const cwd = await cli.sys.getcwd();
  const root = absolute(path, cwd);
  try {
    if ((await cli.sys.stat(root)).kind !== 'directory') throw new Error(`unable to prepare context: ${path} not a directory`);
  } catch (error) {
    if (error instanceof Errno) throw new Error(`unable to prepare context: path ${JSON.stringify(path)} not found`);
    throw error;
  }
  const whole = file === '' ? `${root}/Dockerfile` : absolute(file, cwd);
  const inside = file !== '-' && whole.startsWith(root === '/' ? '/' : `${root}/`);
  const relative = inside ? whole.slice(root === '/' ? 1 : root.length + 1) : '';
  const own = `${whole}.dockerignore`;
  const ignoreFile = (await exists(cli, own)) ? own : undefined;
  const tar = await contextTar(cli.sys, root, { keep: inside ? [relative, `${relative}.dockerignore`] : [], ignoreFile });
  if (inside) return { tar, dockerfile: relative };
  return beside(cli, tar, file, whole);
}

/** A Dockerfile from elsewhere is put into the archive under its own name. */
async function beside(cli: Cli, tar: Uint8Array, file: string, whole: string): Promise<BuildInput> {
  let data: Uint8Array;
  try {
    data = file === '-' ? await readAll(cli.sys, STDIN) : await readFile(cli.sys, whole);
  } catch (error) {
    if (error instanceof Errno) return { tar, dockerfile: whole.split('/').at(-1)! };
    throw error;
  }
  const name = file === '-' ? 'Dockerfile' : whole.split('/').at(-1)!;
  const taken = [...readTar(tar)].some(entry => entry.name === name);
  const dockerfile = taken ? `.dockerfile/${name}` : name;
  const writer = new TarWriter();
  for (const entry of readTar(tar)) writer.add(entry, entry.data);
  writer.add({ name: dockerfile, kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 } }, data);
  return { tar: writer.finish(), dockerfile };
}

async function exists(cli: Cli, path: string): Promise<boolean> {
  try {
    await cli.sys.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}

async function fromStandardInput(cli: Cli, file: string): Promise<BuildInput> {
  if (file === '-') throw new Error("invalid argument: can't use stdin for both build context and dockerfile");
  const input = await readAll(cli.sys, STDIN);
  if (input.length === 0) throw new Error('failed to read dockerfile from stdin: empty dockerfile');
  try {
    if ([...readTar(input)].length > 0) return { tar: input, dockerfile: file === '' ? 'Dockerfile' : file };
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
  }
  if (file !== '') throw new Error('ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles');
  const writer = new TarWriter();
  writer.add({ name: 'Dockerfile', kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 } }, input);
  return { tar: writer.finish(), dockerfile: 'Dockerfile' };
}
