// eventfd(2): a counter that can be waited for.

import { EventCounter } from '../ipc/eventfd.ts';
import { namelessFile } from '../ipc/nameless.ts';
import { nextAnonymousIno } from '../vfs/anonymous.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'eventfd',
  args: ['int'],
  status: 'whole',
  run({ process }, initial = 0) {
    const { kernel } = process;
    const what = {
      filesystem: 'anon_inodefs',
      kind: 'file',
      ino: nextAnonymousIno(kernel),
      mode: 0o600,
      name: 'anon_inode:[eventfd]',
    } as const;
    return process.fds.install(namelessFile(kernel, new EventCounter(initial), what, { read: true, write: true }));
  },
});
