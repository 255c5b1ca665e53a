// Who a process is and what it may do: ids, capabilities, securebits, no_new_privs. As credentials(7) and capabilities(7), Linux 6.12.
// A set of credentials is never changed, only replaced: `process.credentials = process.credentials.with({ … })`.

import { CAPABILITIES, type Capability } from '../abi/caps.ts';
import { Errno } from '../abi/errno.ts';
import type { Namespace } from './ns/namespace.ts';
import type { UserNamespace } from './ns/user.ts';

export const ALL_CAPABILITIES: ReadonlySet<Capability> = new Set(CAPABILITIES);
export const NO_CAPABILITIES: ReadonlySet<Capability> = new Set();

/** Bits of PR_SET_SECUREBITS. */
export const SECBIT_NOROOT = 1;
export const SECBIT_NO_SETUID_FIXUP = 4;
export const SECBIT_KEEP_CAPS = 16;
export const SECBIT_NO_CAP_AMBIENT_RAISE = 64;

/** All ids are the kernel's own (those of the first user namespace). */
export interface CredentialFields {
  readonly uid: number;
  readonly euid: number;
  readonly suid: number;
  readonly fsuid: number;
  readonly gid: number;
  readonly egid: number;
  readonly sgid: number;
  readonly fsgid: number;
  readonly groups: readonly number[];
  readonly effective: ReadonlySet<Capability>;
  readonly permitted: ReadonlySet<Capability>;
  readonly inheritable: ReadonlySet<Capability>;
  readonly bounding: ReadonlySet<Capability>;
  readonly ambient: ReadonlySet<Capability>;
  readonly securebits: number;
  readonly noNewPrivs: boolean;
}

export class Credentials implements CredentialFields {
  readonly uid: number;
  readonly euid: number;
  readonly suid: number;
  readonly fsuid: number;
  readonly gid: number;
  readonly egid: number;
  readonly sgid: number;
  readonly fsgid: number;
  readonly groups: readonly number[];
  readonly effective: ReadonlySet<Capability>;
  readonly permitted: ReadonlySet<Capability>;
  readonly inheritable: ReadonlySet<Capability>;
  readonly bounding: ReadonlySet<Capability>;
  readonly ambient: ReadonlySet<Capability>;
  readonly securebits: number;
  readonly noNewPrivs: boolean;

  constructor(fields: CredentialFields) {
    this.uid = fields.uid;
    this.euid = fields.euid;
    this.suid = fields.suid;
    this.fsuid = fields.fsuid;
    this.gid = fields.gid;
    this.egid = fields.egid;
    this.sgid = fields.sgid;
    this.fsgid = fields.fsgid;
    this.groups = fields.groups;
    this.effective = fields.effective;
    this.permitted = fields.permitted;
    this.inheritable = fields.inheritable;
    this.bounding = fields.bounding;
    this.ambient = fields.ambient;
    this.securebits = fields.securebits;
    this.noNewPrivs = fields.noNewPrivs;
  }

  /** The same with some of it changed. */
  with(change: Partial<CredentialFields>): Credentials {
    return new Credentials({ ...this, ...change });
  }

  /** Is the group the file-access one or a supplementary one (in_group_p)? */
  inGroup(gid: number): boolean {
    return this.fsgid === gid || this.groups.includes(gid);
  }
}

/** Root's, with every capability: those of the first process. */
export const rootCredentials = (): Credentials =>
  new Credentials({
    uid: 0,
    euid: 0,
    suid: 0,
    fsuid: 0,
    gid: 0,
    egid: 0,
    sgid: 0,
    fsgid: 0,
    groups: [],
    effective: ALL_CAPABILITIES,
    permitted: ALL_CAPABILITIES,
    inheritable: NO_CAPABILITIES,
    bounding: ALL_CAPABILITIES,
    ambient: NO_CAPABILITIES,
    securebits: 0,
    noNewPrivs: false,
  });

/** What is asked about: a process. */
export interface Subject {
  readonly credentials: Credentials;
  readonly ns: { readonly user: Namespace };
}

export const userNamespaceOf = (subject: Subject): UserNamespace => subject.ns.user as UserNamespace;

/** The first user namespace of the subject's machine. */
function firstOf(namespace: UserNamespace): UserNamespace {
  let first = namespace;
  while (first.parent) first = first.parent;
  return first;
}

/**
 * Has the process the capability over things that `target` owns? Without a target: over the machine (the first user namespace). Who made a
 * user namespace has all of them in it and below. As security/commoncap.c: cap_capable.
 */
export function capable(subject: Subject, capability: Capability, target?: Namespace): boolean {
  const own = subject.ns.user as UserNamespace;
  let namespace = (target as UserNamespace | undefined) ?? firstOf(own);
  for (;;) {
    if (namespace === own) return subject.credentials.effective.has(capability);
    if (namespace.level <= own.level || !namespace.parent) return false;
    if (namespace.parent === own && namespace.ownerUid === subject.credentials.euid) return true;
    namespace = namespace.parent;
  }
}

/** Over an inode of these owners: the capability counts where both ids have a mapping in the process's user namespace. */
export function capableOverInode(subject: Subject, capability: Capability, uid: number, gid: number): boolean {
  const own = subject.ns.user as UserNamespace;
  return own.mapsUid(uid) && own.mapsGid(gid) && subject.credentials.effective.has(capability);
}

/** Throws EPERM where `capable` says no. */
export function demand(subject: Subject, capability: Capability, target?: Namespace): void {
  if (!capable(subject, capability, target)) throw new Errno('EPERM');
}

/** May the process signal the other one (kill(2))? */
export function maySignal(subject: Subject, target: Subject): boolean {
  const { uid, euid } = subject.credentials;
  const { uid: targetUid, suid: targetSuid } = target.credentials;
  if (euid === targetSuid || euid === targetUid || uid === targetSuid || uid === targetUid) return true;
  return capable(subject, 'CAP_KILL', target.ns.user);
}

/** May it look into the other one (ptrace(2), "access mode checking": /proc/PID/{fd,cwd,root,exe,ns,environ})? */
export function mayInspect(subject: Subject, target: Subject & { readonly dumpable?: boolean }): boolean {
  if (subject === target) return true;
  const { fsuid, fsgid, permitted } = subject.credentials;
  const other = target.credentials;
  const same =
    fsuid === other.euid &&
    fsuid === other.suid &&
    fsuid === other.uid &&
    fsgid === other.egid &&
    fsgid === other.sgid &&
    fsgid === other.gid;
  if (!same && !capable(subject, 'CAP_SYS_PTRACE', target.ns.user)) return false;
  if (target.dumpable === false && !capable(subject, 'CAP_SYS_PTRACE', target.ns.user)) return false;
  if (capable(subject, 'CAP_SYS_PTRACE', target.ns.user)) return true;
  if (subject.ns.user !== target.ns.user) return false;
  for (const capability of other.permitted) if (!permitted.has(capability)) return false;
  return true;
}
