// umount2(2).

import { umountAt } from '../vfs/namespace.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'umount',
  args: ['path', 'json'],
  status: 'whole',
  run(thread, target, flags) {
    const { process } = thread;
    umountAt(process, walk(process, target, { nofollow: flags?.nofollow === true }), flags ?? {}, target);
  },
});
