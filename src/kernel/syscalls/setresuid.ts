// setresuid(2): and what root's capabilities become of it (capabilities(7), "Effect of user ID changes").

import { Errno } from '../../abi/errno.ts';
import { capable, userNamespaceOf } from '../credentials.ts';
import { afterUidChange } from '../process/uid-change.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setresuid',
  args: ['int', 'int', 'int'],
  status: 'whole',
  run({ process }, real, effective, saved) {
    const user = userNamespaceOf(process);
    const old = process.credentials;
    const pick = (id: number | undefined, keep: number): number => {
      if (id === undefined || id === -1) return keep;
      const uid = user.kernelUid(id);
      if (uid === undefined) throw new Errno('EINVAL');
      return uid;
    };
    const [uid, euid, suid] = [pick(real, old.uid), pick(effective, old.euid), pick(saved, old.suid)];
    const free = [old.uid, old.euid, old.suid];
    if (![uid, euid, suid].every(id => free.includes(id)) && !capable(process, 'CAP_SETUID', user)) throw new Errno('EPERM');
    process.credentials = afterUidChange(old, old.with({ uid, euid, suid, fsuid: euid }), user);
    if (euid !== old.euid) process.dumpable = false;
  },
});
