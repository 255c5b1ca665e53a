// capset(2), and PR_CAP_AMBIENT with it.

import type { Capability } from '../../abi/caps.ts';
import { Errno } from '../../abi/errno.ts';
import { capable, SECBIT_NO_CAP_AMBIENT_RAISE } from '../credentials.ts';
import { defineSyscall } from './define.ts';

type Capabilities = ReadonlySet<Capability>;

function within(inner: Capabilities, outer: Capabilities): boolean {
  for (const capability of inner) if (!outer.has(capability)) return false;
  return true;
}

const union = (one: Capabilities, other: Capabilities): Capabilities => new Set([...one, ...other]);

export default defineSyscall({
  name: 'capset',
  args: ['json'],
  status: 'whole',
  run({ process }, sets) {
    const old = process.credentials;
    const permitted = sets.permitted ?? old.permitted;
    const effective = sets.effective ?? old.effective;
    const inheritable = sets.inheritable ?? old.inheritable;
    if (!within(permitted, old.permitted) || !within(effective, permitted)) throw new Errno('EPERM');
    const mayInherit = capable(process, 'CAP_SETPCAP', process.ns.user);
    if (!mayInherit && !within(inheritable, union(old.inheritable, old.permitted))) throw new Errno('EPERM');
    if (!within(inheritable, union(old.inheritable, old.bounding))) throw new Errno('EPERM');
    const kept = new Set([...old.ambient].filter(capability => permitted.has(capability) && inheritable.has(capability)));
    const ambient = sets.ambient ?? kept;
    if (!within(ambient, permitted) || !within(ambient, inheritable)) throw new Errno('EPERM');
    if (old.securebits & SECBIT_NO_CAP_AMBIENT_RAISE && !within(ambient, old.ambient)) throw new Errno('EPERM');
    process.credentials = old.with({
      permitted: new Set(permitted),
      effective: new Set(effective),
      inheritable: new Set(inheritable),
      ambient: new Set(ambient),
    });
  },
});
