// nsfs: what /proc/PID/ns/* lead to. Each file is a namespace, which it keeps alive while open or bound. As fs/nsfs.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { IoctlRequest } from '../../abi/tty.ts';
import type { Device, Kind, Stat, Timespec } from '../../abi/types.ts';
import { type KernelContext, singleton } from '../context.ts';
import { capable, userNamespaceOf } from '../credentials.ts';
import type { Namespace } from '../ns/namespace.ts';
import type { UserNamespace } from '../ns/user.ts';
import { current } from '../process/current.ts';
import { Dentry } from '../vfs/dentry.ts';
import { anonymousDevice } from '../vfs/ids.ts';
import type { File, FilesystemType, Inode, Superblock } from '../vfs/inode.ts';
import { DEFAULT_ATTRIBUTES, Mount } from '../vfs/mount.ts';
import { OpenFile } from '../vfs/open-file.ts';
import type { Path } from '../vfs/path.ts';
import { now } from '../vfs/time.ts';

const NSFS = Symbol('nsfs');
const NO_DEVICE: Device = { major: 0, minor: 0 };

class Nsfs implements Superblock {
  readonly kernel: KernelContext;
  readonly type: FilesystemType = {
    name: 'nsfs',
    nodev: true,
    mount: () => {
      throw new Errno('EINVAL');
    },
  };
  readonly dev: Device;
  readonly magic = 0x6e736673;
  readonly root: Inode = { ino: 1, kind: 'directory' } as Inode;
  readonly mount: Mount;
  readonly born: Timespec;
  readonly #dentries = new WeakMap<Namespace, Dentry>();

  constructor(kernel: KernelContext) {
    this.kernel = kernel;
    this.dev = anonymousDevice(kernel);
    this.born = now(kernel);
    const attributes = { ...DEFAULT_ATTRIBUTES, atime: 'strictatime' as const };
    this.mount = new Mount(kernel, this, new Dentry('', undefined, this.root), 'nsfs', attributes, true);
  }

  showOptions(): string {
    return '';
  }

  showRoot(inode: Inode): string {
    return (inode as NsInode).text;
  }

  statfs(): ReturnType<Superblock['statfs']> {
    return { blockSizeBytes: 4096, blocks: 0, blocksFree: 0, blocksAvailable: 0, inodes: 0, inodesFree: 0, nameBytesMax: 255 };
  }

  mounted(root: Inode): void {
    (root as NsInode).namespace.references++;
  }

  unmounted(root: Inode): void {
    const { namespace } = root as NsInode;
    if (--namespace.references === 0) namespace.released?.();
  }

  dentryOf(namespace: Namespace): Dentry {
    let dentry = this.#dentries.get(namespace);
    if (!dentry) {
      const inode = new NsInode(this, namespace);
      dentry = new Dentry(inode.text, undefined, inode);
      this.#dentries.set(namespace, dentry);
    }
    return dentry;
  }
}

class NsInode implements Inode {
  readonly superblock: Nsfs;
  readonly namespace: Namespace;
  readonly kind: Kind = 'file';
  readonly mode = 0o444;
  readonly uid = 0;
  readonly gid = 0;

  constructor(superblock: Nsfs, namespace: Namespace) {
    this.superblock = superblock;
    this.namespace = namespace;
  }

  get ino(): number {
    return this.namespace.inode;
  }

  /** "net:[4026531840]". */
  get text(): string {
    return `${this.namespace.kind}:[${this.namespace.inode}]`;
  }

  stat(): Stat {
    const { ino, kind, mode, uid, gid } = this;
    const { dev, born } = this.superblock;
    const times = { atime: born, mtime: born, ctime: born, btime: born };
    return { dev, ino, kind, mode, nlink: 1, uid, gid, rdev: NO_DEVICE, sizeBytes: 0, blocks: 0, blockSizeBytes: 4096, ...times };
  }

  open(): File {
    return new NsFile(this.superblock.kernel, this.namespace);
  }
}

/** An open namespace: setns takes its `namespace`. */
export class NsFile implements File {
  readonly namespace: Namespace;
  readonly #kernel: KernelContext;

  constructor(kernel: KernelContext, namespace: Namespace) {
    this.#kernel = kernel;
    this.namespace = namespace;
    namespace.references++;
  }

  read(): Uint8Array {
    throw new Errno('EINVAL');
  }

  write(): number {
    throw new Errno('EINVAL');
  }

  ioctl(request: IoctlRequest): unknown {
    const { namespace } = this;
    const { process } = current();
    if (request === 'NS_GET_NSTYPE') return namespace.kind;
    if (request === 'NS_GET_OWNER_UID') {
      if (namespace.kind !== 'user') throw new Errno('EINVAL');
      return userNamespaceOf(process).shownUid((namespace as UserNamespace).ownerUid);
    }
    if (request === 'NS_GET_USERNS') return this.#open(namespace.kind === 'user' ? namespace.parent : namespace.owner);
    if (request === 'NS_GET_PARENT') {
      if (namespace.kind !== 'user' && namespace.kind !== 'pid') throw new Errno('EINVAL');
      return this.#open(namespace.parent);
    }
    throw new Errno('ENOTTY');
  }

  #open(namespace: Namespace | undefined): number {
    const { process } = current();
    if (!namespace || !capable(process, 'CAP_SYS_ADMIN', namespace.owner)) throw new Errno('EPERM');
    const path = namespacePath(this.#kernel, namespace);
    return process.fds.install(new OpenFile(path.dentry.inode.open({ read: true }), path, { read: true }), { cloexec: true });
  }

  release(): void {
    if (--this.namespace.references === 0) this.namespace.released?.();
  }
}

const nsfsOf = (kernel: KernelContext): Nsfs => singleton(kernel, NSFS, () => new Nsfs(kernel));

/** The file that stands for a namespace. */
export const namespacePath = (kernel: KernelContext, namespace: Namespace): Path => {
  const nsfs = nsfsOf(kernel);
  return { mount: nsfs.mount, dentry: nsfs.dentryOf(namespace) };
};

/** The namespace that a path's inode stands for, where it does. */
export const namespaceOfInode = (inode: Inode): Namespace | undefined => (inode instanceof NsInode ? inode.namespace : undefined);
