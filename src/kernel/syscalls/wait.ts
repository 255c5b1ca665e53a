// wait4(2).

import { wait } from '../process/wait.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'wait',
  args: ['pid', 'json'],
  status: 'whole',
  run: ({ process }, which = 'any', how = {}) => wait(process, which, how),
});
