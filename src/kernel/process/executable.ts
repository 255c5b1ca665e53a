// The file a process runs (/proc/PID/exe): it holds its mount, and nobody may write to it meanwhile (ETXTBSY).

import type { Path } from '../vfs/path.ts';
import { allowWrite, denyWrite } from '../vfs/writers.ts';
import type { Process } from './process.ts';

/** The process runs this file from now on, and not the one before. Throws ETXTBSY. */
export function holdExecutable(process: Process, path: Path): void {
  denyWrite(path.dentry.inode);
  path.mount.users++;
  releaseExecutable(process);
  process.exe = path;
}

/** It runs no file any more. */
export function releaseExecutable(process: Process): void {
  if (!process.exe) return;
  allowWrite(process.exe.dentry.inode);
  process.exe.mount.users--;
  process.exe = undefined;
}
