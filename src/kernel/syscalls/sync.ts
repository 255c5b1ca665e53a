// sync(2): everything is where it belongs already.

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'sync',
  args: [],
  status: 'whole',
  run() {
    return undefined;
  },
});
