// Applets that the shell runs in the process it forked, without execve: to ps they are the shell still. As APPLET_NOEXEC of BusyBox 1.38.

import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';

type Dispatch = (sys: Sys, argv: readonly string[], env: Env) => Promise<number>;

const NOEXEC = new Set(
  'awk cut dd find fold head hexdump id ln ls md5sum mkdir paste ps sha1sum sha256sum sha512sum sort stat tac xargs xxd yes'.split(' '),
);

let dispatch: Dispatch | undefined;

/** Says how applets are run: the program's main module does, which the shell cannot import. */
export function provideDispatch(given: Dispatch): void {
  dispatch = given;
}

/** How to run an applet here; undefined where it is executed. */
export const inPlace = (name: string): Dispatch | undefined => (NOEXEC.has(name) ? dispatch : undefined);
