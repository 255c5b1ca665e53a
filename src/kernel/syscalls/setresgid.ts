// setresgid(2).

import { Errno } from '../../abi/errno.ts';
import { capable, userNamespaceOf } from '../credentials.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setresgid',
  args: ['int', 'int', 'int'],
  status: 'whole',
  run({ process }, real, effective, saved) {
    const user = userNamespaceOf(process);
    const old = process.credentials;
    const pick = (id: number | undefined, keep: number): number => {
      if (id === undefined || id === -1) return keep;
      const gid = user.kernelGid(id);
      if (gid === undefined) throw new Errno('EINVAL');
      return gid;
    };
    const [gid, egid, sgid] = [pick(real, old.gid), pick(effective, old.egid), pick(saved, old.sgid)];
    const free = [old.gid, old.egid, old.sgid];
    if (![gid, egid, sgid].every(id => free.includes(id)) && !capable(process, 'CAP_SETGID', user)) throw new Errno('EPERM');
    process.credentials = old.with({ gid, egid, sgid, fsgid: egid });
    if (egid !== old.egid) process.dumpable = false;
  },
});
