// What execve makes of a process's ids and capabilities: set-user-id bits, file capabilities, root's privilege, ambient sets.
// As capabilities(7), "Transformation of capabilities during execve()", and security/commoncap.c, Linux 6.12.

import { CAPABILITIES, type Capability } from '../../abi/caps.ts';
import { ALL_CAPABILITIES, type Credentials, NO_CAPABILITIES, SECBIT_KEEP_CAPS, SECBIT_NOROOT, userNamespaceOf } from '../credentials.ts';
import type { UserNamespace } from '../ns/user.ts';
import type { Path } from '../vfs/path.ts';
import type { Process } from './process.ts';

type Capabilities = ReadonlySet<Capability>;

interface FileCapabilities {
  permitted: Capabilities;
  inheritable: Capabilities;
  effective: boolean;
}

const SET_UID = 0o4000;
const SET_GID = 0o2000;
const REVISION_3 = 0x03000000;

/** The credentials that come of it; `secure` where the file changed who it runs as. */
export function credentialsAfterExec(process: Process, path: Path): { credentials: Credentials; secure: boolean } {
  const old = process.credentials;
  const user = userNamespaceOf(process);
  const trusted = !path.mount.attributes.nosuid;
  const { euid, egid } = trusted && !old.noNewPrivs ? idsOf(old, user, path) : old;
  const setid = euid !== old.euid || egid !== old.egid;
  const file = trusted ? fileCapabilities(path, user) : undefined;
  const root = user.kernelUid(0);
  const made = transform(old, euid, root, file);
  const gained = [...made.permitted].some(capability => !old.permitted.has(capability));
  const held = old.noNewPrivs && gained ? intersection(made.permitted, old.permitted) : made.permitted;
  const privileged = setid || file !== undefined;
  const ambient = privileged ? NO_CAPABILITIES : old.ambient;
  const permitted = ambient.size > 0 ? union(held, ambient) : held;
  const effective = made.effective ? permitted : ambient;
  const securebits = old.securebits & ~SECBIT_KEEP_CAPS;
  if (same(old, { euid, egid, permitted, effective, ambient, securebits })) return { credentials: old, secure: false };
  const ids = { euid, suid: euid, fsuid: euid, egid, sgid: egid, fsgid: egid };
  const secure = euid !== old.uid || egid !== old.gid || (old.uid !== root && (made.effective || held.size > ambient.size));
  return { credentials: old.with({ ...ids, permitted, effective, ambient, securebits }), secure };
}

function same(old: Credentials, next: Partial<Credentials>): boolean {
  const kept =
    old.euid === next.euid && old.egid === next.egid && old.suid === next.euid && old.sgid === next.egid && old.fsuid === next.euid;
  const sets = old.permitted === next.permitted && old.effective === next.effective && old.ambient === next.ambient;
  return kept && sets && old.fsgid === next.egid && old.securebits === next.securebits;
}

function idsOf(old: Credentials, user: UserNamespace, path: Path): { euid: number; egid: number } {
  const { inode } = path.dentry;
  const mode = inode.mode ?? inode.stat().mode;
  if ((mode & (SET_UID | SET_GID)) === 0) return old;
  const { uid, gid } = inode.stat();
  if (!user.mapsUid(uid) || !user.mapsGid(gid)) return old;
  const euid = mode & SET_UID ? uid : old.euid;
  const egid = (mode & (SET_GID | 0o010)) === (SET_GID | 0o010) ? gid : old.egid;
  return { euid, egid };
}

/** The formulas, with root's file sets taken as full. */
function transform(
  old: Credentials,
  euid: number,
  root: number | undefined,
  file: FileCapabilities | undefined,
): { permitted: Capabilities; effective: boolean } {
  const asRoot = root !== undefined && !(old.securebits & SECBIT_NOROOT) && (euid === root || old.uid === root);
  if (asRoot && !(file && old.uid !== root)) {
    const inheritable = [...old.inheritable].some(capability => !old.bounding.has(capability));
    const permitted = inheritable ? union(old.inheritable, old.bounding) : old.bounding;
    return { permitted, effective: euid === root };
  }
  if (!file) return { permitted: NO_CAPABILITIES, effective: false };
  const permitted = union(intersection(old.inheritable, file.inheritable), intersection(file.permitted, old.bounding));
  return { permitted, effective: file.effective };
}

/** security.capability's value (struct vfs_cap_data), where the file has one that counts in this user namespace. */
function fileCapabilities(path: Path, user: UserNamespace): FileCapabilities | undefined {
  const value = path.dentry.inode.getxattr?.('security.capability');
  if (!value || value.length < 20) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  const magic = view.getUint32(0, true);
  const rootId = (magic & 0xff000000) >>> 0 === REVISION_3 ? view.getUint32(20, true) : 0;
  let at: UserNamespace | undefined = user;
  while (at && at.kernelUid(0) !== rootId) at = at.parent;
  if (!at) return undefined;
  const permitted = setOf(view.getUint32(4, true), view.getUint32(12, true));
  const inheritable = setOf(view.getUint32(8, true), view.getUint32(16, true));
  return { permitted, inheritable, effective: (magic & 1) === 1 };
}

const setOf = (low: number, high: number): Capabilities =>
  new Set(CAPABILITIES.filter((_, index) => ((index < 32 ? low >>> index : high >>> (index - 32)) & 1) === 1));

function union(one: Capabilities, other: Capabilities): Capabilities {
  if (one.size === 0) return other;
  if (other.size === 0) return one;
  return new Set([...one, ...other]);
}

function intersection(one: Capabilities, other: Capabilities): Capabilities {
  if (one === ALL_CAPABILITIES) return other;
  if (other === ALL_CAPABILITIES) return one;
  return new Set([...one].filter(capability => other.has(capability)));
}
