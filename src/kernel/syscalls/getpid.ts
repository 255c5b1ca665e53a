// getpid(2): the caller's number in its own pid namespace.

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getpid',
  args: [],
  status: 'whole',
  run: ({ process }) => process.pids[process.pids.length - 1]!,
});
