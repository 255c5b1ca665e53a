// unshare(2): namespaces of the process's own.

import { Errno } from '../../abi/errno.ts';
import type { NamespaceSet } from '../ns/namespace.ts';
import { newNamespaces, replaceNamespace } from '../ns/set.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'unshare',
  args: ['json'],
  status: 'whole',
  run({ process }, kinds) {
    if (kinds.includes('user') && process.threads.size > 1) throw new Errno('EINVAL');
    if (kinds.includes('time') && process.threads.size > 1) throw new Errno('EUSERS');
    if ((kinds.includes('mnt') || kinds.includes('user')) && process.fs.users > 1) {
      const own = process.fs.copy();
      process.fs.release();
      process.fs = own;
    }
    const { ns, credentials } = newNamespaces(process.kernel, process, kinds, process.fs);
    for (const key of Object.keys(ns) as (keyof NamespaceSet)[])
      if (ns[key] !== process.ns[key]) replaceNamespace(process.ns, key, ns[key]);
    process.credentials = credentials;
  },
});
