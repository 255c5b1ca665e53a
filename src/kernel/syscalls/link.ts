// link(2) and linkat(2).

import { linkAt } from '../vfs/make.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'link',
  args: ['path', 'path', 'json'],
  status: 'whole',
  run(thread, from, to, how) {
    const { process } = thread;
    linkAt(process, walk(process, from, { nofollow: !how?.follow }), to);
  },
});
