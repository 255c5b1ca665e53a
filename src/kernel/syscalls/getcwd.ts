// getcwd(2). A place outside the root is marked "(unreachable)", as the system call does.

import { Errno } from '../../abi/errno.ts';
import { pathText, pathTextAnywhere } from '../vfs/path.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getcwd',
  args: [],
  status: 'whole',
  run(thread) {
    const { root, cwd } = thread.process.fs;
    if (cwd.dentry.unlinked) throw new Errno('ENOENT');
    return pathText(cwd, root) ?? `(unreachable)${pathTextAnywhere(cwd, root)}`;
  },
});
