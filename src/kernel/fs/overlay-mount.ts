// mount -t overlay: its options, and which layers do not go together. As fs/overlayfs/params.c and super.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { KernelContext } from '../context.ts';
import { current } from '../process/current.ts';
import { addChild, type Dentry, isBelow, lookupChild } from '../vfs/dentry.ts';
import { anonymousDevice } from '../vfs/ids.ts';
import type { FilesystemType } from '../vfs/inode.ts';
import { holdSuperblock, releaseSuperblock } from '../vfs/mount.ts';
import type { Path } from '../vfs/path.ts';
import { walk } from '../vfs/walk.ts';
import { OverlayFs } from './overlay.ts';
import { TRUSTED, USER } from './overlay-layer.ts';

type Options = ReadonlyMap<string, string | true>;

interface Choice {
  values: readonly string[];
}

const ON_OFF: Choice = { values: ['on', 'off'] };
const CHOICES: Readonly<Record<string, Choice>> = {
  redirect_dir: { values: ['on', 'off', 'follow', 'nofollow'] },
  index: ON_OFF,
  uuid: { values: ['on', 'off', 'null', 'auto'] },
  nfs_export: ON_OFF,
  xino: { values: ['on', 'off', 'auto'] },
  metacopy: ON_OFF,
  verity: { values: ['on', 'off', 'require'] },
};
const FLAGS = ['default_permissions', 'userxattr', 'volatile'];
const PATHS = ['lowerdir', 'upperdir', 'workdir'];
const LOWERS_MAX = 500;

const invalid = (detail: string): Errno => new Errno('EINVAL', `overlay: ${detail}`);

function checkNames(options: Options): void {
  for (const [name, value] of options) {
    if (PATHS.includes(name) || FLAGS.includes(name)) continue;
    const choice = CHOICES[name];
    if (!choice) throw invalid(`Unknown parameter '${name}'`);
    if (value === true || !choice.values.includes(value)) throw invalid(`Bad value for '${name}'`);
  }
}

/** "a:b\\:c" is two paths: the backslash keeps a colon. */
function splitLowers(text: string): string[] {
  const paths: string[] = [];
  let path = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && at + 1 < text.length) path += text[++at];
    else if (text[at] === ':') {
      paths.push(path);
      path = '';
    } else path += text[at];
  }
  paths.push(path);
  if (paths.length > LOWERS_MAX) throw invalid(`too many lower directories, limit is ${LOWERS_MAX}`);
  if (paths.includes('')) throw new Errno('EINVAL');
  return paths;
}

function folderAt(path: string, role: 'upperdir' | 'workdir' | 'lowerdir'): Path {
  const found = walk(current().process, path);
  const { superblock, kind } = found.dentry.inode;
  if (kind !== 'directory') throw invalid(`${path} is not a directory`);
  const type = superblock.type.name;
  if (role !== 'lowerdir') {
    if (type === 'overlay' || type === 'proc' || type === 'sysfs' || type === 'cgroup2') {
      throw type === 'overlay' ? invalid(`filesystem on ${path} not supported as ${role}`) : new Errno('EINVAL');
    }
    if (found.mount.readonly) throw invalid(`filesystem on ${path} is read-only`);
  }
  return found;
}

const textOf = (options: Options, name: string): string | undefined => {
  const given = options.get(name);
  return typeof given === 'string' ? given : undefined;
};

/** No layer may be, or lie in, another one (ovl_check_overlapping_layers). */
function checkOverlap(layers: readonly Dentry[]): void {
  for (const [index, one] of layers.entries()) {
    for (const [other, two] of layers.entries()) {
      if (index !== other && isBelow(one, two)) throw new Errno('ELOOP');
    }
  }
}

/** workdir/work: emptied, or made. */
function makeWork(work: Dentry): Dentry {
  const there = lookupChild(work, 'work');
  if (there) return there;
  const made = work.inode.create?.('work', 'directory', 0, { uid: 0, gid: 0 });
  if (!made) throw new Errno('EROFS');
  return addChild(work, 'work', made);
}

/** What mountinfo shows of the options, in the kernel's order. */
function shownOptions(options: Options, hasUpper: boolean): string {
  const shown = PATHS.filter(name => options.has(name)).map(name => `${name}=${textOf(options, name)}`);
  const on = (name: string): boolean => options.get(name) === 'on';
  if (options.has('default_permissions')) shown.push('default_permissions');
  if (!hasUpper) shown.push('redirect_dir=on');
  else if (options.has('userxattr')) shown.push('redirect_dir=nofollow');
  else if (on('redirect_dir') || on('metacopy')) shown.push('redirect_dir=on');
  if (on('index') || on('nfs_export')) shown.push('index=on');
  const uuid = textOf(options, 'uuid');
  if (hasUpper) shown.push(`uuid=${uuid === undefined || uuid === 'auto' ? 'on' : uuid}`);
  if (on('nfs_export')) shown.push('nfs_export=on');
  if (on('metacopy')) shown.push('metacopy=on');
  if (options.has('volatile') && hasUpper) shown.push('fsync=volatile');
  if (options.has('userxattr')) shown.push('userxattr');
  return shown.join(',');
}

interface UpperLayer {
  upper: Path;
  work: Path;
}

function upperOf(options: Options): UpperLayer | undefined {
  const upperText = textOf(options, 'upperdir');
  const workText = textOf(options, 'workdir');
  const upper = upperText === undefined ? undefined : folderAt(upperText, 'upperdir');
  const work = workText === undefined ? undefined : folderAt(workText, 'workdir');
  if (!upper) return undefined;
  if (!work) throw new Errno('EINVAL');
  if (upper.mount !== work.mount) throw new Errno('EINVAL');
  if (isBelow(work.dentry, upper.dentry) || isBelow(upper.dentry, work.dentry)) throw new Errno('EINVAL');
  return { upper, work };
}

/** The machine's own root: an overlay over a tree given as data, with a folder of the disk as its upper layer. Made without a process. */
export function overlayOf(
  kernel: KernelContext,
  lowers: readonly Dentry[],
  writable: { upper: Dentry; work: Dentry },
  options: string,
): OverlayFs {
  for (const { inode } of [...lowers, writable.upper, writable.work]) holdSuperblock(inode.superblock);
  const layers = { upper: writable.upper, work: makeWork(writable.work), lowers, names: TRUSTED, redirects: false, options };
  return new OverlayFs(kernel, overlay, anonymousDevice(kernel), layers, () => undefined);
}

export const overlay: FilesystemType = {
  name: 'overlay',
  nodev: true,
  userns: true,
  mount(kernel, _source, options) {
    checkNames(options);
    const lowerText = textOf(options, 'lowerdir');
    const lowers = lowerText === undefined ? [] : splitLowers(lowerText).map(path => folderAt(path, 'lowerdir'));
    const writable = upperOf(options);
    if (lowers.length === 0 || (!writable && lowers.length === 1)) throw new Errno('EINVAL');
    const held = writable ? [writable.upper, writable.work, ...lowers] : lowers;
    checkOverlap((writable ? [writable.upper, ...lowers] : lowers).map(path => path.dentry));
    const layers = {
      upper: writable?.upper.dentry,
      work: writable && makeWork(writable.work.dentry),
      lowers: lowers.map(path => path.dentry),
      names: options.has('userxattr') ? USER : TRUSTED,
      redirects: options.get('redirect_dir') === 'on' || options.get('metacopy') === 'on',
      options: shownOptions(options, writable !== undefined),
    };
    // As private clones of the mounts do: the layers' filesystems stay while the overlay does.
    for (const { mount } of held) holdSuperblock(mount.superblock);
    return new OverlayFs(kernel, overlay, anonymousDevice(kernel), layers, () => {
      for (const { mount } of held) releaseSuperblock(kernel, mount.superblock);
    });
  },
};
