// mount(2), umount2(2) and pivot_root(2) on the trees of mount.ts: what is allowed, and what they do. As fs/namespace.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { MountFlags, MountOption, UmountFlags } from '../../abi/mount.ts';
import type { KernelContext } from '../context.ts';
import { capable } from '../credentials.ts';
import type { Process } from '../process/process.ts';
import { type Dentry, isBelow, lookupChild, rootDentry } from './dentry.ts';
import { filesystemType } from './filesystems.ts';
import type { FilesystemType, Superblock } from './inode.ts';
import {
  attach,
  DEFAULT_ATTRIBUTES,
  detach,
  type Mount,
  type MountAttributes,
  type MountNamespace,
  mountsOf,
  newMount,
  topMount,
  tree,
} from './mount.ts';
import { type Path, samePath } from './path.ts';
import { changePropagation, copyTree, counterparts, graft, unmountTree } from './propagation.ts';

/** The options of mount(8) that are flags of the mount. */
export function attributesOf(options: readonly MountOption[], before: MountAttributes = DEFAULT_ATTRIBUTES): MountAttributes {
  const has = (option: MountOption): boolean => options.includes(option);
  let atime: MountAttributes['atime'] = before.atime;
  if (has('relatime')) atime = 'relatime';
  if (has('noatime')) atime = 'noatime';
  if (has('strictatime')) atime = 'strictatime';
  return {
    ro: has('ro'),
    nosuid: has('nosuid'),
    nodev: has('nodev'),
    noexec: has('noexec'),
    atime,
    nodiratime: has('nodiratime'),
  };
}

/** A filesystem's own options out of mount(2)'s `data`: comma-separated, a backslash keeps a comma. */
export function parseData(data: string): Map<string, string | true> {
  const options = new Map<string, string | true>();
  let word = '';
  const end = (): void => {
    if (word === '') return;
    const at = word.indexOf('=');
    if (at < 0) options.set(word, true);
    else options.set(word.slice(0, at), word.slice(at + 1));
    word = '';
  };
  for (let at = 0; at < data.length; at++) {
    const character = data[at];
    if (character === '\\' && data[at + 1] === ',') word += data[++at];
    else if (character === ',') end();
    else word += character;
  }
  end();
  return options;
}

const namespaceOf = (process: Process): MountNamespace => process.ns.mnt as MountNamespace;

/** Throws EPERM unless the process may change its mount namespace (may_mount). */
function requireMayMount(process: Process): void {
  if (!capable(process, 'CAP_SYS_ADMIN', process.ns.mnt.owner)) throw new Errno('EPERM');
}

const isOurs = (process: Process, mount: Mount): boolean => mount.namespace === process.ns.mnt;

function trace(kernel: KernelContext, what: 'mount' | 'umount', target: string, source: string, type: string): void {
  if (kernel.trace.active) kernel.trace.emit({ kind: 'mount', what, target, source, type, atMs: kernel.clock.monotonicMs });
}

/** mount(2), with its paths walked: `source` only for bind and move. */
export function mountAt(
  process: Process,
  target: Path,
  flags: MountFlags,
  what: { source: string; sourcePath?: Path; type: string; data: string; text: string },
): void {
  requireMayMount(process);
  const options = flags.options ?? [];
  if (flags.remount) remount(process, target, flags.bind === true, options, what.data);
  else if (flags.propagation) changeType(process, target, flags.propagation, flags.recursive === true);
  else if (flags.bind && what.sourcePath) bind(process, what.sourcePath, target, flags.recursive === true);
  else if (flags.move && what.sourcePath) move(process, what.sourcePath, target);
  else mountNew(process, target, what.type, what.source, options, what.data);
  trace(process.kernel, 'mount', what.text, what.source, what.type);
}

/** A new superblock (or one that is there already), as a mount that is not attached. */
export function makeMount(process: Process, typeName: string, source: string, options: readonly MountOption[], data: string): Mount {
  const { kernel } = process;
  const type = filesystemType(kernel, typeName);
  if (!type) throw new Errno('ENODEV');
  const first = !process.ns.user.parent;
  if (!first && !type.userns) throw new Errno('EPERM');
  if (!capable(process, 'CAP_SYS_ADMIN', type.shows ? process.ns[type.shows].owner : first ? undefined : process.ns.user))
    throw new Errno('EPERM');
  const superblock = type.mount(kernel, source, parseData(data));
  if (!first && mountsOf(superblock).size === 0) superblock.userns = process.ns.user;
  if (options.includes('ro') && mountsOf(superblock).size === 0) superblock.readonly = true;
  const attributes = attributesOf(options);
  if (!first && type.userns) attributes.nodev ||= type.name !== 'devpts';
  return newMount(kernel, superblock, source === '' ? 'none' : source, attributes, rootOf(kernel, type, superblock));
}

function rootOf(kernel: KernelContext, type: FilesystemType, superblock: Superblock): Dentry {
  let dentry = rootDentry(superblock);
  for (const name of type.mountRoot?.(kernel) ?? []) {
    const child = lookupChild(dentry, name);
    if (!child) throw new Errno('ENOENT');
    dentry = child;
  }
  return dentry;
}

function mountNew(process: Process, target: Path, type: string, source: string, options: readonly MountOption[], data: string): void {
  const mount = makeMount(process, type, source, options, data);
  try {
    attachNew(process, mount, target);
  } catch (error) {
    mount.putDown();
    throw error;
  }
}

/** Throws where a tree may not be hung on a name (graft_tree). */
function attachNew(process: Process, mount: Mount, target: Path): void {
  if (!isOurs(process, target.mount)) throw new Errno('EINVAL');
  if (target.dentry.unlinked) throw new Errno('ENOENT');
  const folder = mount.root.inode.kind === 'directory';
  if (folder !== (target.dentry.inode.kind === 'directory')) throw new Errno('ENOTDIR');
  graft(mount, target.mount, target.dentry, namespaceOf(process));
}

function bind(process: Process, source: Path, target: Path, recursive: boolean): void {
  const { mount, dentry } = source;
  if (mount.unbindable) throw new Errno('EINVAL');
  const nameless = mount.internal || mount.superblock.type.name === 'nsfs';
  if (!nameless && !isOurs(process, mount)) throw new Errno('EINVAL');
  if (!isOurs(process, target.mount)) throw new Errno('EINVAL');
  if (!recursive && [...mount.children].some(([at, child]) => child.locked && isBelow(at, dentry))) throw new Errno('EINVAL');
  if (dentry.unlinked && dentry.inode.kind === 'directory' && !nameless) throw new Errno('ENOENT');
  const copy = copyTree(mount, dentry, 'peer', recursive);
  if (!recursive) copy.locked = false;
  try {
    if (target.dentry.unlinked) throw new Errno('ENOENT');
    const folder = dentry.inode.kind === 'directory';
    if (folder !== (target.dentry.inode.kind === 'directory')) throw new Errno('ENOTDIR');
    graft(copy, target.mount, target.dentry, namespaceOf(process));
  } catch (error) {
    for (const each of tree(copy).reverse()) {
      detach(each);
      each.putDown();
    }
    throw error;
  }
}

function move(process: Process, source: Path, target: Path): void {
  const { mount } = source;
  if (!isOurs(process, mount) || !isOurs(process, target.mount)) throw new Errno('EINVAL');
  if (source.dentry !== mount.root || !mount.parent) throw new Errno('EINVAL');
  if (mount.locked) throw new Errno('EINVAL');
  if ((mount.root.inode.kind === 'directory') !== (target.dentry.inode.kind === 'directory')) throw new Errno('EINVAL');
  if (mount.parent.group) throw new Errno('EINVAL');
  if (target.mount.group && tree(mount).some(each => each.unbindable)) throw new Errno('EINVAL');
  for (let at: Mount | undefined = target.mount; at; at = at.parent) if (at === mount) throw new Errno('ELOOP');
  const namespace = namespaceOf(process);
  detach(mount);
  graft(mount, target.mount, target.dentry, namespace);
}

function changeType(process: Process, target: Path, to: NonNullable<MountFlags['propagation']>, recursive: boolean): void {
  const { mount, dentry } = target;
  if (dentry !== mount.root || !isOurs(process, mount)) throw new Errno('EINVAL');
  for (const each of recursive ? tree(mount) : [mount]) changePropagation(each, to);
  namespaceOf(process).event++;
}

function remount(process: Process, target: Path, bindOnly: boolean, options: readonly MountOption[], data: string): void {
  const { mount, dentry } = target;
  if (!isOurs(process, mount) || dentry !== mount.root) throw new Errno('EINVAL');
  const attributes = attributesOf(options, mount.attributes);
  requireUnlocked(mount, attributes);
  if (bindOnly) {
    if (attributes.ro && !mount.attributes.ro && mount.writers > 0) throw new Errno('EBUSY');
    mount.attributes = attributes;
    namespaceOf(process).event++;
    return;
  }
  const { superblock } = mount;
  if (!capable(process, 'CAP_SYS_ADMIN', superblock.userns)) throw new Errno('EPERM');
  const parsed = parseData(data);
  if (parsed.size > 0 && !superblock.remount) throw new Errno('EINVAL');
  superblock.remount?.(parsed);
  const readonly = options.includes('ro');
  if (readonly && !superblock.readonly) {
    for (const other of mountsOf(superblock)) if (other.writers > 0) throw new Errno('EBUSY');
  }
  superblock.readonly = readonly;
  mount.attributes = attributes;
  namespaceOf(process).event++;
}

/** Flags that came with the user namespace stay (can_change_locked_flags). */
function requireUnlocked(mount: Mount, attributes: MountAttributes): void {
  for (const name of mount.lockedAttributes ?? []) if (attributes[name] !== mount.attributes[name]) throw new Errno('EPERM');
}

/** umount2(2), its path walked. */
export function umountAt(process: Process, target: Path, flags: UmountFlags, text: string): void {
  requireMayMount(process);
  const { mount, dentry } = target;
  if (dentry !== mount.root || !isOurs(process, mount) || mount.locked) throw new Errno('EINVAL');
  if (flags.force && !capable(process, 'CAP_SYS_ADMIN')) throw new Errno('EPERM');
  if (!mount.parent) throw new Errno('EINVAL');
  if (mount === process.fs.root.mount && !flags.detach) throw new Errno('EBUSY');
  if (!flags.detach && isBusy(mount)) throw new Errno('EBUSY');
  if (flags.expire && !mount.expiring) {
    mount.expiring = true;
    throw new Errno('EAGAIN');
  }
  const { source } = mount;
  const { name } = mount.superblock.type;
  unmountTree(mount);
  trace(process.kernel, 'umount', text, source, name);
}

function isBusy(mount: Mount): boolean {
  if (mount.users > 0 || mount.children.size > 0) return true;
  return counterparts(mount).some(other => other.users > 0 && other.children.size === 0);
}

/** pivot_root(2), its paths walked: the checks in Linux's order. */
export function pivotRoot(process: Process, newRoot: Path, putOld: Path): void {
  requireMayMount(process);
  const root = process.fs.root;
  const rootMount = root.mount;
  const newMountPoint = newRoot.mount;
  const oldMount = putOld.mount;
  if (oldMount.group || newMountPoint.parent?.group || rootMount.parent?.group) throw new Errno('EINVAL');
  if (!isOurs(process, rootMount) || !isOurs(process, newMountPoint)) throw new Errno('EINVAL');
  if (newMountPoint.locked) throw new Errno('EINVAL');
  if (newRoot.dentry.unlinked) throw new Errno('ENOENT');
  if (newMountPoint === rootMount || oldMount === rootMount) throw new Errno('EBUSY');
  if (rootMount.root !== root.dentry || !rootMount.parent || !rootMount.mountpoint) throw new Errno('EINVAL');
  if (newMountPoint.root !== newRoot.dentry || !newMountPoint.parent) throw new Errno('EINVAL');
  if (!isReachable(putOld, newRoot) || !isReachable(newRoot, root)) throw new Errno('EINVAL');
  const { parent, mountpoint } = rootMount;
  detach(newMountPoint);
  if (rootMount.locked) {
    newMountPoint.locked = true;
    rootMount.locked = false;
  }
  detach(rootMount);
  attach(rootMount, oldMount, putOld.dentry);
  attach(newMountPoint, parent, mountpoint);
  namespaceOf(process).event++;
  moveRoots(process, root, { mount: newMountPoint, dentry: newRoot.dentry });
}

/** Whether one leads down from `above` to `path`, over mounts (is_path_reachable). */
function isReachable(path: Path, above: Path): boolean {
  let { mount, dentry } = path;
  while (mount !== above.mount && mount.parent && mount.mountpoint) {
    dentry = mount.mountpoint;
    mount = mount.parent;
  }
  return mount === above.mount && isBelow(dentry, above.dentry);
}

let everyProcess: (process: Process) => Iterable<Process> = process => [process];

/** For ns/mnt.ts, once: all processes of a machine. */
export function registerProcessList(list: typeof everyProcess): void {
  everyProcess = list;
}

/** Processes whose root or working directory was the old root go to the new one (chroot_fs_refs). */
function moveRoots(caller: Process, old: Path, next: Path): void {
  const from = { ...old };
  for (const process of everyProcess(caller)) {
    const { fs } = process;
    if (samePath(fs.root, from)) fs.root = next;
    if (samePath(fs.cwd, from)) fs.cwd = next;
  }
}

/** Mounts a filesystem on a name without asking who may: for boot. Gives the mount. */
export function mountAtBoot(
  kernel: KernelContext,
  namespace: MountNamespace,
  at: Path | undefined,
  what: { type: string; source: string; data?: string; attributes?: Partial<MountAttributes> } | Mount,
): Mount {
  let mount: Mount;
  if ('superblock' in what) mount = what;
  else {
    const type = filesystemType(kernel, what.type);
    if (!type) throw new Error(`no filesystem ${what.type}`);
    const superblock = type.mount(kernel, what.source, parseData(what.data ?? ''));
    mount = newMount(kernel, superblock, what.source, what.attributes);
  }
  if (at) graft(mount, at.mount, at.dentry, namespace);
  else {
    namespace.root = mount;
    mount.namespace = namespace;
    namespace.mounts.add(mount);
  }
  return mount;
}

/** The place that a whole mount namespace shows as "/". */
export function namespaceRoot(namespace: MountNamespace): Path {
  return topMount(namespace.root, namespace.root.root);
}
