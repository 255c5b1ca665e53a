// The mounts of a container's root: what config.json lists, each made below the new root before it becomes "/". As runc's rootfs_linux.go.

import type { MountFlags, MountOption } from '../../abi/mount.ts';
import type { Sys } from '../../abi/sys.ts';
import type { OciMount } from '../api/oci.ts';
import { Failure, goWords, step, unless } from './failure.ts';

const OPTIONS = new Set<string>(['ro', 'nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime', 'strictatime', 'sync', 'dirsync']);
const CLEARING = new Set(['rw', 'suid', 'dev', 'exec', 'atime', 'diratime', 'defaults', 'async', 'tmpcopyup', 'norelatime']);

interface Parsed {
  options: MountOption[];
  bind: boolean;
  recursive: boolean;
  propagation: { kind: NonNullable<MountFlags['propagation']>; recursive: boolean } | undefined;
  data: string;
}

/** Sorts a mount's options into flags, propagation and what the filesystem itself takes. */
function parseOptions(mount: OciMount): Parsed {
  const parsed: Parsed = { options: [], bind: mount.type === 'bind', recursive: false, propagation: undefined, data: '' };
  const data: string[] = [];
  for (const option of mount.options ?? []) {
    const propagation = /^(r?)(shared|slave|private|unbindable)$/.exec(option);
    if (option === 'bind' || option === 'rbind') {
      parsed.bind = true;
      parsed.recursive = option === 'rbind';
    } else if (propagation) {
      parsed.propagation = { kind: propagation[2] as NonNullable<MountFlags['propagation']>, recursive: propagation[1] === 'r' };
    } else if (OPTIONS.has(option)) parsed.options.push(option as MountOption);
    else if (!CLEARING.has(option)) data.push(option);
  }
  parsed.data = data.join(',');
  return parsed;
}

/** Where a path of the container is under `root`, its symbolic links followed as if `root` were "/". */
export async function resolveIn(sys: Sys, root: string, path: string): Promise<string> {
  const todo = path.split('/').reverse();
  let at: string[] = [];
  let links = 0;
  while (todo.length > 0) {
    const part = todo.pop()!;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      at.pop();
      continue;
    }
    const target = await unless(['EINVAL', 'ENOENT', 'ENOTDIR'], () => sys.readlink(`${root}/${[...at, part].join('/')}`));
    if (target === undefined) {
      at.push(part);
      continue;
    }
    if (++links > 40) throw new Failure(`${path}: too many levels of symbolic links`);
    if (target.startsWith('/')) at = [];
    todo.push(...target.split('/').reverse());
  }
  return at.length === 0 ? root : `${root}/${at.join('/')}`;
}

/** Makes a folder and those above it. */
export async function mkdirAll(sys: Sys, path: string, mode = 0o755): Promise<void> {
  if (await unless(['ENOENT'], () => sys.stat(path))) return;
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent !== '') await mkdirAll(sys, parent, mode);
  await unless(['EEXIST'], () => sys.mkdir(path, mode));
}

async function makeTarget(sys: Sys, path: string, isFile: boolean): Promise<void> {
  if (!isFile) return mkdirAll(sys, path);
  if (await unless(['ENOENT'], () => sys.stat(path))) return;
  await mkdirAll(sys, path.slice(0, path.lastIndexOf('/')));
  await sys.close(await sys.open(path, { write: true, create: true, cloexec: true }, 0o755));
}

async function mountOne(sys: Sys, root: string, mount: OciMount): Promise<void> {
  const parsed = parseOptions(mount);
  const target = await resolveIn(sys, root, mount.destination);
  const isFile = parsed.bind && (await sys.stat(mount.source)).kind !== 'directory';
  await makeTarget(sys, target, isFile);
  try {
    if (parsed.bind) await bind(sys, mount.source, target, parsed);
    else await sys.mount(mount.source, target, mount.type === 'cgroup' ? 'cgroup2' : mount.type, { options: parsed.options }, parsed.data);
  } catch (error) {
    throw new Failure(
      `mount src=${mount.source}, dst=${mount.destination}, dstFd=/proc/thread-self/fd/14, flags=MS_BIND|MS_REC: ${goWords(error)}`,
    );
  }
  if (parsed.propagation) {
    await sys.mount('', target, '', { propagation: parsed.propagation.kind, recursive: parsed.propagation.recursive });
  }
}

async function bind(sys: Sys, source: string, target: string, parsed: Parsed): Promise<void> {
  await sys.mount(source, target, '', { bind: true, recursive: parsed.recursive });
  if (parsed.options.length > 0) await sys.mount('', target, '', { bind: true, remount: true, options: parsed.options });
}

/** All mounts of the config, in its order. Throws Failure as runc words it. */
export async function mountAll(sys: Sys, root: string, mounts: readonly OciMount[]): Promise<void> {
  for (const mount of mounts) {
    try {
      await mountOne(sys, root, mount);
    } catch (error) {
      throw new Failure(`error mounting "${mount.source}" to rootfs at "${mount.destination}": ${goWords(error)}`);
    }
  }
}

/** Makes `root` a mount of its own whose events stay in this mount namespace. */
export async function prepareRoot(sys: Sys, root: string, propagation: string): Promise<void> {
  const kind = propagation.replace(/^r/, '') as NonNullable<MountFlags['propagation']>;
  await step('error preparing rootfs', async () => {
    await sys.mount('', '/', '', { propagation: kind, recursive: propagation.startsWith('r') });
    await sys.mount(root, root, '', { bind: true, recursive: true });
  });
}

/** Makes `root` "/" and lets go of the old one. */
export async function pivotRoot(sys: Sys, root: string): Promise<void> {
  await step('error during pivot_root', async () => {
    const old = await sys.open('/', { read: true, directory: true, cloexec: true });
    await sys.chdir(root);
    await sys.pivotRoot('.', '.');
    await sys.fchdir(old);
    await sys.close(old);
    // The old root now lies over the new one at "/": changes there must not reach the host before it is gone.
    await sys.mount('', '.', '', { propagation: 'slave', recursive: true });
    await sys.umount('.', { detach: true });
    await sys.chdir('/');
  });
}

/** Paths that are to be seen but not written. */
export async function makeReadonly(sys: Sys, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await unless(['ENOENT', 'ENOTDIR'], async () => {
      await sys.mount(path, path, '', { bind: true, recursive: true });
      await sys.mount('', path, '', { bind: true, remount: true, options: ['nosuid', 'nodev', 'noexec', 'ro'] });
    });
  }
}

/** Paths that are not to be seen: an empty folder or /dev/null over them. */
export async function mask(sys: Sys, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const stat = await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(path));
    if (!stat) continue;
    if (stat.kind === 'directory') await sys.mount('tmpfs', path, 'tmpfs', { options: ['ro'] }, 'nr_inodes=1,size=4k');
    else await sys.mount('/dev/null', path, '', { bind: true });
  }
}
