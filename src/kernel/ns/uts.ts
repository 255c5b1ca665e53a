// UTS namespaces: the host's and the domain's name. As uts_namespaces(7).

import type { KernelContext } from '../context.ts';
import { FIRST_INODES, type Namespace, nextNamespaceInode, registerNamespaceKind } from './namespace.ts';

export class UtsNamespace implements Namespace {
  readonly kind = 'uts';
  readonly inode: number;
  readonly owner: Namespace;
  references = 0;
  nodename: string;
  domainname: string;

  constructor(inode: number, owner: Namespace, nodename: string, domainname: string) {
    this.inode = inode;
    this.owner = owner;
    this.nodename = nodename;
    this.domainname = domainname;
  }
}

export const firstUtsNamespace = (owner: Namespace, nodename: string): UtsNamespace =>
  new UtsNamespace(FIRST_INODES.uts, owner, nodename, '(none)');

registerNamespaceKind('uts', (kernel: KernelContext, from: Namespace, owner: Namespace) => {
  const { nodename, domainname } = from as UtsNamespace;
  return new UtsNamespace(nextNamespaceInode(kernel), owner, nodename, domainname);
});
