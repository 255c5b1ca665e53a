// cgroup2: the unified hierarchy as folders and files. As kernel/cgroup/cgroup.c on kernfs, Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import { type Cgroup, CONTROLLERS, type Controller, makeCgroup, namespaceRootOf, removeCgroup, rootCgroup } from '../../cgroup/cgroup.ts';
import { registerGroupBehind } from '../../cgroup/membership.ts';
import { relativePath } from '../../cgroup/path.ts';
import { type KernelContext, singleton } from '../../context.ts';
import { currentOrNone } from '../../process/current.ts';
import { anonymousDevice } from '../../vfs/ids.ts';
import type { FilesystemType, Inode } from '../../vfs/inode.ts';
import { type FileNode, type FolderNode, GeneratedFs, GeneratedInode, type Node, text } from '../generated.ts';
import { CONTROLLER_FILES, cpuStat, cpuStatLocal, pressureFile, ROOT_FILES } from './controller-files.ts';
import { BELOW_ROOT, EVERYWHERE, type FileMaker, registerOwner } from './core-files.ts';
import { MEMORY_FILES, ROOT_MEMORY_FILES } from './memory-files.ts';

const MAGIC = 0x63677270;

const STATS: Readonly<Record<string, FileMaker>> = {
  'cpu.stat': cgroup =>
    text(
      () => cpuStat(cgroup),
      () => invalid(),
    ),
  'cpu.stat.local': cgroup => text(() => cpuStatLocal(cgroup)),
};

function invalid(): never {
  throw new Errno('EINVAL');
}

/** A statistic is not for writing, though its file may be opened so by root. */
const readOnly = (node: FileNode): FileNode => ({ ...node, mode: 0o444 });

const PRESSURES: Readonly<Record<string, FileMaker>> = {
  'cpu.pressure': pressureFile,
  'io.pressure': pressureFile,
  'memory.pressure': pressureFile,
};

const filesOf = (controller: Controller): Readonly<Record<string, FileMaker>> =>
  controller === 'memory' ? MEMORY_FILES : CONTROLLER_FILES[controller];

/** Which files a group has now. */
function* tables(cgroup: Cgroup): Generator<Readonly<Record<string, FileMaker>>> {
  yield EVERYWHERE;
  yield STATS;
  if (cgroup.pressure) yield PRESSURES;
  if (!cgroup.parent) {
    yield ROOT_FILES;
    yield ROOT_MEMORY_FILES;
    return;
  }
  yield BELOW_ROOT;
  for (const controller of CONTROLLERS) if (cgroup.has(controller)) yield filesOf(controller);
}

function makerOf(cgroup: Cgroup, name: string): FileMaker | undefined {
  for (const table of tables(cgroup)) {
    const maker = table[name];
    if (maker) return maker;
  }
  return undefined;
}

/** The folder of a group. Files are made when they are first looked at, and stay: chmod and chown hold. */
class CgroupFolder implements FolderNode {
  readonly kind = 'directory';
  readonly mode: number;
  readonly cgroup: Cgroup;
  readonly #owner: { uid: number; gid: number };
  #files: Map<string, FileNode> | undefined;

  constructor(cgroup: Cgroup, mode: number, owner: { uid: number; gid: number }) {
    this.cgroup = cgroup;
    this.mode = mode;
    this.#owner = owner;
    cgroup.node = this;
  }

  owner(): { uid: number; gid: number } {
    return this.#owner;
  }

  nlink(): number {
    return 2 + this.cgroup.children.size;
  }

  lookup(name: string): Node | undefined {
    if (this.cgroup.removed) return undefined;
    const child = this.cgroup.children.get(name);
    if (child) return folderOf(child);
    return this.#file(name);
  }

  #file(name: string): FileNode | undefined {
    const maker = makerOf(this.cgroup, name);
    if (!maker) return undefined;
    let file = this.#files?.get(name);
    if (!file) {
      const made = maker(this.cgroup);
      file = this.#guard(name in STATS ? readOnly(made) : made);
      (this.#files ??= new Map()).set(name, file);
    }
    return file;
  }

  /** Once the group is removed, its open files say ENODEV. */
  #guard(file: FileNode): FileNode {
    const { cgroup } = this;
    const { read, write } = file;
    const requireThere = (): void => {
      if (cgroup.removed) throw new Errno('ENODEV');
    };
    return {
      ...file,
      owner: () => this.#owner,
      ...(read
        ? {
            read: who => {
              requireThere();
              return read(who);
            },
          }
        : {}),
      ...(write
        ? {
            write: (given, who) => {
              requireThere();
              write(given, who);
            },
          }
        : {}),
    };
  }

  *list(): Generator<readonly [string, Node]> {
    if (this.cgroup.removed) return;
    for (const table of tables(this.cgroup)) {
      for (const name of Object.keys(table)) {
        const file = this.#file(name);
        if (file) yield [name, file];
      }
    }
    for (const [name, child] of this.cgroup.children) yield [name, folderOf(child)];
  }

  mkdir(name: string, mode: number, owner: { uid: number; gid: number }): Node {
    return new CgroupFolder(makeCgroup(this.cgroup, name), mode, owner);
  }

  rmdir(name: string): void {
    const child = this.cgroup.children.get(name);
    if (!child) throw new Errno('EPERM');
    removeCgroup(child);
  }
}

const ROOT_OWNER = { uid: 0, gid: 0 };

function folderOf(cgroup: Cgroup): CgroupFolder {
  return (cgroup.node as CgroupFolder | undefined) ?? new CgroupFolder(cgroup, 0o755, ROOT_OWNER);
}

/** The group whose folder an inode is. */
const groupOfInode = (inode: Inode): Cgroup | undefined =>
  inode instanceof GeneratedInode && inode.node instanceof CgroupFolder ? inode.node.cgroup : undefined;

registerGroupBehind(open => groupOfInode(open.path.dentry.inode));
registerOwner(cgroup => folderOf(cgroup).owner().uid);

const FS = Symbol('cgroup2');
const OPTIONS = [
  'nsdelegate',
  'favordynmods',
  'memory_localevents',
  'memory_recursiveprot',
  'memory_hugetlb_accounting',
  'pids_localevents',
];

class Cgroup2Fs extends GeneratedFs {
  readonly options: Set<string>;

  constructor(kernel: KernelContext) {
    const options = new Set<string>();
    super(kernel, {
      type: cgroup2,
      dev: anonymousDevice(kernel),
      magic: MAGIC,
      root: folderOf(rootCgroup(kernel)),
      fileSize: 0,
      settable: true,
      rootIno: 1,
      firstIno: 2,
      showOptions: () => OPTIONS.filter(option => options.has(option)).join(','),
      showRoot: (inode, path) => shownRoot(inode, path),
      remount: given => parse(given, options),
    });
    this.options = options;
  }
}

/** mountinfo's root field: the group's path as the reader's cgroup namespace sees it. */
function shownRoot(inode: Inode, path: string): string {
  const process = currentOrNone()?.process;
  const cgroup = groupOfInode(inode);
  return process && cgroup ? relativePath(cgroup, namespaceRootOf(process)) : path;
}

function parse(given: ReadonlyMap<string, string | true>, into: Set<string>): void {
  for (const name of given.keys()) {
    if (!OPTIONS.includes(name)) throw new Errno('EINVAL', `cgroup2: Unknown parameter '${name}'`);
  }
  into.clear();
  for (const name of given.keys()) into.add(name);
}

export const cgroup2: FilesystemType = {
  name: 'cgroup2',
  nodev: true,
  userns: true,
  shows: 'cgroup',
  mount(kernel, _source, given) {
    const fs = singleton(kernel, FS, () => new Cgroup2Fs(kernel));
    if (given.size > 0) parse(given, fs.options);
    return fs;
  },
  mountRoot() {
    const process = currentOrNone()?.process;
    return process
      ? namespaceRootOf(process)
          .path.split('/')
          .filter(name => name !== '')
      : [];
  },
};

/** The controllers' own hierarchies (version 1): none is free to be mounted, all belong to the unified one. */
export const cgroup1: FilesystemType = {
  name: 'cgroup',
  nodev: true,
  userns: true,
  mount() {
    throw new Errno('EBUSY');
  },
};
