// crypt(3) for /etc/shadow: a new password's hash, and whether a password fits one. Only yescrypt, which Debian writes; others fit nothing.

import type { Sys } from '../../abi/sys.ts';
import { encode } from './io.ts';
import { yescrypt, yescryptSetting } from './yescrypt.ts';

const SALT_BYTES = 16;

/** The hash that chpasswd and passwd write for a password. */
export async function hashPassword(sys: Sys, password: string): Promise<string> {
  const hash = yescrypt(encode(password), yescryptSetting(await sys.getrandom(SALT_BYTES)));
  if (hash === undefined) throw new Error('the usual setting is one that yescrypt knows');
  return hash;
}

/** Whether a password is the one behind a hash; never where the hash is locked ("!…", "*") or of another kind. */
export const verifyPassword = (password: string, hash: string): boolean =>
  hash.startsWith('$y$') && yescrypt(encode(password), hash) === hash;
