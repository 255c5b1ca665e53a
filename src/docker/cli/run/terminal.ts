// The caller's terminal while a container has it: raw, and put back afterwards. As moby/term's SetRawTerminal.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Termios, Winsize } from '../../../abi/tty.ts';
import type { Fd } from '../../../abi/types.ts';

const OFF = [
  'IGNBRK',
  'BRKINT',
  'PARMRK',
  'ISTRIP',
  'INLCR',
  'IGNCR',
  'ICRNL',
  'IXON',
  'OPOST',
  'ECHO',
  'ECHONL',
  'ICANON',
  'ISIG',
  'IEXTEN',
];

/** Makes a terminal raw; gives what puts it back. Nothing happens where the descriptor is no terminal. */
export async function makeRaw(sys: Sys, fd: Fd): Promise<() => Promise<void>> {
  let before: Termios;
  try {
    before = await sys.ioctl(fd, 'TCGETS');
  } catch (error) {
    if (error instanceof Errno) return async () => {};
    throw error;
  }
  const flags = new Set([...before.flags].filter(flag => !OFF.includes(flag)));
  await sys.ioctl(fd, 'TCSETS', { ...before, flags, characters: { ...before.characters, VMIN: 1, VTIME: 0 } });
  return async () => {
    await sys.ioctl(fd, 'TCSETS', before);
  };
}

/** A terminal's size, or undefined where the descriptor is none. */
export async function windowSize(sys: Sys, fd: Fd): Promise<Winsize | undefined> {
  try {
    return await sys.ioctl(fd, 'TIOCGWINSZ');
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}
