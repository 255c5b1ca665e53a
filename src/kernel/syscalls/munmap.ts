// munmap(2): gives back what mmap gave.

import { changeMemory } from '../process/memory.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'munmap',
  args: ['int'],
  status: 'whole',
  run: ({ process }, lengthBytes) => changeMemory(process, -Math.min(lengthBytes, process.mappedBytes)),
});
