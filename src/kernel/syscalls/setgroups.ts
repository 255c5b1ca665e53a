// setgroups(2).

import { Errno } from '../../abi/errno.ts';
import { capable, userNamespaceOf } from '../credentials.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setgroups',
  args: ['json'],
  status: 'whole',
  run({ process }, groups) {
    const user = userNamespaceOf(process);
    const allowed = user.setgroups === 'allow' && user.gidMap.length > 0 && capable(process, 'CAP_SETGID', user);
    if (!allowed) throw new Errno('EPERM');
    const kernelGids = groups.map(id => {
      const gid = user.kernelGid(id);
      if (gid === undefined) throw new Errno('EINVAL');
      return gid;
    });
    process.credentials = process.credentials.with({ groups: kernelGids.sort((one, other) => one - other) });
  },
});
