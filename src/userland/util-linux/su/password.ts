// Asking for a password as misc_conv(3) of Linux-PAM does: the prompt on standard error, the answer from standard input, unseen.

import type { Sys } from '../../../abi/sys.ts';
import { decode, STDIN, warn } from '../../lib/io.ts';
import { isTerminal } from '../../lib/stdout.ts';

/** The line that was typed; undefined at end of file. */
export async function readPassword(sys: Sys, prompt: string): Promise<string | undefined> {
  const settings = (await isTerminal(sys, STDIN)) ? await sys.ioctl(STDIN, 'TCGETS') : undefined;
  if (settings) {
    const flags = new Set(settings.flags);
    flags.delete('ECHO');
    await sys.ioctl(STDIN, 'TCSETSF', { ...settings, flags });
  }
  await warn(sys, prompt);
  try {
    return await readLine(sys);
  } finally {
    if (settings) {
      await sys.ioctl(STDIN, 'TCSETS', settings);
      await warn(sys, '\n');
    }
  }
}

/** One line, a byte at a time: what follows it is the shell's. */
async function readLine(sys: Sys): Promise<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const [byte] = await sys.read(STDIN, 1);
    if (byte === undefined) return bytes.length > 0 ? decode(new Uint8Array(bytes)) : undefined;
    if (byte === 10) return decode(new Uint8Array(bytes));
    bytes.push(byte);
  }
}
