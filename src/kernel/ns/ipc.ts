// IPC namespaces. System V's queues and POSIX message queues are not simulated: what is left is that two processes are in different ones.

import type { KernelContext } from '../context.ts';
import { FIRST_INODES, type Namespace, nextNamespaceInode, registerNamespaceKind } from './namespace.ts';

export class IpcNamespace implements Namespace {
  readonly kind = 'ipc';
  readonly inode: number;
  readonly owner: Namespace;
  references = 0;

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
