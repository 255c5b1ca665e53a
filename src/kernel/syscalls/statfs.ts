// statfs(2).

import { shownAttributes } from '../vfs/attributes.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'statfs',
  args: ['path'],
  status: 'whole',
  run(thread, path) {
    const { mount } = walk(thread.process, path);
    const { superblock } = mount;
    return { type: superblock.type.name, ...superblock.statfs(), flags: shownAttributes(mount) };
  },
});
