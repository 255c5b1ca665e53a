// /proc/PID/mountinfo, mounts and mountstats. As fs/proc_namespace.c, Linux 6.18, and proc_pid_mountinfo(5).

import type { Process } from '../../process/process.ts';
import { shownAttributes } from '../../vfs/attributes.ts';
import type { Dentry } from '../../vfs/dentry.ts';
import type { Mount, MountNamespace, PeerGroup } from '../../vfs/mount.ts';
import { type Path, plainPathText } from '../../vfs/path.ts';

/** Blanks, tabs, newlines, backslashes and # as octal escapes (mangle). */
const mangle = (text: string): string =>
  text.replace(/[ \t\n\\#]/g, character => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);

/** The path of a mount's root below its filesystem's. */
function rootText(mount: Mount): string {
  let path = '';
  let gone = false;
  for (let at: Dentry | undefined = mount.root; at?.parent; at = at.parent) {
    path = `/${at.name}${path}`;
    gone ||= at.unlinked;
  }
  const text = path === '' ? '/' : path;
  const shown = mount.superblock.showRoot?.(mount.root.inode, text) ?? text;
  return gone && mount.superblock.type.name !== 'nsfs' ? `${shown}//deleted` : shown;
}

/** The nearest group above a slave's master that the reader can see from its root (propagate_from). */
function dominating(mount: Mount, root: Path): PeerGroup | undefined {
  for (let master = mount.master; master; ) {
    for (const member of master.members) {
      if (member.namespace === root.mount.namespace && placeOf(member, root) !== undefined) return master;
    }
    const [any] = master.members;
    master = any?.master;
  }
  return undefined;
}

/** Where a mount is seen from a root; undefined where it is not. */
export const placeOf = (mount: Mount, root: Path): string | undefined => plainPathText({ mount, dentry: mount.root }, root);

function propagation(mount: Mount, root: Path): string {
  let text = '';
  if (mount.group) text += ` shared:${mount.group.id}`;
  if (mount.master) {
    text += ` master:${mount.master.id}`;
    const from = dominating(mount, root);
    if (from && from !== mount.master) text += ` propagate_from:${from.id}`;
  }
  if (mount.unbindable) text += ' unbindable';
  return text;
}

function superOptions(mount: Mount): string {
  const options = mount.superblock.showOptions();
  return (mount.superblock.readonly ? 'ro' : 'rw') + (options ? `,${mangle(options)}` : '');
}

/** The mount's own flags, without those of its filesystem. */
function mountFlags(mount: Mount): string {
  const [, ...others] = shownAttributes(mount);
  return [mount.attributes.ro ? 'ro' : 'rw', ...others].join(',');
}

interface Seen {
  mount: Mount;
  place: string;
}

function* seenFrom(process: Process): Generator<Seen> {
  const { root } = process.fs;
  const all = [...(process.ns.mnt as MountNamespace).mounts].sort((one, other) => one.unique - other.unique);
  for (const mount of all) {
    const place = placeOf(mount, root);
    if (place !== undefined) yield { mount, place };
  }
}

export function mountinfo(process: Process): string {
  let text = '';
  const { root } = process.fs;
  for (const { mount, place } of seenFrom(process)) {
    const { superblock } = mount;
    const { major, minor } = superblock.dev;
    const head = `${mount.id} ${mount.parent?.id ?? mount.id} ${major}:${minor} ${mangle(rootText(mount))} ${mangle(place)}`;
    const tail = `${superblock.type.name} ${mangle(mount.source)} ${superOptions(mount)}`;
    text += `${head} ${mountFlags(mount)}${propagation(mount, root)} - ${tail}\n`;
  }
  return text;
}

export function mounts(process: Process): string {
  let text = '';
  for (const { mount, place } of seenFrom(process)) {
    const options = mount.superblock.showOptions();
    const all = shownAttributes(mount).join(',') + (options ? `,${mangle(options)}` : '');
    text += `${mangle(mount.source)} ${mangle(place)} ${mount.superblock.type.name} ${all} 0 0\n`;
  }
  return text;
}

export function mountstats(process: Process): string {
  let text = '';
  for (const { mount, place } of seenFrom(process)) {
    text += `device ${mangle(mount.source)} mounted on ${mangle(place)} with fstype ${mount.superblock.type.name}\n`;
  }
  return text;
}
