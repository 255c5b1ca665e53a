// What mount(8) says where the kernel refused. As libmount 2.42's mnt_context_get_mount_excode.

import type { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';

export const HINT = '       dmesg(1) may have more information after failed mount system call.\n';

export interface Attempt {
  source: string | undefined;
  target: string;
  type: string | undefined;
  /** The call that failed, as the kernel's mount interface names it. */
  call: 'fsconfig' | 'move_mount' | 'open_tree' | 'mount_setattr';
  what: 'mount' | 'remount' | 'propagation' | 'move';
}

const missing = async (sys: Sys, path: string, nofollow = false): Promise<boolean> =>
  sys.stat(path, { nofollow }).then(
    () => false,
    () => true,
  );

const badSuper = (source: string | undefined): string =>
  `wrong fs type, bad option, bad superblock on ${source ?? 'none'}, missing codepage or helper program, or other error.`;

async function notFound(sys: Sys, attempt: Attempt, error: Errno): Promise<string> {
  const { source, target, call } = attempt;
  if (await missing(sys, target, true)) return 'mount point does not exist.';
  if (await missing(sys, target)) return 'mount point is a symbolic link to nowhere.';
  if (source !== undefined && (await missing(sys, source))) return `special device ${source} does not exist.`;
  return `${call}() failed: ${error.message}.`;
}

async function notFolder(sys: Sys, { source, target }: Attempt): Promise<string> {
  const refused = await sys.stat(target).then(
    () => false,
    () => true,
  );
  if (refused) return 'mount point is not a directory.';
  if (source?.includes('/') && (await missing(sys, source))) {
    return `special device ${source} does not exist (a path prefix is not a directory).`;
  }
  return badSuper(source);
}

/** The sentence after "mount: TARGET: ". */
export async function failureWords(sys: Sys, attempt: Attempt, error: Errno): Promise<string> {
  const { source, target, type, what, call } = attempt;
  if (error.detail !== undefined) return `${call}() failed: ${error.detail}.`;
  switch (error.code) {
    case 'EPERM':
      return (await sys.getids()).euid === 0 ? 'permission denied.' : 'must be superuser to use mount.';
    case 'EBUSY':
      if (what === 'remount') return 'mount point is busy.';
      return source === undefined ? `${target} is busy.` : `${source} already mounted or mount point busy.`;
    case 'ENOENT':
      return notFound(sys, attempt, error);
    case 'ENOTDIR':
      return notFolder(sys, attempt);
    case 'EINVAL':
      if (what === 'remount') return 'mount point not mounted or bad option.';
      return what === 'propagation' ? 'not mount point or bad option.' : badSuper(source);
    case 'ENODEV':
      return type === undefined ? badSuper(source) : `unknown filesystem type '${type}'.`;
    case 'ENOTBLK':
      return `${source ?? 'none'} is not a block device.`;
    case 'EIO':
      return `can't read superblock on ${source ?? 'none'}.`;
    case 'EROFS':
      return `cannot mount ${source ?? 'none'} read-only.`;
    case 'EMFILE':
      return 'mount table full.';
    default:
      return `${call}() failed: ${error.message}.`;
  }
}
