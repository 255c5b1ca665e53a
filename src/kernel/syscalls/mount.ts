// mount(2).

import { mountAt } from '../vfs/namespace.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'mount',
  args: ['string', 'path', 'string', 'json', 'string'],
  status: 'whole',
  run(thread, source, target, type, flags, data = '') {
    const { process } = thread;
    const place = walk(process, target);
    const what = { source, type, data, text: target };
    if (!flags.remount && (flags.bind || flags.move)) mountAt(process, place, flags, { ...what, sourcePath: walk(process, source) });
    else mountAt(process, place, flags, what);
  },
});
