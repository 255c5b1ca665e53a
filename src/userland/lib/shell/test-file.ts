// The primaries of test and [[ that ask about files. As bash 5.3's test.c.

import { Errno } from '../../../abi/errno.ts';
import type { Stat } from '../../../abi/types.ts';
import type { Shell } from './state.ts';

export const FILE_PRIMARIES = 'abcdefghkprstuwxGLNOS';

async function statOf(shell: Shell, path: string, nofollow = false): Promise<Stat | undefined> {
  try {
    return await shell.sys.stat(path, { nofollow });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return undefined;
  }
}

async function mayAccess(shell: Shell, path: string, mode: { read?: boolean; write?: boolean; execute?: boolean }): Promise<boolean> {
  try {
    await shell.sys.access(path, mode, { effective: true });
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

/** test -t: whether the descriptor is a terminal. */
export async function isTerminal(shell: Shell, fd: number): Promise<boolean> {
  try {
    await shell.sys.ioctl(fd, 'TCGETS');
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

const newer = (a: Stat, b: Stat): boolean =>
  a.mtime.seconds > b.mtime.seconds || (a.mtime.seconds === b.mtime.seconds && a.mtime.nanoseconds > b.mtime.nanoseconds);

/** -X FILE. */
export async function testFile(shell: Shell, letter: string, path: string): Promise<boolean> {
  if (path === '') return false;
  if (letter === 'r') return mayAccess(shell, path, { read: true });
  if (letter === 'w') return mayAccess(shell, path, { write: true });
  if (letter === 'x') return mayAccess(shell, path, { execute: true });
  const stat = await statOf(shell, path, letter === 'h' || letter === 'L');
  if (stat === undefined) return false;
  switch (letter) {
    case 'f':
      return stat.kind === 'file';
    case 'd':
      return stat.kind === 'directory';
    case 'b':
      return stat.kind === 'block';
    case 'c':
      return stat.kind === 'char';
    case 'p':
      return stat.kind === 'fifo';
    case 'S':
      return stat.kind === 'socket';
    case 'h':
    case 'L':
      return stat.kind === 'symlink';
    case 's':
      return stat.sizeBytes > 0;
    case 'u':
      return (stat.mode & 0o4000) !== 0;
    case 'g':
      return (stat.mode & 0o2000) !== 0;
    case 'k':
      return (stat.mode & 0o1000) !== 0;
    case 'O':
      return stat.uid === shell.euid;
    case 'G':
      return stat.gid === shell.gid;
    case 'N':
      return newer({ ...stat, mtime: stat.mtime }, { ...stat, mtime: stat.atime });
    default:
      return true;
  }
}

/** A -nt B, A -ot B, A -ef B. */
export async function compareFiles(shell: Shell, left: string, operator: string, right: string): Promise<boolean> {
  const a = await statOf(shell, left);
  const b = await statOf(shell, right);
  if (operator === '-ef')
    return a !== undefined && b !== undefined && a.ino === b.ino && a.dev.major === b.dev.major && a.dev.minor === b.dev.minor;
  if (operator === '-nt') return a !== undefined && (b === undefined || newer(a, b));
  return b !== undefined && (a === undefined || newer(b, a));
}
