// The set of namespaces a process is in: holding it, letting go of it, and leaving it for new ones (unshare(2), clone(2)).

import { Errno } from '../../abi/errno.ts';
import type { Namespace as Kind } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import { ALL_CAPABILITIES, type Credentials, capable, NO_CAPABILITIES, type Subject } from '../credentials.ts';
import type { FsState } from '../process/fs-state.ts';
import { type Namespace, type NamespaceSet, newNamespace } from './namespace.ts';
import { chargedUntilReleased, chargeNamespace } from './ucounts.ts';
import type { UserNamespace } from './user.ts';

const HELD = ['mnt', 'net', 'uts', 'ipc', 'user', 'cgroup', 'time', 'pidForChildren', 'timeForChildren'] as const;

/** The order in which several are made, and so numbered (create_new_namespaces). */
const ORDER: readonly Kind[] = ['mnt', 'uts', 'ipc', 'pid', 'cgroup', 'net', 'time'];

export function holdNamespaces(set: NamespaceSet): void {
  for (const key of HELD) set[key].references++;
  set.pid.references++;
}

/** A process that ended keeps its pid namespace until it is reaped. */
export function releaseNamespaces(set: NamespaceSet, which: 'pid' | 'but pid'): void {
  if (which === 'pid') return drop(set.pid);
  for (const key of HELD) drop(set[key]);
}

function drop(namespace: Namespace): void {
  if (--namespace.references === 0) namespace.released?.();
}

/** Puts one namespace in the place of another in a process's set. */
export function replaceNamespace(set: NamespaceSet, key: keyof NamespaceSet, next: Namespace): void {
  next.references++;
  drop(set[key]);
  set[key] = next;
}

export interface Unshared {
  ns: NamespaceSet;
  credentials: Credentials;
}

/**
 * New namespaces of these kinds, made from the subject's: the set and the credentials that come of it (nothing is held yet, the subject is not changed).
 * A new user namespace comes first and owns the others. Throws EPERM without CAP_SYS_ADMIN in the user namespace.
 */
export function newNamespaces(
  kernel: KernelContext,
  subject: Subject & { ns: NamespaceSet },
  kinds: readonly Kind[],
  fs: FsState,
): Unshared {
  const ns = { ...subject.ns };
  let { credentials } = subject;
  if (kinds.includes('user')) {
    const parent = ns.user as UserNamespace;
    if (!parent.mapsUid(credentials.euid) || !parent.mapsGid(credentials.egid)) throw new Errno('EPERM');
    const user = counted(kernel, 'user', parent, parent, credentials.euid) as UserNamespace;
    user.ownerUid = credentials.euid;
    user.ownerGid = credentials.egid;
    user.mayMapRoot = credentials.effective.has('CAP_SETFCAP');
    ns.user = user;
    credentials = inNewUserNamespace(credentials);
  }
  const others = ORDER.filter(kind => kinds.includes(kind));
  const made: Namespace[] = ns.user === subject.ns.user ? [] : [ns.user];
  try {
    makeOthers(kernel, { credentials, ns }, others, made);
  } catch (error) {
    for (const each of made.reverse()) each.released?.();
    throw error;
  }
  for (const each of made) each.enter?.(fs, 'copy');
  return { ns, credentials };
}

/** Every kind but user, put into the set and into `made`. */
function makeOthers(kernel: KernelContext, { credentials, ns }: Unshared, others: readonly Kind[], made: Namespace[]): void {
  if (others.length > 0 && !capable({ credentials, ns }, 'CAP_SYS_ADMIN', ns.user)) throw new Errno('EPERM');
  for (const kind of others) {
    const from = kind === 'pid' ? ns.pidForChildren : kind === 'time' ? ns.timeForChildren : ns[kind];
    const next = counted(kernel, kind, from, ns.user as UserNamespace, credentials.euid);
    made.push(next);
    if (kind === 'pid') ns.pidForChildren = next;
    else if (kind === 'time') ns.timeForChildren = next;
    else ns[kind] = next;
  }
}

function counted(kernel: KernelContext, kind: Kind, from: Namespace, owner: UserNamespace, uid: number): Namespace {
  const uncharge = chargeNamespace(owner, uid, kind);
  try {
    const made = newNamespace(kernel, kind, from, owner);
    chargedUntilReleased(made, uncharge);
    return made;
  } catch (error) {
    uncharge();
    throw error;
  }
}

/** All capabilities in it, none outside; as kernel/user_namespace.c: set_cred_user_ns. */
export const inNewUserNamespace = (credentials: Credentials): Credentials =>
  credentials.with({
    securebits: 0,
    inheritable: NO_CAPABILITIES,
    permitted: ALL_CAPABILITIES,
    effective: ALL_CAPABILITIES,
    ambient: NO_CAPABILITIES,
    bounding: ALL_CAPABILITIES,
  });
