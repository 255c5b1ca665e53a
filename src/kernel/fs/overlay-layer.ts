// What overlay reads from and writes to its layers: whiteouts, opaque folders, look-ups over them. As fs/overlayfs/namei.c, Linux 6.18.

import { type Dentry, lookupChild } from '../vfs/dentry.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const YES = encoder.encode('y');

/** The names of the attributes: trusted.overlay.*, or user.overlay.* where mounted with userxattr. */
export interface XattrNames {
  readonly opaque: string;
  readonly redirect: string;
}

export const TRUSTED: XattrNames = { opaque: 'trusted.overlay.opaque', redirect: 'trusted.overlay.redirect' };
export const USER: XattrNames = { opaque: 'user.overlay.opaque', redirect: 'user.overlay.redirect' };

export function isWhiteout(dentry: Dentry): boolean {
  const { inode } = dentry;
  if (inode.kind !== 'char') return false;
  const rdev = inode.rdev ?? inode.stat().rdev;
  return rdev.major === 0 && rdev.minor === 0;
}

export function isOpaque(dentry: Dentry, names: XattrNames): boolean {
  const value = dentry.inode.getxattr?.(names.opaque);
  return value?.length === 1 && value[0] === YES[0];
}

export const setOpaque = (dentry: Dentry, names: XattrNames): void => dentry.inode.setxattr?.(names.opaque, YES);

export const redirectOf = (dentry: Dentry, names: XattrNames): string | undefined => {
  const value = dentry.inode.getxattr?.(names.redirect);
  return value && decoder.decode(value);
};

export const setRedirect = (dentry: Dentry, to: string, names: XattrNames): void =>
  dentry.inode.setxattr?.(names.redirect, encoder.encode(to));

/** What a name is in a stack of layers. */
export interface Found {
  upper: Dentry | undefined;
  /** Folders, topmost first; of anything else the one that is seen. */
  lowers: readonly Dentry[];
}

const NONE: readonly Dentry[] = [];

/** Looks a name up in the upper folder and the lower ones below it; `roots` are the layers' own, for redirects. */
export function findInLayers(
  upperDir: Dentry | undefined,
  lowerDirs: readonly Dentry[],
  name: string,
  names: XattrNames,
  roots: readonly Dentry[],
): Found | undefined {
  let upper: Dentry | undefined;
  let at = name;
  let dirs: readonly Dentry[] = lowerDirs;
  if (upperDir) {
    upper = lookupChild(upperDir, name);
    if (upper) {
      if (isWhiteout(upper)) return undefined;
      if (upper.inode.kind !== 'directory' || isOpaque(upper, names)) return { upper, lowers: NONE };
      const redirect = redirectOf(upper, names);
      if (redirect?.startsWith('/')) {
        at = redirect;
        dirs = roots;
      } else if (redirect) at = redirect;
    }
  }
  const lowers = findInLower(dirs, at, names, upper !== undefined);
  if (!upper && lowers.length === 0) return undefined;
  return { upper, lowers };
}

function findInLower(dirs: readonly Dentry[], path: string, names: XattrNames, foldersOnly: boolean): readonly Dentry[] {
  let found: Dentry[] | undefined;
  for (const dir of dirs) {
    const child = path.startsWith('/') ? descend(dir, path) : lookupChild(dir, path);
    if (!child) continue;
    if (isWhiteout(child)) break;
    if (child.inode.kind !== 'directory') {
      if (!found && !foldersOnly) found = [child];
      break;
    }
    (found ??= []).push(child);
    if (isOpaque(child, names)) break;
  }
  return found ?? NONE;
}

function descend(from: Dentry, path: string): Dentry | undefined {
  let at: Dentry | undefined = from;
  for (const name of path.split('/')) if (name !== '' && at) at = lookupChild(at, name);
  return at;
}
