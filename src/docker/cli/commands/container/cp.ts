// docker cp: files between a container and the host, or as a tar stream. docker-cli 28.5.2.

import { Errno } from '../../../../abi/errno.ts';
import { decode, STDIN, STDOUT, writeAll } from '../../../../userland/lib/io.ts';
import { humanSize } from '../../../../userland/lib/units.ts';
import type { PathStat } from '../../../api/container.ts';
import { ApiError } from '../../../client/errors.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { packTree, unpackTo } from '../../lib/archive.ts';
import { fromBase64 } from '../../lib/base64.ts';
import { absolute } from '../../run/mounts.ts';

/** "container:path" taken apart; a path of the host has no container. */
function splitArg(arg: string): { container: string; path: string } {
  if (arg.startsWith('/')) return { container: '', path: arg };
  const at = arg.indexOf(':');
  if (at < 0 || arg.startsWith('.')) return { container: '', path: arg };
  return { container: arg.slice(0, at), path: arg.slice(at + 1) };
}

export const command = defineCommand({
  args: [2, 2],
  async run(cli, flags, [from = '', to = '']) {
    if (from === '') throw new Error('source can not be empty');
    if (to === '') throw new Error('destination can not be empty');
    const source = splitArg(from);
    const dest = splitArg(to);
    const quiet = flags.bool('quiet') || !(await cli.stdoutIsTerminal());
    if (source.container !== '' && dest.container !== '') throw new Error('copying between containers is not supported');
    if (source.container !== '') return copyOut(cli, source.container, source.path, dest.path, flags.bool('follow-link'), quiet);
    if (dest.container !== '')
      return copyIn(cli, source.path, dest.container, dest.path, flags.bool('archive'), flags.bool('follow-link'), quiet);
    throw new Error('must specify at least one container source');
  },
});

const DIRECTORY = 2 ** 31;
const SYMLINK = 2 ** 27;
const isDirectory = (stat: PathStat): boolean => stat.mode >= DIRECTORY;
const isSymlink = (stat: PathStat): boolean => Math.floor(stat.mode / SYMLINK) % 2 === 1;

async function statIn(cli: Cli, container: string, path: string): Promise<PathStat> {
  const reply = await (await cli.client()).call('HEAD', `/containers/${container}/archive`, { query: { path }, allow: [404] });
  await reply.bytes();
  if (reply.head.status === 404) throw new ApiError(404, await missingWords(cli, container, path));
  return JSON.parse(decode(fromBase64(reply.header('X-Docker-Container-Path-Stat') ?? ''))) as PathStat;
}

/** A HEAD has no body: which of the two is missing is asked for. */
async function missingWords(cli: Cli, container: string, path: string): Promise<string> {
  try {
    await (await (await cli.client()).call('GET', `/containers/${container}/json`)).bytes();
  } catch (error) {
    if (error instanceof ApiError) return error.detail;
    throw error;
  }
  return `Could not find the file ${path} in container ${container}`;
}

async function hostStat(cli: Cli, path: string): Promise<'directory' | 'file' | undefined> {
  try {
    return (await cli.sys.stat(path)).kind === 'directory' ? 'directory' : 'file';
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

async function copyOut(cli: Cli, container: string, given: string, to: string, follow: boolean, quiet: boolean): Promise<void> {
  const cwd = await cli.sys.getcwd();
  const dest = to === '-' ? to : keepSlash(absolute(to, cwd), to);
  if (dest !== '-') {
    const clean = dest.replace(/\/+$/, '');
    const parent = clean.slice(0, clean.lastIndexOf('/'));
    if (parent !== '' && (await hostStat(cli, parent)) !== 'directory') {
      throw new Error(`invalid output path: directory ${JSON.stringify(parent)} does not exist`);
    }
  }
  let path = given;
  let rebase: string | undefined;
  if (follow) {
    const stat = await statIn(cli, container, path);
    if (isSymlink(stat)) {
      rebase = baseName(path);
      path = stat.linkTarget.startsWith('/') ? stat.linkTarget : absolute(stat.linkTarget, path.slice(0, path.lastIndexOf('/')));
    }
  }
  const reply = await (await cli.client()).call('GET', `/containers/${container}/archive`, { query: { path } });
  if (dest === '-') {
    for await (const part of reply.parts()) await writeAll(cli.sys, STDOUT, part);
    return;
  }
  const stat = JSON.parse(decode(fromBase64(reply.header('X-Docker-Container-Path-Stat') ?? ''))) as PathStat;
  const contents = /(^|\/)\.$/.test(given);
  const archive = await reply.bytes();
  await unpackTo(cli.sys, archive, {
    dest,
    directory: isDirectory(stat),
    contents,
    name: rebase ?? stat.name,
    there: await hostStat(cli, dest),
  });
  if (!quiet) await cli.err(`Successfully copied ${humanSize(archive.length)} to ${to}\n`);
}

const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';
const keepSlash = (path: string, given: string): string => (given.endsWith('/') || given.endsWith('/.') ? `${path}/` : path);

async function copyIn(
  cli: Cli,
  from: string,
  container: string,
  to: string,
  archive: boolean,
  follow: boolean,
  quiet: boolean,
): Promise<void> {
  const cwd = await cli.sys.getcwd();
  const source = from === '-' ? from : keepSlash(absolute(from, cwd), from);
  let dest = to;
  let target: PathStat | undefined;
  if (dest !== '') {
    try {
      target = await statIn(cli, container, dest);
    } catch (error) {
      if (!(error instanceof ApiError) || /^No such container/.test(error.detail)) await lstat(cli, source);
      if (!(error instanceof ApiError)) throw error;
      if (/^No such container/.test(error.detail)) throw error;
    }
  }
  if (target && isSymlink(target)) {
    dest = target.linkTarget.startsWith('/') ? target.linkTarget : absolute(target.linkTarget, dest.slice(0, dest.lastIndexOf('/')) || '/');
    try {
      target = await statIn(cli, container, dest);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      target = undefined;
    }
  }
  const query = { noOverwriteDirNonDir: 'true', ...(archive ? { copyUIDGID: 'true' } : {}) };
  if (source === '-') {
    if (!target || !isDirectory(target)) throw new Error(`destination "${container}:${to}" must be a directory`);
    await put(cli, container, dest, query, inputParts(cli));
    return;
  }
  const kind = await lstat(cli, source);
  const folder = kind === 'directory';
  const contents = /(^|\/)\.$/.test(from) && folder;
  const [into, name] = placeFor(dest, target, folder, contents, baseName(source));
  const tar = await packTree(cli.sys, source.replace(/(?<=.)\/+$/, ''), { name, follow, owners: archive });
  await put(cli, container, into, query, single(tar));
  if (!quiet) await cli.err(`Successfully copied ${humanSize(tar.length)} to ${container}:${to}\n`);
}

/** The folder in the container that is unpacked in, and the name the source has there. */
function placeFor(dest: string, target: PathStat | undefined, folder: boolean, contents: boolean, name: string): [string, string] {
  const parent = dest.replace(/\/+$/, '').replace(/\/?[^/]*$/, '') || '/';
  if (!target) {
    if (dest.endsWith('/') && !folder) throw new Error('no such directory');
    return [parent, baseName(dest)];
  }
  if (isDirectory(target)) return contents ? [dest, ''] : [dest, name];
  if (folder) throw new Error('cannot copy directory');
  return [parent, baseName(dest)];
}

async function lstat(cli: Cli, path: string): Promise<'directory' | 'file'> {
  try {
    if (path === '-') return 'file';
    const { kind } = await cli.sys.stat(path.replace(/(?<=.)\/+$/, ''), { nofollow: true });
    if (path.endsWith('/') && kind !== 'directory') throw new Errno('ENOTDIR');
    return kind === 'directory' ? 'directory' : 'file';
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Error(
      `${error.code === 'ENOTDIR' ? 'stat' : 'lstat'} ${path.replace(/^\/(?=[^/]+$)/, '//')}: ${error.message.toLowerCase()}`,
    );
  }
}

async function put(
  cli: Cli,
  container: string,
  path: string,
  query: Record<string, string>,
  stream: AsyncIterable<Uint8Array>,
): Promise<void> {
  await (await cli.client()).done('PUT', `/containers/${container}/archive`, { query: { ...query, path }, stream });
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65536) yield bytes.subarray(at, at + 65536);
}

async function* inputParts(cli: Cli): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = await cli.sys.read(STDIN, 65536);
    if (bytes.length === 0) return;
    yield bytes;
  }
}
