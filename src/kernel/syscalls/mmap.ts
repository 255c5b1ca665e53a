// mmap(2), MAP_ANONYMOUS, populated: memory that counts, without bytes behind it.

import { Errno } from '../../abi/errno.ts';
import { changeMemory } from '../process/memory.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'mmap',
  args: ['int'],
  status: 'whole',
  run({ process }, lengthBytes) {
    if (lengthBytes <= 0) throw new Errno('EINVAL');
    changeMemory(process, lengthBytes);
  },
});
