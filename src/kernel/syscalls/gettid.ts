// gettid(2).

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'gettid',
  args: [],
  status: 'whole',
  run: ({ tids }) => tids[tids.length - 1]!,
});
