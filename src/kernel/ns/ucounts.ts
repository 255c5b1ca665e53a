// How many namespaces of each kind a user has, in every user namespace around: /proc/sys/user/max_*_namespaces. As kernel/ucount.c, Linux 6.12.

import { Errno } from '../../abi/errno.ts';
import type { Namespace as Kind } from '../../abi/types.ts';
import type { Namespace } from './namespace.ts';
import type { UserNamespace } from './user.ts';

const FIRST_LIMIT = 96365;
const UNLIMITED = 2147483647;

interface Counts {
  limits: Map<Kind, number>;
  used: Map<string, number>;
}

const counts = new WeakMap<UserNamespace, Counts>();

function countsOf(namespace: UserNamespace): Counts {
  let known = counts.get(namespace);
  if (!known) counts.set(namespace, (known = { limits: new Map(), used: new Map() }));
  return known;
}

/** user.max_KIND_namespaces of a user namespace. */
export const namespaceLimit = (namespace: UserNamespace, kind: Kind): number =>
  countsOf(namespace).limits.get(kind) ?? (namespace.parent ? UNLIMITED : FIRST_LIMIT);

export function setNamespaceLimit(namespace: UserNamespace, kind: Kind, limit: number): void {
  countsOf(namespace).limits.set(kind, limit);
}

/** Counts a namespace that the user of `uid` is about to make in `owner`; gives how to count it off again. Throws ENOSPC. */
export function chargeNamespace(owner: UserNamespace, uid: number, kind: Kind): () => void {
  const charged: [Counts, string][] = [];
  let at: UserNamespace | undefined = owner;
  let user = uid;
  const undo = (): void => {
    for (const [each, key] of charged) each.used.set(key, each.used.get(key)! - 1);
  };
  while (at) {
    const each = countsOf(at);
    const key = `${kind} ${user}`;
    const used = each.used.get(key) ?? 0;
    if (used >= namespaceLimit(at, kind)) {
      undo();
      throw new Errno('ENOSPC');
    }
    each.used.set(key, used + 1);
    charged.push([each, key]);
    user = at.ownerUid;
    at = at.parent;
  }
  return undo;
}

/** Counts it off when it is gone. */
export function chargedUntilReleased(namespace: Namespace, uncharge: () => void): void {
  const before = namespace.released?.bind(namespace);
  namespace.released = () => {
    uncharge();
    before?.();
  };
}
