// A line that is typed without being shown, as passwords are (getpass(3)).

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Termios } from '../../abi/tty.ts';
import type { Fd } from '../../abi/types.ts';
import { decode, print, STDERR, STDIN } from './io.ts';

/** Prints the words on `output` and gives the line read from `input`, a byte at a time; undefined at the end of file. */
export async function askUnseen(sys: Sys, words: string, input: Fd = STDIN, output: Fd = STDERR): Promise<string | undefined> {
  const settings = await echoOff(sys, input);
  await print(sys, words, output);
  try {
    const bytes: number[] = [];
    for (;;) {
      const [byte] = await sys.read(input, 1);
      if (byte === undefined && bytes.length === 0) return undefined;
      if (byte === undefined || byte === 10) return decode(new Uint8Array(bytes));
      bytes.push(byte);
    }
  } finally {
    if (settings) {
      await sys.ioctl(input, 'TCSETS', settings);
      await print(sys, '\n', output);
    }
  }
}

/** The settings as they were, where it is a terminal. */
async function echoOff(sys: Sys, fd: Fd): Promise<Termios | undefined> {
  try {
    const settings = await sys.ioctl(fd, 'TCGETS');
    await sys.ioctl(fd, 'TCSETSF', { ...settings, flags: new Set([...settings.flags].filter(flag => flag !== 'ECHO')) });
    return settings;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return undefined;
  }
}
