// IPC namespaces: each has System V objects of its own. POSIX message queues are not simulated.

import type { KernelContext } from '../context.ts';
import { SysvObjects } from '../ipc/sysv.ts';
import { FIRST_INODES, type Namespace, nextNamespaceInode, registerNamespaceKind } from './namespace.ts';

export class IpcNamespace implements Namespace {
  readonly kind = 'ipc';
  readonly inode: number;
  readonly owner: Namespace;
  references = 0;
  readonly sysv = new SysvObjects();

  constructor(inode: number, owner: Namespace) {
    this.inode = inode;
    this.owner = owner;
  }
}

export const firstIpcNamespace = (owner: Namespace): IpcNamespace => new IpcNamespace(FIRST_INODES.ipc, owner);

registerNamespaceKind(
  'ipc',
  (kernel: KernelContext, _from: Namespace, owner: Namespace) => new IpcNamespace(nextNamespaceInode(kernel), owner),
);
