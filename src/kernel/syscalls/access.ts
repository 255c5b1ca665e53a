// access(2) and faccessat(2).

import { Errno } from '../../abi/errno.ts';
import { EXECUTE, permits, READ, WRITE } from '../vfs/permission.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'access',
  args: ['path', 'json', 'json'],
  status: 'whole',
  run(thread, path, mode, how) {
    const { process } = thread;
    const { credentials } = process;
    // The real ids, and what root could do with them (faccessat(2), NOTES).
    const real = credentials.with({
      fsuid: credentials.uid,
      fsgid: credentials.gid,
      effective: credentials.uid === 0 ? credentials.permitted : new Set(),
    });
    const subject = how?.effective ? process : { credentials: real, ns: process.ns, fs: process.fs };
    const found = walk(subject, path, how?.nofollow ? { nofollow: true } : undefined);
    const { inode } = found.dentry;
    if (mode.write && found.mount.readonly && ['file', 'directory', 'symlink'].includes(inode.kind)) throw new Errno('EROFS');
    if (mode.execute && inode.kind === 'file' && found.mount.attributes.noexec) throw new Errno('EACCES');
    const want = (mode.read ? READ : 0) | (mode.write ? WRITE : 0) | (mode.execute ? EXECUTE : 0);
    if (want && !permits(subject, inode, want)) throw new Errno('EACCES');
  },
});
