// pidfd_open(2).

import { namelessFile } from '../ipc/nameless.ts';
import { PidFile } from '../ipc/pidfd.ts';
import { findProcess } from '../ns/pid.ts';
import { nextAnonymousIno } from '../vfs/anonymous.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'pidfdOpen',
  args: ['pid'],
  status: 'whole',
  run({ process }, pid) {
    const { kernel } = process;
    const file = new PidFile(findProcess(process, pid));
    const what = {
      filesystem: 'anon_inodefs',
      kind: 'file',
      ino: nextAnonymousIno(kernel),
      mode: 0o600,
      name: 'anon_inode:[pidfd]',
    } as const;
    return process.fds.install(namelessFile(kernel, file, what, { read: true, write: true }), { cloexec: true });
  },
});
