// Asking for a password: on the terminal, unseen, or with -S from standard input. As sudo 1.9.17's tgetpass.

import type { Sys } from '../../abi/sys.ts';
import type { User } from '../lib/accounts.ts';
import { askUnseen } from '../lib/ask-unseen.ts';
import { verifyPassword } from '../lib/crypt.ts';
import { print, readText, STDERR, STDIN, warn } from '../lib/io.ts';

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
    const password = await askUnseen(sys, words, input, output);
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
