// Asking for a password: on the terminal, unseen, or with -S from standard input. As sudo 1.9.17's tgetpass.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import type { User } from '../lib/accounts.ts';
import { verifyPassword } from '../lib/crypt.ts';
import { decode, print, readText, STDERR, STDIN, warn } from '../lib/io.ts';

const TRIES = 3;

export interface Asking {
  prompt: string | undefined;
  fromStdin: boolean;
  never: boolean;
}

/** Whether the user has shown who it is; says why not. */
export async function authenticate(sys: Sys, user: User, hostname: string, { prompt, fromStdin, never }: Asking): Promise<boolean> {
  const refused = async (words: string): Promise<false> => {
    await warn(sys, `sudo: ${words}\n`);
    return false;
  };
  if (never) return refused('a password is required');
  const tty = fromStdin ? undefined : await sys.open('/dev/tty', { read: true, write: true }).catch(() => undefined);
  if (!fromStdin && tty === undefined) {
    await warn(sys, "sudo: a terminal is required to read the password; either use ssh's -t option or configure an askpass helper\n");
    return refused('a password is required');
  }
  const [input, output] = [tty ?? STDIN, tty ?? STDERR];
  const words = (prompt ?? '[sudo] password for %p: ').replace(/%([pUuHh%])/g, (_, letter: string) => {
    if (letter === '%') return '%';
    return letter === 'H' || letter === 'h' ? hostname : letter === 'U' ? 'root' : user.name;
  });
  const hash =
    (await readText(sys, '/etc/shadow'))
      .split('\n')
      .find(line => line.startsWith(`${user.name}:`))
      ?.split(':')[1] ?? '*';
  let wrong = 0;
  for (let tries = 0; tries < TRIES; tries++) {
    const password = await ask(sys, input, output, words);
    if (password === undefined) break;
    if (verifyPassword(password, hash)) return true;
    wrong++;
    if (tries < TRIES - 1) await print(sys, 'Sorry, try again.\n', output);
  }
  if (wrong === 0) {
    await warn(sys, 'sudo: no password was provided\n');
    return refused('a password is required');
  }
  return refused(`${wrong} incorrect password attempt${wrong === 1 ? '' : 's'}`);
}

/** One line with the echo off; undefined at the end. */
async function ask(sys: Sys, input: Fd, output: Fd, words: string): Promise<string | undefined> {
  let settings: Awaited<ReturnType<typeof sys.ioctl<'TCGETS'>>> | undefined;
  try {
    settings = await sys.ioctl(input, 'TCGETS');
    await sys.ioctl(input, 'TCSETSF', { ...settings, flags: new Set([...settings.flags].filter(flag => flag !== 'ECHO')) });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  await print(sys, words, output);
  const bytes: number[] = [];
  let ended = false;
  for (;;) {
    const [byte] = await sys.read(input, 1);
    if (byte === undefined) ended = bytes.length === 0;
    if (byte === undefined || byte === 10) break;
    bytes.push(byte);
  }
  if (settings) {
    await sys.ioctl(input, 'TCSETS', settings);
    await print(sys, '\n', output);
  }
  return ended ? undefined : decode(new Uint8Array(bytes));
}
