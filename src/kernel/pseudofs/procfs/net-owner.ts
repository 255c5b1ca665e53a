// Whose the variables under /proc/sys/net are: root's of the user namespace that owns the network namespace. As net/sysctl_net.c, Linux 6.18.

import type { NetNamespace } from '../../net/netns.ts';
import type { UserNamespace } from '../../ns/user.ts';
import type { FolderNode, Node } from '../generated.ts';

const wrapped = new WeakMap<Node, Node>();

/** The same node with that owner; the node itself where it is the machine's root anyway. A node belongs to one namespace only. */
export function ownedByNet(netns: NetNamespace, node: Node): Node {
  const user = netns.owner as UserNamespace;
  if (!user.parent || node.kind === 'symlink') return node;
  let made = wrapped.get(node);
  if (made) return made;
  // Without a map there is no root in there yet, and the files are root's of the machine.
  const owner = (): { uid: number; gid: number } => ({ uid: user.kernelUid(0) ?? 0, gid: user.kernelGid(0) ?? 0 });
  if (node.kind === 'directory') {
    const folder: FolderNode = {
      ...node,
      lookup(name, who) {
        const found = node.lookup(name, who);
        return found && ownedByNet(netns, found);
      },
      *list(who) {
        for (const [name, found] of node.list(who)) yield [name, ownedByNet(netns, found)] as const;
      },
    };
    made = folder;
  } else made = { ...node, owner };
  wrapped.set(node, made);
  return made;
}
