// Filesystems that show the kernel: a file is a function that gives its text, a folder a function that gives its names.
// What proc, sysfs, cgroup2, devpts and nsfs are made of.

import { Errno } from '../../abi/errno.ts';
import type { Device, Dirent, Kind, OpenFlags, Stat, Statfs, Timespec } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import { current } from '../process/current.ts';
import type { Process } from '../process/process.ts';
import type { WaitQueue } from '../sched/wait-queue.ts';
import type { File, FilesystemType, Inode, Superblock } from '../vfs/inode.ts';
import { now } from '../vfs/time.ts';

interface Common {
  readonly mode: number;
  /** Whose it is; root's where left out. */
  owner?(): { uid: number; gid: number };
  /** Where the number is not to be made up. */
  readonly ino?: number;
  /** stat's link count, where it is not 1 (of a folder: 2 and one for each folder in it). */
  nlink?(): number;
  /** stat's size, where it is not the filesystem's usual one. */
  size?(): number;
}

/** A file: its text for whoever reads it, and what writing does. */
export interface FileNode extends Common {
  readonly kind: 'file';
  /** Left out: EINVAL. `who` is the reader. */
  read?(who: Process): string | Uint8Array;
  /** The whole text of one write(2). Left out: EINVAL. Throws what the kernel says of a bad value. */
  write?(text: string, who: Process): void;
  /** Decides at open(2): throws EACCES, EPERM … */
  opened?(who: Process, flags: OpenFlags): void;
  /** A file of its own kind instead of a text (kmsg, event files, namespaces). */
  open?(who: Process, flags: OpenFlags): File;
  /** Woken when the text changes, for poll. */
  readonly changed?: WaitQueue;
}

export interface FolderNode extends Common {
  readonly kind: 'directory';
  lookup(name: string, who: Process): Node | undefined;
  /** In the order of getdents. */
  list(who: Process): Iterable<readonly [string, Node]>;
  /** mkdir(2) and rmdir(2), where there are such. */
  mkdir?(name: string, mode: number, owner: { uid: number; gid: number }): Node;
  rmdir?(name: string): void;
  rename?(name: string, newName: string): void;
}

export interface LinkNode extends Common {
  readonly kind: 'symlink';
  target(who: Process): string;
  /** Where following is not reading: a vfs Path. */
  jump?(who: Process): unknown;
}

/** A device in a generated folder (devpts). */
export interface DeviceNode extends Common {
  readonly kind: 'char' | 'block';
  readonly rdev: Device;
}

export type Node = FileNode | FolderNode | LinkNode | DeviceNode;

/** A file of text: `-r--r--r--`, or with `write` `-rw-r--r--`. */
export function text(read: (who: Process) => string, write?: (text: string, who: Process) => void, mode?: number): FileNode {
  return write ? { kind: 'file', mode: mode ?? 0o644, read, write } : { kind: 'file', mode: mode ?? 0o444, read };
}

/** A file of one line: as text, with a newline behind what is read and white space around what is written taken off. */
export function value(read: (who: Process) => string | number, write?: (text: string, who: Process) => void, mode?: number): FileNode {
  return text(who => `${read(who)}\n`, write && ((given, who) => write(given.trim(), who)), mode);
}

/** A number that may be written, between bounds (EINVAL), as proc_dointvec_minmax does; several writers say "3\n". */
export function integer(
  read: (who: Process) => number,
  write?: (number: number, who: Process) => void,
  bounds: { min?: number; max?: number } = {},
  mode?: number,
): FileNode {
  if (!write) return value(read, undefined, mode);
  return value(
    read,
    (given, who) => {
      if (given === '') return;
      const number = parseInteger(given.split(/\s/)[0] ?? '');
      if (number === undefined || number < (bounds.min ?? -2147483648) || number > (bounds.max ?? 2147483647)) throw new Errno('EINVAL');
      write(number, who);
    },
    mode,
  );
}

/** Decimal, 0x or 0 octal, with a sign, as strtol base 0; undefined for anything else. */
export function parseInteger(given: string): number | undefined {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(given);
  if (!match?.[2]) return undefined;
  const digits = match[2];
  let number: number;
  if (/^0[xX]/.test(digits)) number = Number.parseInt(digits, 16);
  else number = Number.parseInt(digits, digits.startsWith('0') ? 8 : 10);
  return match[1] === '-' ? -number : number;
}

/** A folder with fixed names. */
export function dir(entries: Readonly<Record<string, Node>>, mode = 0o555): FolderNode {
  const map = new Map(Object.entries(entries));
  return { kind: 'directory', mode, lookup: name => map.get(name), list: () => map };
}

/** A folder whose names are made anew whenever they are asked for. */
export function dynamicDir(
  lookup: (name: string, who: Process) => Node | undefined,
  names: (who: Process) => Iterable<string>,
  mode = 0o555,
): FolderNode {
  return {
    kind: 'directory',
    mode,
    lookup,
    *list(who) {
      for (const name of names(who)) {
        const node = lookup(name, who);
        if (node) yield [name, node] as const;
      }
    },
  };
}

/** A symlink. */
export const link = (target: (who: Process) => string, mode = 0o777): LinkNode => ({ kind: 'symlink', mode, target });

const strictNodes = new WeakSet<Node>();

/** Its mode holds for root too (sysctls). */
export function markStrict(node: FileNode): void {
  strictNodes.add(node);
}

/** How a filesystem made of nodes differs from others. */
export interface GeneratedShape {
  readonly type: FilesystemType;
  readonly dev: Device;
  readonly magic?: number;
  readonly root: Node;
  /** What stat says of every file's size. */
  readonly fileSize: number;
  /** What writing to a file without `write` throws; EINVAL where left out. */
  readonly noWrite?: 'EIO' | 'EINVAL';
  /** Modes hold for root too: opening against them is EACCES (sysfs). */
  readonly strict?: boolean;
  /** chmod and chown are kept (kernfs), else EPERM. */
  readonly settable: boolean;
  readonly rootIno: number;
  readonly firstIno: number;
  showOptions?(): string;
  showRoot?(inode: Inode, path: string): string;
  remount?(options: ReadonlyMap<string, string | true>): void;
  statfs?(): Partial<Omit<Statfs, 'flags' | 'type'>>;
  release?(): void;
}

export class GeneratedFs implements Superblock {
  readonly kernel: KernelContext;
  readonly shape: GeneratedShape;
  readonly type: FilesystemType;
  readonly dev: Device;
  readonly magic: number | undefined;
  readonly root: GeneratedInode;
  readonly?: boolean;
  readonly born: Timespec;
  #nextIno: number;
  readonly #inodes = new WeakMap<Node, GeneratedInode>();

  constructor(kernel: KernelContext, shape: GeneratedShape) {
    this.kernel = kernel;
    this.shape = shape;
    this.type = shape.type;
    this.dev = shape.dev;
    this.magic = shape.magic;
    this.born = now(kernel);
    this.#nextIno = shape.firstIno;
    this.root = new GeneratedFolder(this, shape.root, shape.rootIno);
  }

  /** The inode of a node: the same one as long as the node lives. */
  inodeOf(node: Node): GeneratedInode {
    if (node === this.shape.root) return this.root;
    let inode = this.#inodes.get(node);
    if (!inode) {
      inode =
        node.kind === 'directory' ? new GeneratedFolder(this, node, this.inoOf(node)) : new GeneratedInode(this, node, this.inoOf(node));
      this.#inodes.set(node, inode);
    }
    return inode;
  }

  inoOf(node: Node): number {
    return node.ino ?? this.#inodes.get(node)?.ino ?? this.#nextIno++;
  }

  showOptions(): string {
    return this.shape.showOptions?.() ?? '';
  }

  showRoot(inode: Inode, path: string): string {
    return this.shape.showRoot?.(inode, path) ?? path;
  }

  remount(options: ReadonlyMap<string, string | true>): void {
    for (const name of options.keys()) {
      if (!this.shape.remount) throw new Errno('EINVAL', `${this.type.name}: Unknown parameter '${name}'`);
    }
    this.shape.remount?.(options);
  }

  release(): void {
    this.shape.release?.();
  }

  statfs(): Omit<Statfs, 'flags' | 'type'> {
    const none = { blocks: 0, blocksFree: 0, blocksAvailable: 0, inodes: 0, inodesFree: 0 };
    return { blockSizeBytes: 4096, nameBytesMax: 255, ...none, ...this.shape.statfs?.() };
  }
}

const NO_DEVICE: Device = { major: 0, minor: 0 };

export class GeneratedInode implements Inode {
  readonly superblock: GeneratedFs;
  readonly node: Node;
  readonly ino: number;
  readonly kind: Kind;
  readonly volatile = true;
  readonly jump?: () => unknown;
  #changed: { mode?: number; uid?: number; gid?: number } | undefined;

  constructor(superblock: GeneratedFs, node: Node, ino: number) {
    this.superblock = superblock;
    this.node = node;
    this.ino = ino;
    this.kind = node.kind;
    if (node.kind === 'symlink' && node.jump) this.jump = () => node.jump?.(current().process);
  }

  get mode(): number {
    return this.#changed?.mode ?? this.node.mode;
  }

  get uid(): number {
    return this.#changed?.uid ?? this.node.owner?.().uid ?? 0;
  }

  get gid(): number {
    return this.#changed?.gid ?? this.node.owner?.().gid ?? 0;
  }

  get rdev(): Device {
    return 'rdev' in this.node ? this.node.rdev : NO_DEVICE;
  }

  stat(): Stat {
    const { node, superblock, ino, kind, mode, uid, gid, rdev } = this;
    const time = superblock.born;
    const sizeBytes = node.size?.() ?? (node.kind === 'file' ? superblock.shape.fileSize : 0);
    const nlink = node.nlink?.() ?? (node.kind === 'directory' ? this.countFolders() : 1);
    const times = { atime: time, mtime: time, ctime: time, btime: time };
    const blockSizeBytes = superblock.shape.fileSize > 0 || node.kind !== 'file' ? 4096 : 1024;
    return { dev: superblock.dev, ino, kind, mode, nlink, uid, gid, rdev, sizeBytes, blocks: 0, blockSizeBytes, ...times };
  }

  countFolders(): number {
    return 2;
  }

  open(flags: OpenFlags): File {
    const { node } = this;
    if (node.kind === 'directory') return FOLDER;
    if (node.kind !== 'file') throw new Errno('ENXIO');
    const who = current().process;
    if (this.superblock.shape.strict || strictNodes.has(node)) this.#requireMode(flags);
    node.opened?.(who, flags);
    if (node.open) return node.open(who, flags);
    return new GeneratedFile(node, this.superblock.shape.noWrite ?? 'EINVAL');
  }

  #requireMode(flags: OpenFlags): void {
    if (flags.write && !(this.mode & 0o222)) throw new Errno('EACCES');
    if ((flags.read || !flags.write) && !(this.mode & 0o444)) throw new Errno('EACCES');
  }

  readlink(): string {
    if (this.node.kind !== 'symlink') throw new Errno('EINVAL');
    return this.node.target(current().process);
  }

  setattr(change: Partial<Pick<Stat, 'mode' | 'uid' | 'gid' | 'sizeBytes' | 'atime' | 'mtime' | 'ctime'>>): void {
    const { mode, uid, gid } = change;
    if (mode === undefined && uid === undefined && gid === undefined) return;
    if (!this.superblock.shape.settable) throw new Errno('EPERM');
    this.#changed = {
      ...this.#changed,
      ...(mode === undefined ? {} : { mode }),
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    };
  }
}

class GeneratedFolder extends GeneratedInode {
  get #folder(): FolderNode {
    return this.node as FolderNode;
  }

  override countFolders(): number {
    let count = 2;
    for (const [, node] of this.#folder.list(current().process)) if (node.kind === 'directory') count++;
    return count;
  }

  lookup(name: string): Inode | undefined {
    const node = this.#folder.lookup(name, current().process);
    return node && this.superblock.inodeOf(node);
  }

  *list(): Iterable<Dirent> {
    for (const [name, node] of this.#folder.list(current().process)) {
      yield { name, ino: this.superblock.inodeOf(node).ino, kind: node.kind };
    }
  }

  create(name: string, kind: Kind, mode: number, owner: { uid: number; gid: number }): Inode {
    const folder = this.#folder;
    if (kind !== 'directory' || !folder.mkdir)
      throw new Errno(this.superblock.type.name === 'proc' ? 'ENOENT' : kind === 'file' ? 'EACCES' : 'EPERM');
    return this.superblock.inodeOf(folder.mkdir(name, mode, owner));
  }

  rmdir(name: string): void {
    const folder = this.#folder;
    if (!folder.rmdir) throw new Errno('EPERM');
    folder.rmdir(name);
  }

  rename(name: string, into: Inode, newName: string): void {
    const folder = this.#folder;
    if (!folder.rename) throw new Errno('EPERM');
    if (into !== this) throw new Errno('EIO');
    folder.rename(name, newName);
  }
}

const FOLDER: File = {
  read: () => {
    throw new Errno('EISDIR');
  },
  write: () => {
    throw new Errno('EISDIR');
  },
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The text is made when the file is read from its start, and stays for the reads that go on (as seq_file does). */
class GeneratedFile implements File {
  readonly #node: FileNode;
  readonly #noWrite: 'EIO' | 'EINVAL';
  #bytes: Uint8Array | undefined;

  constructor(node: FileNode, noWrite: 'EIO' | 'EINVAL') {
    this.#node = node;
    this.#noWrite = noWrite;
  }

  read(offset: number, max: number): Uint8Array {
    if (offset === 0 || !this.#bytes) {
      if (!this.#node.read) throw new Errno('EINVAL');
      const made = this.#node.read(current().process);
      this.#bytes = typeof made === 'string' ? encoder.encode(made) : made;
    }
    return this.#bytes.slice(offset, offset + max);
  }

  write(_offset: number, bytes: Uint8Array): number {
    if (!this.#node.write) throw new Errno(this.#noWrite);
    this.#node.write(decoder.decode(bytes), current().process);
    return bytes.length;
  }

  ready(): true | WaitQueue {
    return true;
  }
}
