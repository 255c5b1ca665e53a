// What becomes of capabilities when user ids change from or to root's. As security/commoncap.c: cap_emulate_setxuid, Linux 6.12.

import { type Credentials, NO_CAPABILITIES, SECBIT_KEEP_CAPS, SECBIT_NO_SETUID_FIXUP } from '../credentials.ts';
import type { UserNamespace } from '../ns/user.ts';

/** `next` has the new ids and still the old capabilities. */
export function afterUidChange(old: Credentials, next: Credentials, user: UserNamespace): Credentials {
  if (old.securebits & SECBIT_NO_SETUID_FIXUP) return next;
  const root = user.kernelUid(0);
  const was = old.uid === root || old.euid === root || old.suid === root;
  const is = next.uid === root || next.euid === root || next.suid === root;
  let made = next;
  if (was && !is) {
    const kept = (old.securebits & SECBIT_KEEP_CAPS) !== 0;
    made = made.with({ ambient: NO_CAPABILITIES, effective: NO_CAPABILITIES, permitted: kept ? made.permitted : NO_CAPABILITIES });
  }
  if (old.euid === root && next.euid !== root) made = made.with({ effective: NO_CAPABILITIES });
  if (old.euid !== root && next.euid === root) made = made.with({ effective: made.permitted });
  return made;
}
