// inotify_init1(2).

import { namelessFile } from '../ipc/nameless.ts';
import { nextAnonymousIno } from '../vfs/anonymous.ts';
import { Inotify } from '../vfs/watch.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'inotifyInit',
  args: ['json'],
  status: 'whole',
  run(thread, how) {
    const { kernel, fds } = thread.process;
    fds.reserve(1);
    const what = {
      filesystem: 'anon_inodefs',
      kind: 'file',
      ino: nextAnonymousIno(kernel),
      mode: 0o600,
      name: 'anon_inode:inotify',
    } as const;
    const open = namelessFile(kernel, new Inotify(), what, { read: true, ...(how?.nonblock ? { nonblock: true } : {}) });
    return fds.install(open, { cloexec: how?.cloexec ?? false });
  },
});
