// getresuid(2), getresgid(2) and getgroups(2) in one: ids as the caller's user namespace numbers them.

import { userNamespaceOf } from '../credentials.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getids',
  args: [],
  status: 'whole',
  run({ process }) {
    const { credentials: own } = process;
    const user = userNamespaceOf(process);
    return {
      uid: user.shownUid(own.uid),
      euid: user.shownUid(own.euid),
      suid: user.shownUid(own.suid),
      fsuid: user.shownUid(own.fsuid),
      gid: user.shownGid(own.gid),
      egid: user.shownGid(own.egid),
      sgid: user.shownGid(own.sgid),
      fsgid: user.shownGid(own.fsgid),
      groups: own.groups.map(gid => user.shownGid(gid)),
    };
  },
});
