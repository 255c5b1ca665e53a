// getdents(2).

import { Errno } from '../../abi/errno.ts';
import type { Dirent } from '../../abi/types.ts';
import type { OpenFile } from '../vfs/open-file.ts';
import { parentPath } from '../vfs/path.ts';
import { defineSyscall } from './define.ts';

const BATCH = 1024;

export default defineSyscall({
  name: 'getdents',
  args: ['fd'],
  status: 'whole',
  run(thread, fd) {
    const open = thread.process.fds.get(fd);
    const { inode } = open.path.dentry;
    if (open.flags.path) throw new Errno('EBADF');
    if (inode.kind !== 'directory') throw new Errno('ENOTDIR');
    if (!open.entries && open.offset > 0) return [];
    if (!open.entries) {
      // The kernel says ENOENT; readdir(3) takes that for the end.
      if (open.path.dentry.unlinked) return [];
      const parent = parentPath(open.path, thread.process.fs.root).dentry.inode;
      open.entries = entries(open, parent.ino);
    }
    const batch: Dirent[] = [];
    while (batch.length < BATCH) {
      const next = open.entries.next();
      if (next.done) break;
      batch.push(next.value as Dirent);
    }
    open.offset += batch.length;
    if (batch.length < BATCH) open.entries = undefined;
    return batch;
  },
});

function* entries(open: OpenFile, parentIno: number): Generator<Dirent> {
  const { inode } = open.path.dentry;
  yield { name: '.', ino: inode.ino, kind: 'directory' };
  yield { name: '..', ino: parentIno, kind: 'directory' };
  yield* [...(inode.list?.() ?? [])];
}
