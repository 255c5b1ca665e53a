// A place in the tree as a process sees it: which mount, and which name in that mount's filesystem.

import type { Dentry } from './dentry.ts';
import type { Mount } from './mount.ts';

export type { Dentry } from './dentry.ts';
export type { Mount, Mount as MountPoint } from './mount.ts';

export interface Path {
  readonly mount: Mount;
  readonly dentry: Dentry;
}

/** Whether both are the same place. */
export const samePath = (one: Path, other: Path): boolean => one.mount === other.mount && one.dentry === other.dentry;

/** The path one name up, over mount points, not above `root`. */
export function parentPath(path: Path, root: Path): Path {
  let { mount, dentry } = path;
  for (;;) {
    if (mount === root.mount && dentry === root.dentry) return { mount, dentry };
    if (dentry !== mount.root) return { mount, dentry: dentry.parent ?? dentry };
    if (!mount.parent || !mount.mountpoint) return { mount, dentry };
    dentry = mount.mountpoint;
    mount = mount.parent;
  }
}

/**
 * The text of a path below `root`, as d_path writes it: "(deleted)" behind an unlinked name, undefined where `root` does not lead to it
 * (what getcwd calls "(unreachable)").
 */
export function pathText(path: Path, root: Path): string | undefined {
  const text = plainPathText(path, root);
  return text !== undefined && path.dentry.unlinked && !path.mount.internal ? `${text} (deleted)` : text;
}

/** As pathText, without "(deleted)": where mountinfo says that a mount is. */
export function plainPathText(path: Path, root: Path): string | undefined {
  let { mount, dentry } = path;
  if (mount.internal && dentry.parent === undefined) return dentry.name || '/';
  let text = '';
  for (;;) {
    if (mount === root.mount && dentry === root.dentry) return text || '/';
    if (dentry === mount.root || !dentry.parent) {
      if (!mount.parent || !mount.mountpoint) return undefined;
      dentry = mount.mountpoint;
      mount = mount.parent;
      continue;
    }
    text = `/${dentry.name}${text}`;
    dentry = dentry.parent;
  }
}

/** As pathText, for what lies outside `root` too: as far up as there is a tree (what /proc/PID/fd shows of lazily unmounted places). */
export function pathTextAnywhere(path: Path, root: Path): string {
  const inside = pathText(path, root);
  if (inside !== undefined) return inside;
  let { mount, dentry } = path;
  let text = '';
  for (;;) {
    if (dentry === mount.root || !dentry.parent) {
      if (!mount.parent || !mount.mountpoint) break;
      dentry = mount.mountpoint;
      mount = mount.parent;
      continue;
    }
    text = `/${dentry.name}${text}`;
    dentry = dentry.parent;
  }
  return (text || '/') + (path.dentry.unlinked ? ' (deleted)' : '');
}
