// symlink(2).

import { Errno } from '../../abi/errno.ts';
import { makeAt } from '../vfs/make.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'symlink',
  args: ['string', 'path'],
  status: 'whole',
  run(thread, target, path) {
    if (target === '') throw new Errno('ENOENT');
    if (target.length >= 4096) throw new Errno('ENAMETOOLONG');
    makeAt(thread.process, path, 'symlink', 0o777, { target });
  },
});
