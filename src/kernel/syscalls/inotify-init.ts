// inotify_init1(2).

import { anonymousPath, internalSuperblock, nextAnonymousIno } from '../vfs/anonymous.ts';
import type { Inode } from '../vfs/inode.ts';
import { OpenFile } from '../vfs/open-file.ts';
import { Inotify } from '../vfs/watch.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'inotifyInit',
  args: ['json'],
  status: 'whole',
  run(thread, how) {
    const { kernel, fds } = thread.process;
    const inode = { ino: nextAnonymousIno(kernel), kind: 'file', superblock: internalSuperblock(kernel, 'anon_inodefs') } as Inode;
    const path = anonymousPath(kernel, 'anon_inodefs', 'anon_inode:inotify', inode);
    const open = new OpenFile(new Inotify(), path, { read: true, ...(how?.nonblock ? { nonblock: true } : {}) });
    return fds.install(open, { cloexec: how?.cloexec ?? false });
  },
});
